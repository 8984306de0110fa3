"""Run the rules: votes of shape (n, m), int8, column-major; -1 abstain, 0 negative, 1 positive."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Bytes, Dataset
from recsys.labeling import patterns
from recsys.labeling.functions import KeywordFunction, ThresholdFunction
from recsys.labeling.keywords import TermHits
from recsys.labeling.patterns import Patterns
from recsys.labeling.recent import Recent

ABSTAIN, NEGATIVE, POSITIVE = -1, 0, 1
KEPT_COLUMNS = 64

COMPARE = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}


class Voter:
    """A dataset with what applying functions to it needs; remembers the columns asked for last."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.terms = TermHits(dataset.reviews)
        self._recent: Recent[str, Bytes] = Recent(KEPT_COLUMNS)

    def column(self, function: ThresholdFunction | KeywordFunction) -> Bytes:
        """One function's votes on all data points, shape (n,), read-only; all abstain where it does not apply."""
        key = function.model_dump_json(exclude={"name", "enabled"})
        return self._recent.get(key, lambda: self._votes(function))

    def columns(self, functions: Iterable[ThresholdFunction | KeywordFunction], rows: slice) -> list[Bytes]:
        """The votes on some rows, a view for each function: a matrix without copying the columns into one."""
        return [self.column(function)[rows] for function in functions]

    def patterns(self, functions: Iterable[ThresholdFunction | KeywordFunction], split: str) -> Patterns:
        """The vote patterns of a split, with its gold as far as it may be seen."""
        return patterns.count(self.columns(functions, self.dataset.rows(split)), self.dataset.gold(split))

    def _votes(self, function: ThresholdFunction | KeywordFunction) -> Bytes:
        return self._keywords(function) if isinstance(function, KeywordFunction) else self._threshold(function)

    def _threshold(self, function: ThresholdFunction) -> Bytes:
        values = self.dataset.features.get(function.feature)
        if values is None:
            return np.full(len(self.dataset.pairs), ABSTAIN, np.int8)
        # NaN compares False with everything: what is unknown abstains.
        holds = COMPARE[function.comparison](values, function.threshold)
        return holds.view(np.int8) * np.int8(function.label + 1) + np.int8(ABSTAIN)

    def _keywords(self, function: KeywordFunction) -> Bytes:
        votes = np.full(len(self.dataset.pairs), ABSTAIN, np.int8)
        rows = self.dataset.reviews.row
        # Negative terms are looked for first, as in S1, so they are written last.
        for terms, label in ((function.positive, POSITIVE), (function.negative, NEGATIVE)):
            if terms:
                votes[rows[self.terms.any_of(terms, function.matching)]] = label
        return votes


def matrix(columns: Sequence[Bytes], n: int) -> npt.NDArray[np.int8]:
    """Columns as one matrix (n, m), column-major; (n, 0) if there are none."""
    votes = np.empty((n, len(columns)), np.int8, order="F")
    for j, column in enumerate(columns):
        votes[:, j] = column
    return votes

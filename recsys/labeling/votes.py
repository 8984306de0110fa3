"""Run the rules: votes of shape (n, m), int8, column-major; -1 abstain, 0 negative, 1 positive."""

import copy
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Bytes, Dataset
from recsys.labeling import functions, lookups, patterns, python_functions
from recsys.labeling.functions import (
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)
from recsys.labeling.patterns import Patterns
from recsys.labeling.recent import Recent
from recsys.labeling.slices import Slices
from recsys.labeling.text.keywords import TermHits
from recsys.labeling.text.terms import Side

ABSTAIN, NEGATIVE, POSITIVE = -1, 0, 1
KEPT_COLUMNS = 64

COMPARE = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}


class Voter:
    """A dataset with what applying functions to it needs; remembers the columns asked for last."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.terms = TermHits(dataset.reviews)
        self.slices = Slices(dataset)
        self._recent: Recent[str, Bytes] = Recent(KEPT_COLUMNS)

    def relabeled(self, dataset: Dataset) -> "Voter":
        """The same for the same data points with other gold; what is remembered of them is shared."""
        other = copy.copy(self)
        other.dataset, other.slices = dataset, copy.copy(self.slices)
        other.slices.dataset = dataset
        return other

    def column(self, function: LabelingFunction) -> Bytes:
        """One function's votes on all data points, shape (n,), read-only; all abstain where it does not apply."""
        key = function.model_dump_json(exclude={"name", "enabled"})
        if isinstance(function, PythonFunction):
            key += python_functions.version()
        return self._recent.get(key, lambda: self._votes(function))

    def columns(self, functions: Iterable[LabelingFunction], rows: slice) -> list[Bytes]:
        """The votes on some rows, a view for each function: a matrix without copying the columns into one."""
        return [self.column(function)[rows] for function in functions]

    def patterns(self, functions: Iterable[LabelingFunction], split: str) -> Patterns:
        """The vote patterns of a split, with its gold as far as it may be seen."""
        return patterns.count(self.columns(functions, self.dataset.rows(split)), self.dataset.gold(split))

    def _votes(self, function: LabelingFunction) -> Bytes:
        if functions.why_not(function, self.dataset) is not None:
            return np.full(len(self.dataset.pairs), ABSTAIN, np.int8)
        if isinstance(function, KeywordFunction):
            return self._keywords(function)
        if isinstance(function, PythonFunction):
            return python_functions.votes(function.function, self.dataset)
        return _where(self._holds(function), function.label)

    def _holds(self, function: ThresholdFunction | LookupFunction) -> npt.NDArray[np.bool_]:
        if isinstance(function, LookupFunction):
            return lookups.holds(function.field, function.values, self.dataset)
        # NaN compares False with everything: what is unknown abstains.
        return COMPARE[function.comparison](self.dataset.features[function.feature], function.threshold)

    def _keywords(self, function: KeywordFunction) -> Bytes:
        votes = np.full(len(self.dataset.pairs), ABSTAIN, np.int8)
        rows = self.dataset.reviews.row
        # Negative terms are looked for first, as in S1, so they are written last.
        sides: tuple[tuple[Side, int], ...] = (("positive", POSITIVE), ("negative", NEGATIVE))
        for side, label in sides:
            found = self.terms.any_of(function.enabled_terms(side), function.matching, function.negation)
            votes[rows[found]] = label
        return votes


def _where(holds: npt.NDArray[np.bool_], label: int) -> Bytes:
    """`label` where it holds, abstain elsewhere."""
    return holds.view(np.int8) * np.int8(label + 1) + np.int8(ABSTAIN)


def matrix(columns: Sequence[Bytes], n: int) -> npt.NDArray[np.int8]:
    """Columns as one matrix (n, m), column-major; (n, 0) if there are none."""
    votes = np.empty((n, len(columns)), np.int8, order="F")
    for j, column in enumerate(columns):
        votes[:, j] = column
    return votes

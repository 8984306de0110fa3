"""Which reviews contain a term: looked up in an index of their tokens, or a pattern on an engine of linear time."""

import re

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.data.dataset import Ints, Reviews
from recsys.labeling.recent import Recent
from recsys.labeling.text import negation, occurrences
from recsys.labeling.text.regular_expressions import ignoring_case
from recsys.labeling.text.terms import Matching
from recsys.labeling.text.token_index import TokenIndex
from recsys.labeling.text.whole_words import UNEVEN_SPACES, words_pattern

KEPT_TERMS = 4_096


class TermHits:
    """The reviews of a dataset, ready to be searched; remembers the hits of the terms asked for last."""

    def __init__(self, reviews: Reviews) -> None:
        lower = reviews.text.str.to_lowercase()
        self._texts: dict[Matching, pl.Series] = {"pattern": reviews.text, "substring": lower, "words": lower}
        self._index = TokenIndex(lower.str.replace_all(UNEVEN_SPACES, " "))
        self._recent: Recent[tuple[str, Matching, bool], Ints] = Recent(KEPT_TERMS)

    def __len__(self) -> int:
        return len(self._texts["pattern"])

    def of(self, term: str, matching: Matching, negation: bool = False) -> Ints:
        """The reviews (index into `Reviews`, ascending) that contain `term`, as `terms.kept` gives it.

        negation: only those where a hit is not negated, as the module of that name says it.
        """
        if negation:
            return self._recent.get((term, matching, True), lambda: self._without_negated(term, matching))
        return self._recent.get((term, matching, False), lambda: self._find(term, matching))

    def any_of(self, terms: tuple[str, ...], matching: Matching, negation: bool = False) -> npt.NDArray[np.bool_]:
        """For each review, whether it contains one of `terms`. Shape (reviews,)."""
        found = np.zeros(len(self), bool)
        for term in terms:
            found[self.of(term, matching, negation)] = True
        return found

    def _find(self, term: str, matching: Matching) -> Ints:
        if matching == "pattern":
            return _where(self._texts["pattern"].str.contains(ignoring_case(term)))
        words = term.split()
        found = self._index.having(words, whole=matching == "words")
        if matching == "words" or words == [term] or not len(found):
            return found
        # In a substring, white space is a character like another; to the index it is all the same.
        return found[_where(self._texts["substring"].gather(found).str.contains(term, literal=True))]

    def _without_negated(self, term: str, matching: Matching) -> Ints:
        hits = self.of(term, matching)
        texts = self._texts[matching].gather(hits)
        suspects = _where(texts.str.contains(negation.SUSPECT + _pattern(term, matching)))
        counting = np.ones(len(hits), bool)
        counting[suspects] = [
            bool(places) for places in occurrences.find_unnegated(texts.gather(suspects), term, matching)
        ]
        return hits[counting]


def _pattern(term: str, matching: Matching) -> str:
    """What finds a term on Rust's engine."""
    if matching == "pattern":
        return ignoring_case(term)
    return words_pattern(term) if matching == "words" else re.escape(term)


def _where(found: pl.Series) -> Ints:
    return np.flatnonzero(found.to_numpy()).astype(np.int32)

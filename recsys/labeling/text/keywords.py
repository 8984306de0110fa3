"""Which reviews contain a term: each term is scanned for once, on an engine whose time is linear in the text."""

import re
from collections.abc import Iterable
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.data.dataset import Ints, Reviews
from recsys.labeling.recent import Recent
from recsys.labeling.text import negation, occurrences
from recsys.labeling.text.regular_expressions import ignoring_case
from recsys.labeling.text.terms import Matching
from recsys.labeling.text.whole_words import UNEVEN_SPACES, rough_patterns, words_pattern

KEPT_TERMS = 4_096
MANY = 5  # terms from which one pass for all is faster than one for each
RARE = 3  # characters of what is looked for together: what is shorter is nearly everywhere


class TermHits:
    """The reviews of a dataset, ready to be searched; remembers the hits of the terms asked for last."""

    def __init__(self, reviews: Reviews) -> None:
        lower = reviews.text.str.to_lowercase()
        # With one blank wherever there is white space, a term of several words is one literal too.
        evenly_spaced = lower.str.replace_all(UNEVEN_SPACES, " ")
        self._texts: dict[Matching, pl.Series] = {"pattern": reviews.text, "substring": lower, "words": evenly_spaced}
        self._recent: Recent[tuple[str, Matching, bool], Ints] = Recent(KEPT_TERMS)

    def __len__(self) -> int:
        return len(self._texts["pattern"])

    def of(self, term: str, matching: Matching, negation: bool = False) -> Ints:
        """The reviews (index into `Reviews`, ascending) that contain `term`, as `terms.kept` gives it.

        negation: only those where a hit is not negated, as the module of that name says it.
        """
        if negation:
            return self._recent.get((term, matching, True), lambda: self._without_negated(term, matching))
        return self._recent.get((term, matching, False), lambda: self._scan(term, matching))

    def any_of(self, terms: tuple[str, ...], matching: Matching, negation: bool = False) -> npt.NDArray[np.bool_]:
        """For each review, whether it contains one of `terms`. Shape (reviews,)."""
        self.look_for(terms, matching)
        found = np.zeros(len(self), bool)
        for term in terms:
            found[self.of(term, matching, negation)] = True
        return found

    def look_for(self, terms: Iterable[str], matching: Matching) -> None:
        """Find terms that `of` will be asked for: many new ones in one pass over the text, instead of one each."""
        new = {term: _literal(term, matching) for term in terms if (term, matching, False) not in self._recent}
        new = {term: literal for term, literal in new.items() if len(literal) >= RARE}
        if matching == "pattern" or len(new) < MANY:
            return
        having = self._having(sorted(set(new.values())), matching)
        for term, literal in new.items():
            hits = having.get(literal, np.empty(0, np.int32))
            made = self._whole(term, hits) if matching == "words" else hits
            self._recent.get((term, matching, False), partial(np.asarray, made))

    def _scan(self, term: str, matching: Matching) -> Ints:
        texts = self._texts[matching]
        if matching == "pattern":
            return _where(texts.str.contains(ignoring_case(term)))
        hits = _where(texts.str.contains(_literal(term, matching), literal=True))
        # A literal search is some ten times faster than the pattern of whole words, and leaves it little to do.
        return self._whole(term, hits) if matching == "words" else hits

    def _whole(self, term: str, candidates: Ints) -> Ints:
        """Those of some reviews, which have a term in them, that have it as whole words."""
        if not len(candidates):
            return candidates
        sure, possible = rough_patterns(term)
        texts = self._texts["words"]
        surely = texts.gather(candidates).str.contains(sure).to_numpy()
        rest = candidates[~surely]
        for pattern in (possible, words_pattern(term)):
            if len(rest):
                rest = rest[_where(texts.gather(rest).str.contains(pattern))]
        return np.sort(np.concatenate([candidates[surely], rest]))

    def _having(self, literals: list[str], matching: Matching) -> dict[str, Ints]:
        """The reviews, ascending, with each literal that is in any."""
        found = pl.DataFrame({"literal": self._texts[matching].str.extract_many(literals, overlapping=True)})
        found = found.with_row_index("review").filter(pl.col("literal").list.len() > 0).explode("literal")
        grouped = found.group_by("literal").agg(pl.col("review").unique().sort())
        hits = (reviews.to_numpy().astype(np.int32) for reviews in grouped["review"])
        return dict(zip(grouped["literal"], hits, strict=True))

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


def _literal(term: str, matching: Matching) -> str:
    """What every text with a term has in it, letter for letter."""
    return " ".join(term.split()) if matching == "words" else term


def _where(found: pl.Series) -> Ints:
    return np.flatnonzero(found.to_numpy()).astype(np.int32)

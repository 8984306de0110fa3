"""Which reviews contain a term: each term is scanned for once, on an engine whose time is linear in the text."""

import re
import unicodedata

import numpy as np
import polars as pl

from recsys.data.dataset import Ints, Reviews
from recsys.labeling.functions import Matching
from recsys.labeling.recent import Recent

KEPT_TERMS = 4_096

SPACES = r"[\s\x1c-\x1f]+"  # Python's white space; Rust's own leaves out four separators
_WORD = r"\p{L}\p{M}\p{N}_"  # what `is_word` says; Rust's own also has circled letters, but no ½


class TermHits:
    """The reviews of a dataset, ready to be searched; remembers the hits of the terms asked for last."""

    def __init__(self, reviews: Reviews) -> None:
        self._text = reviews.text.str.to_lowercase()
        self._recent: Recent[tuple[str, Matching], Ints] = Recent(KEPT_TERMS)

    def __len__(self) -> int:
        return len(self._text)

    def of(self, term: str, matching: Matching) -> Ints:
        """The reviews (index into `Reviews`, ascending) that contain `term`, given in lower case."""
        return self._recent.get((term, matching), lambda: self._scan(term, matching))

    def any_of(self, terms: tuple[str, ...], matching: Matching) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """For each review, whether it contains one of `terms`. Shape (reviews,)."""
        found = np.zeros(len(self), bool)
        for term in terms:
            found[self.of(term, matching)] = True
        return found

    def _scan(self, term: str, matching: Matching) -> Ints:
        if matching == "substring":
            return _where(self._text.str.contains(term, literal=True))
        # A literal search for the first word is some ten times faster than the pattern, and leaves it little to do.
        candidates = _where(self._text.str.contains(term.split()[0], literal=True))
        return candidates[_where(self._text.gather(candidates).str.contains(words_pattern(term)))]


def words_pattern(term: str) -> str:
    """A pattern of Rust's regex that finds `term` as whole words, any white space between them.

    A number is whole too: "5 stars" is found neither in "15 stars" nor in "1.5 stars" or "4/5 stars".
    """
    body = SPACES.join(re.escape(word) for word in term.split())
    before = rf"(?:^|[^{_WORD}.,/]|(?:^|\D)[.,/])" if term[0].isdecimal() else rf"(?:^|[^{_WORD}])"
    after = rf"(?:$|[^{_WORD}.,/]|[.,/](?:$|\D))" if term[-1].isdecimal() else rf"(?:$|[^{_WORD}])"
    return (before if is_word(term[0]) else "") + body + (after if is_word(term[-1]) else "")


def is_word(character: str) -> bool:
    """Whether a character is part of a word: a letter, a mark on one, a number, or _."""
    return character == "_" or unicodedata.category(character)[0] in "LMN"


def _where(found: pl.Series) -> Ints:
    return np.flatnonzero(found.to_numpy()).astype(np.int32)

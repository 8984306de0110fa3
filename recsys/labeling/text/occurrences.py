"""Where in a text a term stands: each occurrence from left to right, none inside another.

Which reviews have a term at all is asked of `keywords.TermHits`, which is far faster; this is for the few that are
looked at closely. Patterns that people typed run on Polars' engine, never on `re`.
"""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

import polars as pl

from recsys.labeling.text import negation
from recsys.labeling.text.regular_expressions import ignoring_case
from recsys.labeling.text.terms import Matching
from recsys.labeling.text.whole_words import are_whole, body

Place = tuple[int, int]

PRIVATE_USE = range(0xF0000, 0xFFFFE)


def find(texts: pl.Series, term: str, matching: Matching) -> list[list[Place]]:
    """For each text, the term's occurrences as (start, end); texts in lower case, but as written for a pattern."""
    if matching == "pattern":
        return _patterns(texts, term)
    find_literal = substrings if matching == "substring" else words
    return [list(find_literal(text, term)) for text in texts]


def find_unnegated(texts: pl.Series, term: str, matching: Matching) -> list[list[Place]]:
    """What `find` gives, without the occurrences that `negation` says do not count."""
    found = find(texts, term, matching)
    before = [
        text_before(text, last_end, place)
        for text, places in zip(texts, found, strict=True)
        for (_, last_end), place in pairwise([(0, 0), *places])
    ]
    negated = iter(negation.are_negated(pl.Series(before, dtype=pl.String)))
    return [[place for place in places if not next(negated)] for places in found]


def text_before(text: str, last_end: int, place: Place) -> str:
    """What `negation` looks at: the text between an occurrence and the end of the one before."""
    start, end = place
    # A pattern's match may itself begin with the white space that parts it from the word before.
    return text[last_end : end - len(text[start:end].lstrip())]


def substrings(text: str, term: str) -> Iterator[Place]:
    """The occurrences of a term anywhere in one text."""
    start = text.find(term)
    while start >= 0:
        yield start, start + len(term)
        start = text.find(term, start + len(term))


def words(text: str, term: str) -> Iterator[Place]:
    """The occurrences of a term as whole words in one text."""
    last = 0
    for found in re.finditer(f"(?=({body(term)}))", text):
        start, end = found.span(1)
        if start >= last and are_whole(text, start, end):
            yield start, end
            last = end


def _patterns(texts: pl.Series, pattern: str) -> list[list[Place]]:
    # Polars gives matches without their place; so they are cut out, and the lengths of the pieces added up.
    mark = _absent(texts)
    cut = texts.str.replace_all(ignoring_case(pattern), f"{mark}${{0}}{mark}").str.split(mark)
    return [_places(pieces) for pieces in cut.to_list()]


def _places(pieces: list[str]) -> list[Place]:
    """Places of every second piece, but for the empty ones."""
    ends = list(accumulate(map(len, pieces), initial=0))
    return [(start, end) for start, end in zip(ends[1::2], ends[2::2], strict=False) if end > start]


def _absent(texts: pl.Series) -> str:
    """A character that is in none of the texts."""
    return next(mark for mark in map(chr, PRIVATE_USE) if not texts.str.contains(mark, literal=True).any())

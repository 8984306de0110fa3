"""Which words of a text made a function vote, so that a page can highlight them."""

from typing import NamedTuple, get_args

import polars as pl

from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import occurrences
from recsys.labeling.text.occurrences import Place
from recsys.labeling.text.terms import Side


class Span(NamedTuple):
    """A term of a list, found in `text[start:end]`."""

    start: int
    end: int
    term: str
    side: Side


def spans(function: KeywordFunction, text: str) -> list[Span]:
    """Every place in a text, as it was written, where an enabled term counts; in order, and they may overlap.

    The text has a span of a term exactly where `TermHits` finds that term in it.
    """
    searched = pl.Series([text], dtype=pl.String)
    if function.matching != "pattern":
        searched = searched.str.to_lowercase()
    find = occurrences.find_unnegated if function.negation else occurrences.find
    found = [
        (term, side, place)
        for side in get_args(Side)
        for term in function.enabled_terms(side)
        for place in find(searched, term, function.matching)[0]
    ]
    written = _as_written(text, searched[0], [place for _, _, place in found])
    return sorted(Span(*place, term, side) for place, (term, side, _) in zip(written, found, strict=True))


def _as_written(text: str, searched: str, places: list[Place]) -> list[Place]:
    """Places in the text that was searched, as places in the text as it was written."""
    if len(searched) == len(text) or not places:
        return places
    # Lower case may be longer: İ becomes i and a dot. A place that holds a part of such a character gets all of it.
    lengths = pl.Series(list(text)).str.to_lowercase().str.len_chars()
    owner = [index for index, length in enumerate(lengths) for _ in range(length)]
    return [(owner[start], owner[end - 1] + 1) for start, end in places]

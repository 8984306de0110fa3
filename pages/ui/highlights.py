"""Reviews with the words that made a function vote marked in them."""

from collections.abc import Sequence

import streamlit as st

from pages.ui.text import plain
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import matches
from recsys.labeling.text.matches import Span
from recsys.labeling.text.terms import Side

AROUND = 140  # characters shown before the first match and behind the last
LONGEST = 700
LONGEST_WHOLE = 20_000
COLORS = {"negative": "orange", "positive": "green"}


def show(function: KeywordFunction, text: str) -> None:
    """A review, or the part of it around the matches."""
    st.markdown(marked(text, matches.spans(function, text)))


def marked(text: str, spans: Sequence[Span], whole: bool = False) -> str:
    """Markdown that shows `text` as it was typed, what lies in a span on a colored ground; where it was cut stands …

    Unless `whole`, only what is around the spans.
    """
    start = max(spans[0].start - AROUND, 0) if spans and not whole else 0
    last = max((span.end for span in spans), default=0) + AROUND
    end = min(len(text), LONGEST_WHOLE) if whole else min(last, start + LONGEST, len(text))
    pieces, place = ["…" if start else ""], start
    for first, last, side in _apart(spans):
        if last <= end:
            pieces.append(_plain(text[place:first]))
            pieces.append(f":{COLORS[side]}-background[{_plain(text[first:last])}]")
            place = last
    return "".join([*pieces, _plain(text[place:end]), "…" if end < len(text) else ""])


def _apart(spans: Sequence[Span]) -> list[tuple[int, int, Side]]:
    """Spans as (start, end, list); those that overlap are one, of the first's list."""
    apart: list[tuple[int, int, Side]] = []
    for span in spans:
        if apart and span.start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], span.end), apart[-1][2])
        else:
            apart.append((span.start, span.end, span.side))
    return apart


def _plain(text: str) -> str:
    return plain(" ".join(text.split()).join((" " * text[:1].isspace(), " " * text[-1:].isspace())))

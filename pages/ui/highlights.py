"""Reviews with the words that made a function vote marked in them."""

from collections.abc import Collection, Sequence

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
NEW = "violet"


def show(function: KeywordFunction, text: str, new: Collection[str] = ()) -> None:
    """A review, or the part of it around the matches. new: terms that are to stand out from the others."""
    st.markdown(marked(text, matches.spans(function, text), new=new))


def marked(text: str, spans: Sequence[Span], whole: bool = False, new: Collection[str] = ()) -> str:
    """Markdown that shows `text` as it was typed, what lies in a span on a colored ground; where it was cut stands …

    Unless `whole`, only what is around the spans. new: terms whose spans are bold and in a color of their own.
    """
    start = max(spans[0].start - AROUND, 0) if spans and not whole else 0
    last = max((span.end for span in spans), default=0) + AROUND
    end = min(len(text), LONGEST_WHOLE) if whole else min(last, start + LONGEST, len(text))
    pieces, place = ["…" if start else ""], start
    for first, last, side, is_new in _apart(spans, new):
        if last <= end:
            word = _plain(text[first:last])
            pieces.append(_plain(text[place:first]))
            pieces.append(f":{NEW}-background[**{word}**]" if is_new else f":{COLORS[side]}-background[{word}]")
            place = last
    return "".join([*pieces, _plain(text[place:end]), "…" if end < len(text) else ""])


def _apart(spans: Sequence[Span], new: Collection[str]) -> list[tuple[int, int, Side, bool]]:
    """Spans as (start, end, list, new); those that overlap are one, of the first's list, and new if one of them is."""
    apart: list[tuple[int, int, Side, bool]] = []
    for span in spans:
        if apart and span.start < apart[-1][1]:
            start, end, side, is_new = apart[-1]
            apart[-1] = (start, max(end, span.end), side, is_new or span.term in new)
        else:
            apart.append((span.start, span.end, span.side, span.term in new))
    return apart


def _plain(text: str) -> str:
    return plain(" ".join(text.split()).join((" " * text[:1].isspace(), " " * text[-1:].isspace())))

"""A keyword function's terms: how they are matched, and the two lists."""

from typing import get_args

import streamlit as st

from pages.ui import edits, fields, nouns, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import negation, regular_expressions, terms
from recsys.labeling.text.terms import Side

MATCHING_WORDS = {
    "substring": "anywhere in the text (as published)",
    "words": "whole words, numbers whole",
    "pattern": "regular expressions",
}

MOST_SHOWN, LONGEST_SHOWN = 5, 40  # terms in a sentence, and characters of one


def edit(desk: Desk, function: KeywordFunction, prefix: str) -> None:
    """How terms are matched, and the two lists, one term a line."""
    where = nouns.of_text(desk.dataset.about, "the review has")
    st.caption(
        f"votes **not liked (0)** where {where} a negative term, else **liked (1)** where a positive one",
        help="Terms are compared without regard to capitals, one term a line. Paste as many as you like.",
    )
    state.show(f"{prefix}/matching", function.matching)
    st.selectbox(
        "where a term counts", list(MATCHING_WORDS), format_func=MATCHING_WORDS.__getitem__, key=f"{prefix}/matching",
        on_change=fields.take, args=(desk, function.name, "matching", f"{prefix}/matching"),
        help="The published function finds “5 stars” in “1.5 stars” too; whole words do not. "
        + plain(regular_expressions.HELP),
    )  # fmt: skip
    state.show(f"{prefix}/negation", function.negation)
    st.toggle(
        "not after “not”", key=f"{prefix}/negation",
        on_change=fields.take, args=(desk, function.name, "negation", f"{prefix}/negation"),
        help=negation.HELP,
    )  # fmt: skip
    for column, side in zip(st.columns(2), get_args(Side), strict=True):
        if edits.refusal(desk.dataset, function.name) is None:
            state.show(f"{prefix}/{side}", "\n".join(getattr(function, side) or ()))
        column.text_area(
            f"{side} terms",
            key=f"{prefix}/{side}",
            height=220,
            persist_state="session",
            on_change=_edit_terms,
            args=(desk, function, prefix, side),
        )


def _edit_terms(desk: Desk, function: KeywordFunction, prefix: str, changed: str) -> None:
    # The other list goes with it only while an edit stands refused, since both may have a part in that; otherwise what
    # another tab did to it meanwhile would be undone.
    refused = edits.refusal(desk.dataset, function.name) is not None
    sides = [side for side in get_args(Side) if side == changed or (refused and getattr(function, side) is not None)]
    taken: dict[str, list[str] | None] = {}
    for side in sides:
        typed = fields.lines(state.shown(f"{prefix}/{side}"))
        listed = terms.once(typed, function.matching)
        # A function need not have both lists: one that it never had and that stays empty is none.
        taken[side] = listed if listed or getattr(function, side) is not None else None
        if again := terms.repeated(typed, function.matching):
            st.toast(plain(_once(again)), icon=":material/filter_1:")
    if not edits.edit_function(desk.dataset, function.name, **taken):
        _name_the_list(desk, function, sides)


def _once(again: list[str]) -> str:
    words = ", ".join(f"“{term[:LONGEST_SHOWN]}”" for term in again[:MOST_SHOWN])
    more = f" and {len(again) - MOST_SHOWN:,} more" if len(again) > MOST_SHOWN else ""
    return f"Taken once, though listed twice: {words}{more}."


def _name_the_list(desk: Desk, function: KeywordFunction, sides: list[Side]) -> None:
    """Let a refusal name the list as the page does."""
    reason = edits.refusal(desk.dataset, function.name) or ""
    for side in sides:
        reason = reason.replace(f"{function.name}: {side}: ", f"{side} terms: ", 1)
    edits.refuse(desk.dataset, function.name, reason)

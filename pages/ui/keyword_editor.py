"""A keyword function's terms: how they are matched, what each is worth, where they hit, and which might be added."""

from typing import get_args

import pandas as pd
import streamlit as st

from pages.ui import highlights, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import negation, regular_expressions, samples, suggestions, term_statistics
from recsys.labeling.text.terms import Side

SHOWN_TERMS = 40
SAMPLES = 5
MATCHING_WORDS = {
    "substring": "anywhere in the text (as published)",
    "words": "whole words, numbers whole",
    "pattern": "regular expressions",
}
HELP = {
    "on": "Switched off, a term stays in its list but is not looked for.",
    "hits": "Reviews with the term, on all splits.",
    "right": "Dev rows with gold on which the term alone would be right.",
    "wrong": "Dev rows with gold on which the term alone would be wrong.",
    "precision": "Right among right and wrong.",
    "interval": "Where the precision may well lie, given how few rows it rests on (Wilson, 95 %).",
    "only": "Train and dev rows that no other term of this function catches.",
    "conflicts": "Rows on which a term of the other list counts too.",
}
PRECISION = st.column_config.NumberColumn("precision", format="percent", help=HELP["precision"])


def edit(desk: Desk, function: KeywordFunction, prefix: str) -> None:
    """How terms are matched, and the two lists, one term a line."""
    st.caption(
        "votes **not liked (0)** where the review has a negative term, else **liked (1)** where it has a positive one",
        help="Terms are compared without regard to capitals, one term a line. Paste as many as you like.",
    )
    state.show(f"{prefix}/matching", function.matching)
    st.selectbox(
        "where a term counts", list(MATCHING_WORDS), format_func=MATCHING_WORDS.__getitem__, key=f"{prefix}/matching",
        on_change=_edit, args=(desk, function.name, "matching", f"{prefix}/matching"),
        help="The published function finds “5 stars” in “1.5 stars” too; whole words do not. "
        + plain(regular_expressions.HELP),
    )  # fmt: skip
    state.show(f"{prefix}/negation", function.negation)
    st.toggle(
        "not after “not”", key=f"{prefix}/negation",
        on_change=_edit, args=(desk, function.name, "negation", f"{prefix}/negation"),
        help=negation.HELP,
    )  # fmt: skip
    for column, side in zip(st.columns(2), get_args(Side), strict=True):
        if state.refusal(desk.dataset, function.name) is None:
            state.show(f"{prefix}/{side}", "\n".join(getattr(function, side) or ()))
        column.text_area(
            f"{side} terms",
            key=f"{prefix}/{side}",
            height=220,
            persist_state="session",
            on_change=_edit_terms,
            args=(desk, function, prefix, side),
        )


def show_evidence(desk: Desk, function: KeywordFunction) -> None:
    """What each term is worth, some reviews with a match, and what might be added."""
    table = term_statistics.table(desk.voter, function)
    st.markdown("**What each term is worth**")
    _terms(desk, function, table)
    with st.expander("Reviews with a match"):
        _samples(desk, function, list(table["term"]))
    with st.expander("Suggested terms"):
        _suggestions(desk, function)


def _terms(desk: Desk, function: KeywordFunction, table: pd.DataFrame) -> None:
    shown = table.nlargest(SHOWN_TERMS, "hits") if len(table) > SHOWN_TERMS else table
    if len(table) > SHOWN_TERMS:
        st.caption(f"The {SHOWN_TERMS} most frequent of {len(table):,} terms.")
    shown = with_interval(shown.reset_index(drop=True).rename(columns={"enabled": "on"}))
    place = f"terms/{desk.name}/{function.name}"
    edited = st.data_editor(
        shown, hide_index=True, key=f"{place}/{state.counter(place)}",
        disabled=[str(name) for name in shown if name != "on"],
        column_order=["on", "term", "list", "hits", "right", "wrong", "precision", "interval", "only", "conflicts"],
        column_config={name: st.column_config.Column(name, help=text) for name, text in HELP.items()}
        | {"precision": PRECISION},
    )  # fmt: skip
    if not edited["on"].equals(shown["on"]):
        off = set(edited["term"][~edited["on"]])
        unseen = [term for term in function.disabled if term not in set(shown["term"])]
        disabled = (*unseen, *(term for term in shown["term"] if term in off))
        state.edit_function(desk.dataset, function.name, disabled=disabled)
        state.count_up(place)  # a new editor: this one would show, and bring again, what may have been refused
        st.rerun()


def with_interval(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its interval as people read it."""
    spans = zip(table["low"], table["high"], table["precision"], strict=True)
    return table.assign(interval=[f"{low:.0%} – {high:.0%}" if p == p else "" for low, high, p in spans])


def _samples(desk: Desk, function: KeywordFunction, found: list[str]) -> None:
    term = st.selectbox("with", ["any term", *found], key=f"samples/{desk.name}/{function.name}")
    wanted = found if term == "any term" else [term]
    reviews = samples.with_terms(desk.voter, function, wanted, SAMPLES)
    if not reviews:
        st.info("No review on dev or train has it.")
    for text in reviews:
        highlights.show(function, text)


def _suggestions(desk: Desk, function: KeywordFunction) -> None:
    st.caption("Phrases of dev's reviews that go with gold beyond chance; choose rows to add them.")
    if not st.toggle("Look for terms", key=f"suggest/{desk.name}/{function.name}"):
        return
    table = state.kept(
        ("suggestions", desk.dataset.fingerprint, desk.functions.model_dump_json(), function.name),
        lambda: suggestions.suggest(desk.voter, desk.functions, function.name),
    )
    if table.empty:
        st.info("No phrase of dev's reviews goes with gold beyond chance.")
        return
    shown = with_interval(table)
    event = st.dataframe(
        shown, hide_index=True, on_select="rerun", selection_mode="multi-row", height=320,
        key=f"suggested/{desk.name}/{function.name}/{len(table)}",
        column_order=["term", "label", "z", "right", "wrong", "precision", "interval", "train_hits", "uncovered_hits"],
        column_config={
            "label": st.column_config.Column("label", help="The list it would join: 0 negative, 1 positive."),
            "z": st.column_config.NumberColumn("z", format="%.1f", help="Log-odds of the phrase in liked against not "
                                               "liked reviews, in standard errors (Monroe et al. 2008)."),
            "precision": PRECISION,
            "train_hits": st.column_config.Column("train rows", help="Train rows with the phrase."),
            "uncovered_hits": st.column_config.Column("new train rows", help="Train rows no function votes on yet."),
        },
    )  # fmt: skip
    chosen = table.iloc[event["selection"]["rows"]]
    if len(chosen):
        grown = _grown(function, chosen)
        for text in samples.with_terms(desk.voter, grown, list(chosen["term"]), SAMPLES):
            highlights.show(grown, text)
        st.button(
            f"Add {len(chosen)} term{'s' if len(chosen) > 1 else ''}", type="primary",
            on_click=_add, args=(desk, function, chosen),
        )  # fmt: skip


def _add(desk: Desk, function: KeywordFunction, chosen: pd.DataFrame) -> None:
    grown = _grown(function, chosen)
    state.edit_function(desk.dataset, function.name, **{side: getattr(grown, side) for side in get_args(Side)})


def _grown(function: KeywordFunction, chosen: pd.DataFrame) -> KeywordFunction:
    """The function with the chosen terms in its lists."""
    lists = {}
    for label, side in ((0, "negative"), (1, "positive")):
        if new := tuple(chosen["term"][chosen["label"] == label]):
            lists[side] = (*(getattr(function, side) or ()), *new)
    return function.model_copy(update=lists)


def _edit(desk: Desk, name: str, field: str, key: str) -> None:
    state.edit_function(desk.dataset, name, **{field: state.shown(key)})


def _edit_terms(desk: Desk, function: KeywordFunction, prefix: str, changed: str) -> None:
    # The other list goes with it only while an edit stands refused, since both may have a part in that; otherwise what
    # another tab did to it meanwhile would be undone.
    refused = state.refusal(desk.dataset, function.name) is not None
    sides = [side for side in get_args(Side) if side == changed or (refused and getattr(function, side) is not None)]
    fields: dict[str, list[str] | None] = {}
    for side in sides:
        lines = [line for line in state.shown(f"{prefix}/{side}").splitlines() if line.strip()]
        # A function need not have both lists: one that it never had and that stays empty is none.
        fields[side] = lines if lines or getattr(function, side) is not None else None
    state.edit_function(desk.dataset, function.name, **fields)

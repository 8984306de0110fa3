"""What a keyword function's terms are worth, the reviews they hit, and which terms might be added."""

from typing import Any, get_args

import pandas as pd
import streamlit as st

from pages.ui import caches, edits, highlights, nouns, state
from pages.ui.frame import Desk
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import samples, suggestions, term_statistics
from recsys.labeling.text.terms import Side

SHOWN_TERMS = 40
SAMPLES = 5
HELP = {
    "on": "Switched off, a term stays in its list but is not looked for.",
    "hits": "Reviews with the term, on all splits.",
    "right": "Dev rows with gold on which the term alone would be right.",
    "wrong": "Dev rows with gold on which the term alone would be wrong.",
    "precision": "Right among right and wrong, and in brackets where it may well lie, given how few rows it rests on "
    "(Wilson, 95 %).",
    "only": "Train and dev rows that no other term of this function catches.",
    "conflicts": "Rows on which a term of the other list counts too.",
    "list": "What a hit votes: negative terms (neg.) not liked, positive ones (pos.) liked.",
}
SUGGESTED_HELP = {
    "term": "A phrase of dev's reviews.",
    "list": "The list it would join.",
    "precision": HELP["precision"],
    "z": "How far beyond chance it goes with liked (above 0) or not liked reviews: log-odds in standard errors (Monroe "
    "et al. 2008).",
    "train_hits": "Train rows with the phrase.",
    "uncovered_hits": "Train rows with it on which no function votes yet.",
}
TITLES = {"only": "only it", "z": "evidence", "train_hits": "train rows", "uncovered_hits": "new rows"}
# Pixels: beside the rule there is room for so much.
WIDTHS = {
    "on": 40, "term": 86, "list": 44, "hits": 46, "right": 40, "wrong": 46, "precision": 88, "only": 46,
    "conflicts": 54, "z": 60, "train_hits": 64, "uncovered_hits": 62,
}  # fmt: skip


def show(desk: Desk, function: KeywordFunction) -> None:
    """What each term is worth, some reviews with a match, and what might be added."""
    table = term_statistics.table(desk.voter, function)
    st.markdown("**What each term is worth**")
    _terms(desk, function, table)
    with st.expander(_of(desk, "Reviews with a match")):
        _samples(desk, function, list(table["term"]))
    with st.expander("Suggested terms"):
        _suggestions(desk, function)


def _terms(desk: Desk, function: KeywordFunction, table: pd.DataFrame) -> None:
    shown = table.nlargest(SHOWN_TERMS, "hits") if len(table) > SHOWN_TERMS else table
    if len(table) > SHOWN_TERMS:
        st.caption(f"The {SHOWN_TERMS} most frequent of {len(table):,} terms.")
    shown = _readable(shown.reset_index(drop=True).rename(columns={"enabled": "on"}))
    shown = shown.assign(list=shown["list"].map({"negative": "neg.", "positive": "pos."}))
    place = f"terms/{desk.name}/{function.name}"
    edited = st.data_editor(
        shown, hide_index=True, key=f"{place}/{state.counter(place)}",
        disabled=[str(name) for name in shown if name != "on"],
        column_order=["on", "term", "hits", "right", "wrong", "precision", "only", "conflicts", "list"],
        column_config=_columns(desk, HELP) | {"term": st.column_config.Column(width=WIDTHS["term"])},
    )  # fmt: skip
    if not edited["on"].equals(shown["on"]):
        off = set(edited["term"][~edited["on"]])
        unseen = [term for term in function.disabled if term not in set(shown["term"])]
        disabled = (*unseen, *(term for term in shown["term"] if term in off))
        edits.edit_function(desk.dataset, function.name, disabled=disabled)
        state.count_up(place)  # a new editor: this one would show, and bring again, what may have been refused
        st.rerun()


def _of(desk: Desk, words: str) -> str:
    return nouns.of_text(desk.dataset.about, words)


def _columns(desk: Desk, help_texts: dict[str, str]) -> dict[str, Any]:
    return {
        name: st.column_config.Column(TITLES.get(name, name), help=_of(desk, text), width=WIDTHS[name])
        for name, text in help_texts.items()
    }


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the precision and its interval as one text, padded so that it sorts as a number would."""
    spans = zip(table["low"], table["high"], table["precision"], strict=True)
    return table.assign(
        precision=[f"{p:5.0%} ({100 * low:.0f}–{100 * high:.0f})" if p == p else "–" for low, high, p in spans],
    )


def _samples(desk: Desk, function: KeywordFunction, found: list[str]) -> None:
    term = st.selectbox("with", ["any term", *found], key=f"samples/{desk.name}/{function.name}")
    wanted = found if term == "any term" else [term]
    reviews = samples.with_terms(desk.voter, function, wanted, SAMPLES)
    if not reviews:
        st.info(_of(desk, "None of the reviews on dev and train has it."))
    for text in reviews:
        highlights.show(function, text)


def _suggestions(desk: Desk, function: KeywordFunction) -> None:
    st.caption(_of(desk, "Phrases of dev's reviews that go with gold beyond chance; choose rows to add them."))
    if not st.toggle("Look for terms", key=f"suggest/{desk.name}/{function.name}"):
        return
    table = caches.kept(
        ("suggestions", desk.dataset.fingerprint, desk.functions.model_dump_json(), function.name),
        lambda: suggestions.suggest(desk.voter, desk.functions, function.name),
    )
    if table.empty:
        st.info(_of(desk, "No phrase of dev's reviews goes with gold beyond chance."))
        return
    shown = _readable(table).assign(z=table["z"].round(1), list=table["label"].map({0: "neg.", 1: "pos."}))
    event = st.dataframe(
        shown, hide_index=True, on_select="rerun", selection_mode="multi-row", height=320,
        key=f"suggested/{desk.name}/{function.name}/{len(table)}",
        column_order=list(SUGGESTED_HELP), column_config=_columns(desk, SUGGESTED_HELP),
    )  # fmt: skip
    chosen = table.iloc[event["selection"]["rows"]]
    if len(chosen):
        grown = _grown(function, chosen)
        new = list(chosen["term"])
        marked = f":{highlights.NEW}-background[**marked so**]"
        st.caption(f"{_of(desk, 'Reviews that the chosen terms catch')}, those {marked}.")
        for text in samples.of_each(desk.voter, grown, new, max(SAMPLES, len(new))):
            highlights.show(grown, text, new)
        st.button(
            f"Add {len(chosen)} term{'s' if len(chosen) > 1 else ''}", type="primary",
            on_click=_add, args=(desk, function, chosen),
        )  # fmt: skip


def _add(desk: Desk, function: KeywordFunction, chosen: pd.DataFrame) -> None:
    grown = _grown(function, chosen)
    edits.edit_function(desk.dataset, function.name, **{side: getattr(grown, side) for side in get_args(Side)})


def _grown(function: KeywordFunction, chosen: pd.DataFrame) -> KeywordFunction:
    """The function with the chosen terms in its lists."""
    lists = {}
    for label, side in ((0, "negative"), (1, "positive")):
        if new := tuple(chosen["term"][chosen["label"] == label]):
            lists[side] = (*(getattr(function, side) or ()), *new)
    return function.model_copy(update=lists)

"""A new function without code: a threshold on any score, keywords or patterns in the text, or a list of ids."""

from typing import Any

import streamlit as st

from pages.ui import edits, fields, lookup_search, nouns, python_editor, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.labeling import lookups, python_functions, starting_sets
from recsys.labeling.facts.features import FEATURES, is_possible
from recsys.labeling.functions import (
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)
from recsys.labeling.text import terms
from recsys.labeling.tuning import first_thresholds
from recsys.settings import Settings, checked

KINDS = {
    "threshold": "a threshold on a score",
    "keywords": "words in the review",
    "lookup": "a list of ids",
    "python": "a Python function in the workspace folder",
}
PLACE = POPOVER = "new function"
WHERE = {True: "above", False: "below"}
SIGNS = {">": "above", ">=": "at or above", "<": "below", "<=": "at or below"}


def close_when_made() -> None:
    """Put the form away once its function is there, and say so; it is empty when it is opened again."""
    if (name := state.remembered("added")) is not None:
        state.show(POPOVER, False)
        st.toast(f"Added {plain(name)}. It lies on the bench; undo takes it away.", icon=":material/add:")
        state.forget("added")


def form(desk: Desk) -> None:
    """Ask for the kind and the least it needs; everything else is edited on the bench."""
    possible = [kind for kind in KINDS if kind != "keywords" or len(desk.dataset.reviews) > 0]
    words = {kind: nouns.of_text(desk.dataset.about, KINDS[kind]) for kind in possible}
    kind = st.radio("What it goes by", possible, format_func=words.__getitem__, key="new/kind")
    if kind == "python" and not python_functions.are_on():
        st.info(plain(python_editor.SWITCHING_ON), icon=":material/toggle_off:")
        return
    name = st.text_input("Name", key="new/name", placeholder="letters, digits and _", max_chars=64)
    asked: dict[str, Any] = {"name": name.strip()}
    if kind != "python":  # which gives the labels itself
        label = st.radio("Votes", ["liked (1)", "not liked (0)"], key="new/label", horizontal=True)
        asked["label"] = int(label == "liked (1)")
    made = {"threshold": _threshold, "keywords": _keywords, "lookup": _lookup, "python": _python}[kind](desk, asked)
    if reason := edits.refusal(desk.dataset, PLACE):
        st.error(plain(reason), icon=":material/block:")
    if st.button("Add it", type="primary", width="stretch"):
        if edits.edit(desk.dataset, PLACE, lambda current: current.added(_made(*made))):
            state.choose("function", asked["name"])
            state.remember("added", asked["name"])
        st.rerun()


def _made(kind: type[Settings], asked: dict[str, Any]) -> LabelingFunction:
    function = checked(kind, asked, asked["name"] or "a function without a name")
    assert isinstance(function, ThresholdFunction | KeywordFunction | LookupFunction | PythonFunction)
    return function


def _threshold(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    known = [name for name in FEATURES if name in desk.dataset.features]
    if not known:
        raise BadInput("These data have no score to set a threshold on. Choose a list of ids.")
    about = desk.dataset.about
    titles = {name: nouns.of_text(about, FEATURES[name].title) for name in FEATURES}
    feature = st.selectbox("Score", known, _first_place(desk, known), format_func=titles.__getitem__, key="new/feature")
    st.caption(nouns.of_text(about, FEATURES[feature].help))
    if more := [titles[name] for name in FEATURES if name not in known and is_possible(name, desk.dataset)]:
        st.caption(f"Made by an earlier release, these data lack: {', '.join(more)}. Make them again to have them too.")
    is_above = st.radio("Where it is", list(WHERE), format_func=WHERE.__getitem__, key="new/side", horizontal=True)
    start = first_thresholds.begin(desk.dataset.features[feature], is_above)
    st.caption(
        f"It begins {SIGNS[start.comparison]} {start.threshold:g}, which {start.rows:,} of {start.known:,} rows are "
        f"({start.rows / start.known:.1%}). The curve on the bench shows all others."
    )
    fields_of_it = {"feature": feature, "comparison": start.comparison, "threshold": start.threshold}
    return ThresholdFunction, asked | fields_of_it


def _first_place(desk: Desk, known: list[str]) -> int:
    """The place of the first score that a function these data start with goes by; of the first if none does."""
    used = {f.feature for f in starting_sets.of(desk.dataset).functions if isinstance(f, ThresholdFunction)}
    return next((place for place, name in enumerate(known) if name in used), 0)


def _keywords(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    typed = st.text_area("Terms, one a line", key="new/terms", height=120)
    side = "positive" if asked.pop("label") else "negative"
    return KeywordFunction, {**asked, side: terms.once(fields.lines(typed), "words")}


def _lookup(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    field = st.selectbox("Ids of", lookups.possible(desk.dataset), key="new/field")
    typed = st.text_area("Values, one a line", key="new/values", height=120)
    values = fields.lines(typed)
    lookup_search.offer(desk, field, tuple(value.strip() for value in values), f"new/{field}", _add_value)
    return LookupFunction, {**asked, "field": field, "values": values}


def _add_value(value: str) -> None:
    state.show("new/values", "\n".join([*fields.lines(state.shown("new/values")), value]))


def _python(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    st.caption(f"It gives a vote for each row: 1, 0 or -1. The file is {plain(str(python_functions.path()))}.")
    called = st.selectbox("Function of that file", python_functions.names(), key="new/python")
    if called:
        python_editor.show_source(called)
    return PythonFunction, {**asked, "function": called or ""}

"""A new function without code: a threshold on any score, keywords or patterns in the review, or a list of ids."""

from typing import Any

import numpy as np
import streamlit as st

from pages.ui import edits, fields, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.labeling import lookups, python_functions
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import (
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)
from recsys.settings import Settings, checked

KINDS = {
    "threshold": "a threshold on a score",
    "keywords": "words in the review",
    "lookup": "a list of ids",
    "python": "a Python function in the workspace folder",
}
PLACE = "new function"


def form(desk: Desk) -> None:
    """Ask for the kind and the least it needs; everything else is edited on the bench."""
    there = {"keywords": len(desk.dataset.reviews) > 0, "python": python_functions.are_on()}
    possible = [kind for kind in KINDS if there.get(kind, True)]
    kind = st.radio("What it goes by", possible, format_func=KINDS.__getitem__, key="new/kind")
    name = st.text_input("Name", key="new/name", placeholder="letters, digits and _", max_chars=64)
    label = st.radio("Votes", ["liked (1)", "not liked (0)"], key="new/label", horizontal=True)
    asked: dict[str, Any] = {"name": name.strip(), "label": int(label == "liked (1)")}
    made = {"threshold": _threshold, "keywords": _keywords, "lookup": _lookup, "python": _python}[kind](desk, asked)
    if reason := edits.refusal(desk.dataset, PLACE):
        st.error(plain(reason), icon=":material/block:")
    if st.button("Add it", type="primary", width="stretch"):
        if edits.edit(desk.dataset, PLACE, lambda current: current.added(_made(*made))):
            state.choose("function", asked["name"])
        st.rerun()


def _made(kind: type[Settings], asked: dict[str, Any]) -> LabelingFunction:
    function = checked(kind, asked, asked["name"] or "a function without a name")
    assert isinstance(function, ThresholdFunction | KeywordFunction | LookupFunction | PythonFunction)
    return function


def _threshold(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    known = [name for name in FEATURES if name in desk.dataset.features]
    if not known:
        raise BadInput("These data have no score to set a threshold on. Choose a list of ids.")
    feature = st.selectbox("Score", known, format_func=lambda name: FEATURES[name].title, key="new/feature")
    st.caption(FEATURES[feature].help)
    above = st.radio("Where it is", [">", "<"], format_func={">": "above", "<": "below"}.__getitem__, key="new/side",
                     horizontal=True)  # fmt: skip
    # It starts where the most telling tenth of the values begins; the sweep on the bench shows the others.
    quantile = 0.9 if above == ">" else 0.1
    start = float(np.nanquantile(desk.dataset.features[feature], quantile))
    return ThresholdFunction, {**asked, "feature": feature, "comparison": above, "threshold": round(start, 2)}


def _keywords(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    typed = st.text_area("Terms, one a line", key="new/terms", height=120)
    side = "positive" if asked.pop("label") else "negative"
    return KeywordFunction, {**asked, side: fields.lines(typed)}


def _lookup(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    field = st.selectbox("Ids of", lookups.possible(desk.dataset), key="new/field")
    typed = st.text_area("Values, one a line", key="new/values", height=120)
    return LookupFunction, {**asked, "field": field, "values": fields.lines(typed)}


def _python(desk: Desk, asked: dict[str, Any]) -> tuple[type[Settings], dict[str, Any]]:
    st.caption(f"It gives a vote for each row: 1, 0 or -1. The file is {plain(str(python_functions.path()))}.")
    called = st.selectbox("Function of that file", python_functions.names(), key="new/python")
    asked.pop("label")
    return PythonFunction, {**asked, "function": called or ""}

"""A card for each labeling function: its switch, its threshold or keyword lists, and what they catch."""

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import charts, figures, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import working_sets
from recsys.labeling import functions
from recsys.labeling.features import FEATURES
from recsys.labeling.functions import KeywordFunction, ThresholdFunction

LABEL_WORDS = {0: "not liked (0)", 1: "liked (1)"}
SHOWN_TERMS = 40
MATCHING_WORDS = {"substring": "anywhere in the text (as published)", "words": "whole words, numbers whole"}


def toolbar(desk: Desk) -> None:
    """Undo, redo, and back to the published settings."""
    undo, redo, reset = st.columns([2, 2, 3])
    steps: dict[working_sets.Direction, tuple[DeltaGenerator, str, str]] = {
        "undo": (undo, "Ctrl+Z", "Take your last edit back."),
        "redo": (redo, "Ctrl+Y", "Make the edit that was taken back again."),
    }
    for direction, (column, keys, what) in steps.items():
        column.button(
            direction.capitalize(), icon=f":material/{direction}:", width="stretch", shortcut=keys, help=what,
            disabled=not working_sets.can_step(desk.dataset, direction, desk.person),
            on_click=_step, args=(desk, direction),
        )  # fmt: skip
    start = functions.starting_set(desk.dataset)
    reset.button(
        "Published settings",
        icon=":material/restart_alt:",
        disabled=desk.functions == start,
        on_click=_reset,
        args=(desk,),
        width="stretch",
        help="Go back to the functions as the tutorial published them. Undo takes that back too.",
    )


def card(desk: Desk, function: ThresholdFunction | KeywordFunction) -> None:
    """One function: switch, rule, controls, and the reason if its last edit was refused."""
    prefix = f"{desk.name}/{function.name}"
    with st.container(border=True):
        name, switch = st.columns([5, 2], vertical_alignment="center")
        name.markdown(f"**`{function.name}`**")
        state.show(f"{prefix}/on", function.enabled)
        switch.toggle(
            "on", key=f"{prefix}/on", on_change=_edit, args=(desk, function.name, "enabled", f"{prefix}/on"),
            help="Switched off, the function has no part in any number and in no label.",
        )  # fmt: skip
        if why_not := functions.why_not(function, desk.dataset):
            st.caption(plain(why_not))
        elif isinstance(function, KeywordFunction):
            _keywords(desk, function, prefix)
        else:
            _threshold(desk, function, prefix)
        if reason := state.refusal(desk.dataset, function.name):
            st.error(f"Not taken: {plain(reason)} The function stays as it was.", icon=":material/block:")


def not_applicable(desk: Desk) -> None:
    """Say which published functions these data can't have, and why."""
    reasons = [functions.why_not(function, desk.dataset) for function in functions.published().functions]
    for reason in filter(None, reasons):
        st.caption(f":material/do_not_disturb_on: {plain(reason)}")


def _threshold(desk: Desk, function: ThresholdFunction, prefix: str) -> None:
    feature = FEATURES[function.feature]
    st.caption(
        f"votes **{LABEL_WORDS[function.label]}** where {feature.title} {function.comparison} threshold",
        help=feature.help,
    )
    bins = state.histogram(desk.name, desk.dataset.fingerprint, function.feature, desk.dataset)
    low = min(feature.low, function.threshold)
    high = max(min(feature.high, float(np.ceil(bins["end"].max()))), function.threshold)
    step = feature.step if feature.step >= 1 else feature.step / 5
    slider, number = st.columns([3, 1], vertical_alignment="bottom")
    state.show(f"{prefix}/slider", float(function.threshold))
    slider.slider(
        "threshold", low, high, step=step, format="%g", key=f"{prefix}/slider",
        on_change=_edit, args=(desk, function.name, "threshold", f"{prefix}/slider"),
    )  # fmt: skip
    if state.refusal(desk.dataset, function.name) is None:
        state.show(f"{prefix}/number", float(function.threshold))
    number.number_input(
        "exactly", step=step, key=f"{prefix}/number", format="%g" if step >= 1 else "%.2f",
        on_change=_edit, args=(desk, function.name, "threshold", f"{prefix}/number"),
    )  # fmt: skip
    figures.draw(charts.threshold_histogram, bins, function.comparison, function.threshold, feature.title)


def _keywords(desk: Desk, function: KeywordFunction, prefix: str) -> None:
    st.caption(
        "votes **not liked (0)** where the review has a negative term, else **liked (1)** where it has a positive one",
        help="Terms are compared without regard to capitals, one term a line.",
    )
    state.show(f"{prefix}/matching", function.matching)
    st.selectbox(
        "where a term counts", list(MATCHING_WORDS), format_func=MATCHING_WORDS.__getitem__, key=f"{prefix}/matching",
        on_change=_edit, args=(desk, function.name, "matching", f"{prefix}/matching"),
        help="The published function finds “5 stars” in “1.5 stars” too; whole words do not.",
    )  # fmt: skip
    for column, side in zip(st.columns(2), ("negative", "positive"), strict=True):
        terms = getattr(function, side)
        if terms is None:
            continue
        if state.refusal(desk.dataset, function.name) is None:
            state.show(f"{prefix}/{side}", "\n".join(terms))
        column.text_area(
            f"{side} terms", key=f"{prefix}/{side}", height=220,
            on_change=_edit_terms, args=(desk, function, prefix, side),
        )  # fmt: skip
    hits = [
        {"term": term, "list": side, "reviews": len(desk.voter.terms.of(term, function.matching))}
        for side in ("negative", "positive")
        for term in getattr(function, side) or ()
    ]
    with st.expander("Reviews with each term"):
        table = pd.DataFrame(hits)
        if len(table) > SHOWN_TERMS:
            table = table.nlargest(SHOWN_TERMS, "reviews")
            st.caption(f"The {SHOWN_TERMS} most frequent of {len(hits):,} terms.")
        figures.draw(charts.term_hits, table)


def _edit(desk: Desk, name: str, field: str, key: str) -> None:
    value = state.shown(key)
    if isinstance(value, float):
        value = float(np.round(value, 6))  # a slider's steps add up to .30000000000000004
    state.edit(desk.dataset, name, **{field: value})


def _edit_terms(desk: Desk, function: KeywordFunction, prefix: str, changed: str) -> None:
    # The other list goes with it only while an edit stands refused, since both may have a part in that; otherwise what
    # another tab did to it meanwhile would be undone.
    refused = state.refusal(desk.dataset, function.name) is not None
    sides = [s for s in ("negative", "positive") if s == changed or (refused and getattr(function, s) is not None)]
    typed = {side: [line for line in state.shown(f"{prefix}/{side}").splitlines() if line.strip()] for side in sides}
    state.edit(desk.dataset, function.name, **typed)


def _step(desk: Desk, direction: working_sets.Direction) -> None:
    working_sets.step(desk.dataset, direction, desk.person)
    state.forget_refusals(desk.dataset, desk.functions)


def _reset(desk: Desk) -> None:
    working_sets.edit(desk.dataset, functions.starting_set(desk.dataset), desk.person)
    state.forget_refusals(desk.dataset, desk.functions)

"""What the editors of all kinds of functions do with a field: show it, and edit it as soon as it is changed."""

import numpy as np
import streamlit as st

from pages.ui import edits, state
from pages.ui.frame import Desk
from pages.ui.words import LABEL_WORDS
from recsys.labeling.functions import LookupFunction, ThresholdFunction

DECIMALS = 6


def choose_label(desk: Desk, function: LookupFunction | ThresholdFunction, prefix: str) -> None:
    """Ask for the label that the function votes."""
    state.show(f"{prefix}/label", function.label)
    st.selectbox(
        "votes", [0, 1], format_func=LABEL_WORDS.__getitem__, key=f"{prefix}/label",
        on_change=take, args=(desk, function.name, "label", f"{prefix}/label"),
    )  # fmt: skip


def take(desk: Desk, name: str, field: str, key: str) -> None:
    """Edit a field of a function to what the widget `key` shows."""
    value = state.shown(key)
    if value is None:
        edits.refuse(desk.dataset, name, f"The field of the {field} is empty. Give one.")
        return
    if isinstance(value, float):
        value = float(np.round(value, DECIMALS))  # a slider's steps add up to .30000000000000004
    edits.edit_function(desk.dataset, name, **{field: value})


def lines(typed: str) -> list[str]:
    """What was typed one a line, without the empty ones."""
    return [line for line in typed.splitlines() if line.strip()]

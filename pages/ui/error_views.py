"""The views of errors, a tab each."""

from collections.abc import Callable

import streamlit as st

from pages.ui import (
    error_functions,
    error_matrix,
    error_queue,
    error_slices,
    error_threshold,
    error_users,
    state,
)
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from pages.ui.parts import part

VIEWS: dict[str, Callable[[Desk, Analysis], None]] = {
    "Where they come from": error_matrix.show,
    "Functions": error_functions.show,
    "Slices": error_slices.show,
    "Thresholds": error_threshold.show,
    "Users": error_users.show,
    "Wrong and confident": error_queue.show,
}


@part
def show(desk: Desk, found: Analysis) -> None:
    """The open view; the address names it."""
    linked = state.in_address("view")
    state.start("errors", linked if linked in VIEWS else next(iter(VIEWS)), anew=False)
    tabs = st.tabs(list(VIEWS), key="errors", on_change="rerun")
    state.put_into_address("view", state.shown("errors"))
    for tab, draw in zip(tabs, VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                draw(desk, found)

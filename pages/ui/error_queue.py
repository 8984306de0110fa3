"""Wrong and confident rows, one after the other, each with its way into the studio."""

import streamlit as st

from pages.ui import error_rows, state
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from recsys.inspection.error_cells import Judged, Mask

KEY = "queue"  # in the address
MODEL, LABELS, BOTH = "the model", "the labels", "both"


def show(desk: Desk, found: Analysis) -> None:
    """The queue of rows on which the model, the labels or both are wrong, the surest first."""
    options = [MODEL] if found.judged.can_be_wrong else []
    options += [LABELS] if found.labels is not None else []
    options += [BOTH] if len(options) == 2 else []
    if not options:
        st.info("Neither the model nor labels can be right or wrong on these rows. See Users for the model's ranking.")
        return
    state.from_address(KEY, options, options[-1])
    st.segmented_control("Wrong is", options, key=KEY, required=True)
    state.to_address(KEY)
    who = str(state.shown(KEY))
    judged = found.judged
    held = _wrong(judged, who)
    st.caption(
        f"{held.sum():,} rows, the surest first. Read one, open a function that voted against gold, edit it, and the "
        "studio shows what that changes."
    )
    error_rows.show(desk, found, judged.surest_first(held, "label" if who == LABELS else "model"), f"queue/{who}")


def _wrong(judged: Judged, who: str) -> Mask:
    if who == MODEL:
        return judged.model_is("wrong")
    return judged.label_is("wrong") if who == LABELS else judged.model_is("wrong") & judged.label_is("wrong")

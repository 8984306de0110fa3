"""Where a model errs, whether its labels are to blame, and what to do about it."""

import streamlit as st

from pages.ui import error_data, error_views, frame, model_list, report

with frame.open_page(
    "Error analysis",
    "Where labels and model are wrong, which functions are to blame, whom it hurts, and what to do about it.",
) as desk:
    run = model_list.choose(desk)
    if run is None:
        st.info("There is no trained model yet. Train one under Models, then come back.")
        st.stop()
    found = error_data.open_analysis(desk, run)
    if found is not None:
        error_views.show(desk, found)
    report.button(desk, run)

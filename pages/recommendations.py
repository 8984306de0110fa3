"""Draw users, see what each is recommended and why, hold two runs against each other, trace a title to its votes."""

import streamlit as st

from pages.ui import frame, model_list, rank_comparison, readers, recommendation_views
from pages.ui.recommendation_views import Looked

with frame.open_page(
    "Recommendations",
    "What users are recommended, what on their shelves pulls it up, and which functions' votes stand behind it.",
) as desk:
    first, second = st.columns(2)
    with first:
        run = model_list.choose(desk)
    if run is None:
        st.info("There is no trained model yet. Train one under Models, then come back.")
        st.stop()
    model = readers.open_model(desk, run)
    with second:
        against = rank_comparison.choose(desk, run)
    recommendation_views.show(desk, Looked(run, model, against))

"""Draw readers, see what each is recommended, and why."""

import streamlit as st

from pages.ui import frame, models, readers

with frame.open_page(
    "Recommendations",
    "What readers of the test split are recommended, which of their books pulled it up, and the votes behind it.",
) as desk:
    run = models.choose(desk)
    if run is None:
        st.info("There is no trained model yet. Train one under Rating model, then come back.")
        st.stop()
    model = readers.open_model(desk, run)
    users = readers.draw(desk)
    readers.show_difference(desk, model, users)
    user = readers.choose(desk, users)
    item = readers.show_top(desk, model, user)
    shelf, why = st.columns(2, gap="large")
    with shelf:
        readers.show_shelf(desk, user)
    if item is not None:
        with why:
            readers.show_why(desk, model, user, item)
    readers.show_votes(desk, run, user, item)

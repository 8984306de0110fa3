"""Draw users, see what each is recommended, and why."""

import streamlit as st

from pages.ui import caches, frame, model_list, reader_card, readers

with frame.open_page(
    "Recommendations",
    "What users of the test split are recommended, what on their shelves pulled it up, and the votes behind it.",
) as desk:
    run = model_list.choose(desk)
    if run is None:
        st.info("There is no trained model yet. Train one under Models, then come back.")
        st.stop()
    model = readers.open_model(desk, run)
    users = readers.draw(desk)
    readers.show_difference(desk, run, model, users)
    user = readers.choose(desk, users)
    seen = caches.shelves(desk.dataset, run).of(user)
    item = reader_card.show_top(desk, run, model, seen)
    shelf, why = st.columns(2, gap="large")
    with shelf:
        reader_card.show_shelf(desk, user)
    if item is not None:
        with why:
            reader_card.show_why(desk, model, seen, item)
    reader_card.show_votes(desk, run, user, item)

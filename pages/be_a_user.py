"""Be a user: rate some titles yourself, and see at once what any trained model makes of it."""

import streamlit as st

from pages.ui import (
    be_a_user_list,
    embeddings_neighbors,
    frame,
    model_list,
    own_ratings_actions,
    own_ratings_table,
    readers,
)
from recsys import own_ratings

with frame.open_page(
    "Be a user",
    "Rate some titles yourself: every trained model recommends to you at once, and says which ratings are behind it.",
) as desk:
    mine = own_ratings.given(desk.dataset, desk.person)
    rating, recommended = st.columns(2, gap="large")
    with rating:
        own_ratings_table.rate(desk, mine)
        own_ratings_table.show(desk, mine)
        own_ratings_actions.show(desk, mine)
    with recommended:
        run = model_list.choose(desk)
        if run is None:
            st.info("There is no trained model yet. Train one under Models, then come back; your ratings are kept.")
            st.stop()
        model = readers.open_model(desk, run)
        be_a_user_list.show(desk, run, model, mine)
    embeddings_neighbors.find(desk, run, model)

"""Embeddings: what each model takes for alike, how long its vectors are, and its items on a map."""

import streamlit as st

from pages.ui import embeddings, embeddings_map, embeddings_models, frame, title_search

with frame.open_page(
    "Embeddings",
    "Models describe each title by a vector. See which titles that makes neighbors, and compare models by it.",
) as desk:
    models = embeddings_models.choose(desk)
    if not models:
        st.stop()
    item = title_search.choose(desk, "title", "Find a title")
    nearest, norms, on_a_map = embeddings.open_views()
    if nearest.open and item is not None:
        with nearest:
            embeddings.show_neighbors(desk, models, item)
    if norms.open:
        with norms:
            embeddings.show_norms(desk, models, item)
    if on_a_map.open:
        with on_a_map:
            embeddings_map.show(desk, models, item)

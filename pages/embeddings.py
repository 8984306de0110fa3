"""Embeddings: what each model takes for alike, how long its vectors are, and its items on a map."""

import streamlit as st

from pages.ui import embeddings, embeddings_models, frame

with frame.open_page(
    "Embeddings",
    "Models describe each title by a vector. See which titles that makes neighbors, and compare models by it.",
) as desk:
    models = embeddings_models.choose(desk)
    if not models:
        st.stop()
    embeddings.show(desk, models)

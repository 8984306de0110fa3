"""Train a model of any family, watch it learn, and see what it is worth, alone and beside others."""

import streamlit as st

from pages.ui import frame, jobs, model_card, model_comparison, model_form, model_list, model_start, weak_labels
from recsys import runs

with frame.open_page(
    "Models",
    "A model learns what somebody likes, given what is on their shelf, and ranks everything else. Every run is kept.",
) as desk:
    ask, show = st.columns([1, 3], gap="large")
    with ask:
        family = model_form.choose_family()
        wanted = model_form.ask(desk, family)
        if wanted is not None:
            model_start.start(desk, wanted)
    with show:
        jobs.watch_latest(model_start.KIND, desk.name)
        model_start.offer_the_last(desk, wanted)
        found = runs.models_of(desk.name)
        if found:
            chosen = model_list.select(desk, found)
            if len(chosen) > 1:
                model_comparison.show(desk, chosen)
            else:
                model_card.show(desk, chosen[0])
        else:
            st.info("No model has been trained on these data yet. Choose one on the left, then train it.")
        weak_labels.show(desk, family, found)

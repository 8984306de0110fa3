"""Draw users, see what each is recommended and why, hold two runs against each other, trace a title to its votes."""

import streamlit as st

from pages.ui import (
    caches,
    frame,
    lineage,
    model_list,
    rank_comparison,
    reader_card,
    readers,
    recommendation_filters,
    recommendation_reasons,
    votes_behind,
)
from recsys.inspection import filters

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
    users = readers.draw(desk, run)
    readers.show_difference(desk, run, model, users)
    user = readers.choose(desk, users)
    wanted, k = recommendation_filters.choose(desk, model)
    shelf = caches.shelves(desk.dataset, run).of(user)
    mask = filters.allowed(desk.dataset, recommendation_filters.popular(desk), shelf, wanted)
    asked = rank_comparison.Asked(user, wanted, mask, k)
    items, item = reader_card.show_top(desk, run, model, shelf, asked)
    if against is not None:
        rank_comparison.show_both(desk, run, against, asked)
    left, right = st.columns(2, gap="large")
    with left:
        reader_card.show_shelf_and_tastes(desk, user, items)
    if item is not None:
        with right:
            recommendation_reasons.show_pulls(desk, model, shelf, item)
            recommendation_reasons.show_company(desk, run, shelf, item)
        found = lineage.show(desk, run, shelf, item)
        lineage.show_without(desk, run, found, asked, item)
        votes_behind.show(desk, run, user, item)

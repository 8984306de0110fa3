"""What did my edit change? Two versions of the functions: their labels, their numbers, and what users get by them."""

import streamlit as st

from pages.ui import changes, changes_labels, changes_models, changes_users, frame

with frame.open_page(
    "Changes",
    "What did my edit change? Two versions of the functions, held against each other from votes to recommendations.",
) as desk:
    edit = changes.choose(desk)
    run = changes_models.choose(desk)
    if not changes.show_rules(edit):
        st.stop()
    changes_labels.show_labels(desk, edit, run)
    worth, model = st.columns(2, gap="large")
    with worth:
        changes_labels.show_numbers(desk, edit, run)
    with model:
        if run is None:
            st.info(
                "There is no model on weak labels to repeat. Train one under Models, then come back: its "
                "recommendations before and after are shown here."
            )
            st.stop()
        found = changes_models.pair(desk, edit, run)
        if found is None:
            st.stop()
        changes_models.show_metrics(found)
    changes_users.show(desk, found)

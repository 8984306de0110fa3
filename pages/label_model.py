"""Fit the label model over the functions' votes, and see what it learned and what it is worth."""

import streamlit as st

from pages.ui import charts, figures, forms, frame, jobs, labels

with frame.open_page(
    "Label model",
    "It combines the functions' votes into one probability that a row is liked. Rows without a vote get no label.",
) as desk:
    ask, show = st.columns([1, 3], gap="large")
    with ask:
        request = forms.label_model(desk)
        if request and st.button("Fit the label model", type="primary", width="stretch"):
            jobs.start("fit_labels", request)
    with show:
        jobs.watch_latest("fit_labels", desk.name)
        run = labels.choose(desk)
        if run is None:
            st.info("No label model has been fitted on these data yet. Fit one with the button on the left.")
            st.stop()
        labels.show_freshness(desk, run)
        st.subheader("On test, the covered rows", anchor=False)
        labels.show_comparison(run)
        labels.show_verdict(run)
        st.subheader("Its weight of each function, and the accuracy on dev", anchor=False)
        labels.show_weights(desk, run)
        st.subheader("The labels it gives", anchor=False)
        figures.draw(charts.probabilities, labels.probability_bins(desk, run))

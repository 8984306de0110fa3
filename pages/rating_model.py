"""Train the rating model on the labels, watch it learn, and see what it is worth."""

import streamlit as st

from pages.ui import forms, frame, jobs, labels, models

with frame.open_page(
    "Rating model",
    "It learns from the labels what somebody likes, given what is on their shelf, and ranks everything else.",
) as desk:
    ask, show = st.columns([1, 3], gap="large")
    with ask:
        request = forms.rating_model(desk, labels.trainable(desk))
        if st.button("Train the rating model", type="primary", width="stretch"):
            jobs.start("train_model", request)
    with show:
        jobs.watch_latest("train_model", desk.name)
        run = models.choose(desk)
        if run is None:
            st.info("No model has been trained on these data yet. Train one with the button on the left.")
            st.stop()
        models.show_freshness(desk, run)
        models.show_classification(run)
        models.show_ranking(run, desk.noun)
        if run.curve:
            st.subheader("How it learned", anchor=False)
            jobs.learning_curves(models.curve(run))
        models.show_all(desk)

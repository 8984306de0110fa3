"""Fit a label model over the functions' votes, see what it is worth, and what others would be."""

import streamlit as st

from pages.ui import forms, frame, jobs, lab, label_health, labels

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
        fitted, side_by_side, trusted = st.tabs(
            ["The fitted model", "All label models side by side", "Is it to be trusted?"],
            key="about", on_change="rerun", bind="query-params",
        )  # fmt: skip
        if fitted.open:
            with fitted:
                labels.show_run(desk)
        if side_by_side.open:
            with side_by_side:
                lab.show(desk)
        if trusted.open:
            with trusted:
                label_health.show(desk)

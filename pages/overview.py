"""Which data are loaded, how far the pipeline has got, and one button for what is missing."""

import streamlit as st

from pages.ui import frame, jobs, pipeline, report

with frame.open_page(
    "Overview",
    "From what people touched, rated and said, by labeling functions and a label model, to a model that recommends.",
) as desk:
    pipeline.show_dataset(desk)
    st.subheader("How far it has got", anchor=False)
    missing = pipeline.show_steps(desk)
    job = jobs.watch_latest("run_all", desk.name)
    if missing and job is None:
        pipeline.show_what_will_run(desk)
        if st.button("Run what is missing", type="primary", icon=":material/play_arrow:"):
            jobs.start("run_all", pipeline.request(desk))
    elif not missing:
        pipeline.show_nothing_missing(desk)
    report.button(desk, report.newest(desk))

"""What a job has to make first: a model's list for every user of a split, and its predictions of what is held out."""

import streamlit as st

from pages.ui import jobs
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk


def offer(desk: Desk, found: Analysis, why: str) -> None:
    """Say why the lists are needed, and let them be made; or how far that has got."""
    if jobs.watch_latest("rank_users", desk.name):
        return
    st.info(f"{why} That takes seconds, on large data a minute or two, and is kept with the model.")
    if st.button("Rank for everybody", type="primary", icon=":material/play_arrow:"):
        jobs.start("rank_users", found.wanted.model_dump(mode="json"))

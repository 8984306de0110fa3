"""The sidebar: which dataset is open, what it is, what runs, and what is damaged."""

import streamlit as st

from pages.ui import jobs, person, state
from pages.ui.text import plain
from recsys import runs
from recsys.data import dataset as datasets
from recsys.errors import DamagedFile


def draw() -> str | None:
    """Draw it; returns the chosen dataset's name, None if there is none to choose."""
    names = datasets.names()
    with st.sidebar:
        if not names:
            return None
        state.from_address("dataset", names, "demo" if "demo" in names else names[0])
        chosen = st.selectbox(
            "Dataset",
            names,
            key="dataset",
            help="More are added on the page Datasets, or on the command line: `python -m recsys datasets --help`.",
        )
        state.to_address("dataset")
        _say_what_it_is(chosen)
        jobs.queue()
        for sentence in runs.damaged():
            st.warning(plain(sentence), icon=":material/broken_image:")
        person.keep()
        return chosen


def _say_what_it_is(name: str) -> None:
    try:
        about = datasets.read_info(name)["about"]
    except DamagedFile:  # the page that loads it says what is wrong; Datasets, where it can be removed, has to open
        st.badge("damaged", icon=":material/broken_image:", color="red")
        return
    if about["synthetic"]:
        st.badge("synthetic data", icon=":material/science:", color="orange")
    else:
        st.badge("real data", icon=":material/verified:", color="green")
    st.caption(plain(about["description"]))

"""What can be done with a trained model: recommend with it, rename it, take it along, delete it."""

import pandas as pd
import streamlit as st

from pages.ui import downloads, model_list, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import run_export, runs, workspace
from recsys.runs import MOST_TITLE, ModelRun

RECOMMENDATIONS = "pages/recommendations.py"


def show(desk: Desk, run: ModelRun) -> None:
    """What can be done with a run."""
    if workspace.is_fresh(run, desk.dataset) and st.button(
        "Recommend", icon=":material/recommend:", help="See what it recommends, and why."
    ):
        state.choose("model", run.id)
        st.switch_page(RECOMMENDATIONS)
    with st.popover("Rename", icon=":material/edit:", key=f"rename/{run.id}", on_change="rerun") as popover:
        if popover.open:
            _rename(run)
    with st.popover("Download", icon=":material/download:", key=f"download/{run.id}", on_change="rerun") as popover:
        if popover.open:
            _download(run)
    with st.popover("Delete", icon=":material/delete:", key=f"delete/{run.id}", on_change="rerun") as popover:
        if popover.open:
            _delete(run)


def _rename(run: ModelRun) -> None:
    typed = st.text_input("Name", run.title, key=f"name of/{run.id}", max_chars=MOST_TITLE, placeholder=run.id)
    if st.button("Rename it", type="primary", key=f"do rename/{run.id}"):
        runs.rename(run.id, typed)
        st.rerun()


def _download(run: ModelRun) -> None:
    downloads.zip_button(
        "Download the run", lambda: run_export.packed(run), run.id,
        "A zip of run.json (settings, data, labels, metrics, curve) and the model's arrays, as NumPy reads them.",
    )  # fmt: skip
    if run.curve:
        downloads.csv_button(pd.DataFrame(run.curve), f"{run.id}-curve")


def _delete(run: ModelRun) -> None:
    st.markdown(f"Delete **{plain(model_list.name(run))}** with its model? There is no way back.")
    if st.button("Delete it for good", type="primary", key=f"do delete/{run.id}"):
        runs.remove(run.id)
        st.rerun()

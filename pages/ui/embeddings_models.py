"""Which trained models are looked at beside one another, and the panels they are shown in."""

from collections.abc import Iterator

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import model_list, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import runs, workspace
from recsys.runs import ModelRun

KEY = "models"  # in the address
MOST = 4


def choose(desk: Desk) -> dict[str, ModelRun]:
    """Some of the dataset's models by name, the newest unless the person chooses; they stand in the address."""
    every = runs.models_of(desk.name)
    by_id = {run.id: run for run in every if workspace.is_fresh(run, desk.dataset)}
    if not by_id:
        _say_there_is_none(bool(every))
        return {}
    key = f"{KEY}/{desk.name}"
    state.show(key, _wanted(key, list(by_id)))
    called = {run.id: f"{model_list.name(run)} · {run.labels} labels" for run in by_id.values()}
    chosen = st.multiselect(
        "Trained models", list(by_id), key=key, format_func=called.__getitem__, max_selections=MOST,
        help=f"Up to {MOST}, shown beside one another. Models of earlier data of this name are left out.",
    )  # fmt: skip
    state.remember(key, list(chosen))
    state.put_into_address(KEY, ",".join(chosen))
    if not chosen:
        st.info("Choose at least one trained model.")
    return model_list.names(by_id[id] for id in chosen)


def panels(models: dict[str, ModelRun]) -> Iterator[tuple[ModelRun, DeltaGenerator]]:
    """A place on the page for each model, two beside one another, headed by its name."""
    listed = list(models.items())
    for start in range(0, len(listed), 2):
        pair = listed[start : start + 2]
        for (name, run), column in zip(pair, st.columns(2 if len(listed) > 1 else 1, gap="medium"), strict=False):
            with column:
                st.markdown(f"**{plain(name)}**")
            yield run, column


def _wanted(key: str, newest_first: list[str]) -> list[str]:
    """The ids that are to be chosen: what shows, or was shown, or the address says; else the newest."""
    asked = [id for id in (state.in_address(KEY) or "").split(",") if id]
    kept = state.held(key, state.remembered(key))
    if kept is None and (gone := [id for id in asked if id not in newest_first]):
        st.warning(
            f"There is no run {plain(', '.join(gone)[: state.LONGEST_SHOWN])} of these data any more.",
            icon=":material/link_off:",
        )
    wanted = [id for id in (asked if kept is None else kept) if id in newest_first][:MOST]
    return wanted if wanted or kept == [] else newest_first[:1]


def _say_there_is_none(has_stale: bool) -> None:
    if has_stale:
        st.info("All trained models are of earlier data of this name. Train one again under Models, then come back.")
    else:
        st.info("There is no trained model yet. Train one under Models, then come back.")

"""The models that two function sets give, trained with the same seed: there already, or to be trained by jobs."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.ui import before_and_after, jobs, model_list, model_metrics, state
from pages.ui.changes import Edit
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import retraining, run_comparison, runs, workspace
from recsys.labeling.functions import FunctionSet
from recsys.retraining import Retrain
from recsys.runs import ModelRun

KEY = "repeat"  # in the address


@dataclass(frozen=True)
class Pair:
    """The models of both function sets, alike in all else."""

    before: ModelRun
    after: ModelRun


def choose(desk: Desk) -> ModelRun | None:
    """The trained model that is repeated; None if there is none that stands on votes."""
    by_id = {run.id: run for run in _on_votes(desk)}
    if not by_id:
        return None
    # Not followed when a newer one comes: it may be the very one that is trained here, to be held against it.
    state.from_address(KEY, list(by_id), next(iter(by_id)))
    st.selectbox(
        "Model to train on both", list(by_id), key=KEY, format_func=lambda id: model_list.title(by_id[id]),
        help="Its family, settings and seed are kept, and so is the kind of label model; only the functions differ.",
    )  # fmt: skip
    state.to_address(KEY)
    return by_id[str(state.shown(KEY))]


def _on_votes(desk: Desk) -> list[ModelRun]:
    """The models that can be trained again on other functions, newest first: those that stand on weak labels."""
    found = [run for run in runs.models_of(desk.name) if run.label_run and workspace.is_fresh(run, desk.dataset)]
    return [run for run in found if retraining.labels_if_there(run) is not None]


def pair(desk: Desk, edit: Edit, run: ModelRun) -> Pair | None:
    """Both models; where one is missing it is said, and a button trains what is."""
    sides = {edit.names[0]: edit.before, edit.names[1]: edit.after}
    if empty := [name for name, functions in sides.items() if not functions.enabled]:
        st.info(f"No function is on in {plain(' or '.join(empty))}, so there are no labels to train a model on.")
        return None
    found = {name: retraining.found(desk.dataset, run, functions) for name, functions in sides.items()}
    missing = [sides[name] for name, model in found.items() if model is None]
    if not missing:
        before, after = (model for model in found.values() if model)
        return Pair(before, after)
    _offer(desk, run, missing)
    return None


def _offer(desk: Desk, run: ModelRun, missing: list[FunctionSet]) -> None:
    going_on = jobs.watch_latest("retrain", desk.name)
    seed = run_comparison.seed(run)
    said = "" if seed is None else f" with the seed {seed}"
    of = "one of the two sets" if len(missing) == 1 else "both sets"
    st.info(
        f"What the edit does to recommendations is not known yet: no model like {plain(run.id)} has been trained{said} "
        f"on {of} of functions. {plain(run.id)} took {jobs.duration(run.seconds)}."
    )
    label = "Train the missing one" if len(missing) == 1 else "Train both"
    if going_on is None and st.button(label, type="primary", icon=":material/model_training:"):
        wanted = [Retrain(dataset=desk.name, run=run.id, functions=functions) for functions in missing]
        jobs.start_all("retrain", [one.model_dump(mode="json") for one in wanted])


def show_metrics(found: Pair) -> None:
    """What both models are worth on test."""
    seed = run_comparison.seed(found.before)
    st.subheader(
        "What the model is worth", anchor=False,
        help="On test. One training with one seed: another seed may turn small differences round.",
    )  # fmt: skip
    said = "" if seed is None else f", both with the seed {seed}"
    st.caption(f"{plain(found.before.id)} → {plain(found.after.id)}{said}.")
    names = [name for name in model_metrics.ALL if found.before.metrics.get(name) is not None]
    table = pd.DataFrame(
        {
            "before": [found.before.metrics.get(name) for name in names],
            "after": [found.after.metrics.get(name) for name in names],
        },
        [model_metrics.title(name) for name in names],
    ).astype(float)
    if table.empty:
        st.info("They could not be judged on test: no test user has a liked item among those held out.")
        return
    before_and_after.show(table, ".4f")

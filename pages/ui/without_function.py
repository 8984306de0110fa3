"""What the ranks become if one function is switched off: the recommendations' dependence on it, not a guess of it."""

import streamlit as st

from pages.ui import jobs, lineage, model_list, rank_comparison, state
from pages.ui.frame import Desk
from pages.ui.rank_comparison import Asked
from pages.ui.text import plain
from recsys import retraining
from recsys.data.dataset import Ints
from recsys.inspection import lineage as lineages
from recsys.models.feedback import Shelf
from recsys.retraining import Retrain
from recsys.runs import LabelRun, ModelRun

OFF = "off"  # in the address: the function that is switched off


def show(desk: Desk, run: ModelRun, shelf: Shelf, asked: Asked, item: int) -> None:
    """What the ranks become if one function is switched off and the model trained again, seed and all else the same."""
    labels = retraining.labels_if_there(run)
    if labels is None or not labels.functions.enabled:
        lineage.say_there_are_no_votes(run, labels)
        return
    st.caption(
        "The label model is fitted and the model trained again without it, with the same seed and settings; so what "
        "changes is that function's doing."
    )
    name = _choose_function(desk, run, labels, shelf, item)
    functions = retraining.without(labels.functions, name)
    if not functions.enabled:
        st.info(f"{plain(name)} is the only function that is on: without it there are no labels to train on.")
        return
    other = retraining.found(desk.dataset, run, functions)
    if other is None:
        _offer(desk, run, Retrain(dataset=desk.name, run=run.id, functions=functions), name)
        return
    before, after = (rank_comparison.ranks(desk, one, asked) for one in (run, other))
    _say_rank(desk, item, name, before, after)
    rank_comparison.show(desk, (model_list.name(run), model_list.name(other)), before, after, asked.k)


def _choose_function(desk: Desk, run: ModelRun, labels: LabelRun, shelf: Shelf, item: int) -> str:
    found = lineage.traced(desk, run, labels, shelf, item)
    names = [function.name for function in labels.functions.enabled]
    likely = lineages.strongest(lineages.by_function(desk.voter, labels, found)) or names[0]
    state.from_address(OFF, names, likely)
    st.selectbox("Without", names, key=OFF, help="At first the one that votes most on these rows.")
    state.to_address(OFF)
    return str(state.shown(OFF))


def _offer(desk: Desk, run: ModelRun, wanted: Retrain, name: str) -> None:
    going_on = jobs.watch_latest("retrain", desk.name)
    st.caption(
        f"{plain(run.id)} has not been trained without {plain(name)} yet. It took {jobs.duration(run.seconds)} the "
        "first time; the result is kept as a run of its own."
    )
    if going_on is None and st.button(f"Train again without {plain(name)}", icon=":material/model_training:"):
        model_list.stay(desk, run)
        jobs.start("retrain", wanted.model_dump(mode="json"))


def _say_rank(desk: Desk, item: int, name: str, before: Ints, after: Ints) -> None:
    was, is_ = int(before[item]), int(after[item])
    change = is_ - was
    places = "place" if abs(change) == 1 else "places"
    st.metric(
        f"rank of this {desk.noun}", f"{was:,} → {is_:,}", f"{-change:+,} {places}" if change else "no change",
        delta_color="normal" if change else "off", delta_arrow="auto" if change else "off",
        help=f"Before and after {plain(name)} is switched off, among the {desk.noun}s that may be in the list.",
    )  # fmt: skip

"""Where a recommendation comes from: training rows, votes, labels, and its rank without one of the functions."""

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from pages.ui import caches, jobs, model_list, nouns, rank_comparison, state
from pages.ui.frame import Desk
from pages.ui.rank_comparison import Asked
from pages.ui.text import plain
from recsys import recommendations, retraining, runs
from recsys.columns import TITLE
from recsys.data.dataset import Ints
from recsys.errors import VotebookError
from recsys.inspection import lineage
from recsys.inspection.lineage import Lineage
from recsys.models.feedback import Shelf
from recsys.retraining import Retrain
from recsys.runs import LabelRun, ModelRun

OFF = "off"  # in the address: the function that is switched off


def labels_of(run: ModelRun) -> LabelRun | None:
    """The label run that a model stands on; None if it stands on none, or on one that is not there any more."""
    if run.label_run is None:
        return None
    try:
        return retraining.labels_of(run)
    except VotebookError:
        return None


def show(desk: Desk, run: ModelRun, shelf: Shelf, item: int) -> Lineage:
    """The rows behind an item for a user, and each function's votes on them."""
    labels, title = labels_of(run), str(recommendations.describe(desk.dataset, [item])[TITLE][0])
    st.subheader(
        "Where it comes from", anchor=False,
        help="A model has nothing but its training rows. These are the ones behind this recommendation, and the votes "
        "that gave them their labels.",
    )  # fmt: skip
    st.text(title)
    learned = caches.training_rows(desk.voter, run, labels)
    found = lineage.trace(learned, shelf, item, desk.dataset.items.height)
    _groups(desk, found)
    if run.label_run is None:
        st.info(f"This model was trained on {runs.LABEL_SOURCES[run.labels]}, so no votes stand behind it.")
    elif labels is None:
        st.info(f"The label run {run.label_run} of this model is not there any more. Fit labels and train it again.")
    else:
        _functions(desk, labels, found)
    return found


def _groups(desk: Desk, found: Lineage) -> None:
    person = nouns.person(desk.dataset.about)
    names = {
        lineage.ITEM: f"of this {desk.noun}",
        lineage.ITEMS_OF_SHELF: f"of the {desk.noun}s on the shelf, by anybody",
        lineage.USER: f"of this {person}'s own",
    }
    st.dataframe(
        found.groups.assign(group=found.groups["group"].map(names)), hide_index=True, placeholder="–",
        column_config={
            "group": st.column_config.TextColumn("training rows", width=230),
            "rows": st.column_config.NumberColumn("rows", format="localized"),
            "liked": st.column_config.NumberColumn("liked", format="localized", help="Label of one half or more."),
            "not_liked": st.column_config.NumberColumn("not liked", format="localized"),
            "mean": st.column_config.NumberColumn("mean label", format="%.3f", help="P(liked), as it was learned."),
        },
    )  # fmt: skip
    if not len(found.user):
        st.caption(f"None of this {person}'s own ratings trained the model: it judges by what is on the shelf.")
    if not len(found.item):
        st.caption(f"No training row is of this {desk.noun}: all that speaks for it is learned from others.")


def _functions(desk: Desk, labels: LabelRun, found: Lineage) -> None:
    table = lineage.by_function(desk.voter, labels, found)
    person = nouns.person(desk.dataset.about)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "function": st.column_config.TextColumn("function", width=170, pinned=True),
            "item_liked": _count("votes liked", f"On the {desk.noun}'s rows."),
            "item_not_liked": _count("votes not liked", f"On the {desk.noun}'s rows."),
            "alone": _count("votes alone", "Rows on which no other function votes: without it they have no label."),
            "shelf": _count("on the shelf's", f"Votes on rows of the {desk.noun}s on the shelf, by anybody."),
            "user": _count("on own rows", f"Votes on this {person}'s own rows."),
        },
    )


def _count(name: str, about: str) -> ColumnConfig:
    return st.column_config.NumberColumn(name, help=about, format="localized", width=105)


def show_without(desk: Desk, run: ModelRun, found: Lineage, asked: Asked, item: int) -> None:
    """What the ranks become if one function is switched off and the model trained again, seed and all else the same."""
    labels = labels_of(run)
    if labels is None or not labels.functions.enabled:
        return
    st.subheader(
        "If one function were off", anchor=False,
        help="The label model is fitted and the model trained again without it, with the same seed and settings; so "
        "what changes is that function's doing.",
    )  # fmt: skip
    name = _choose_function(desk, labels, found)
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


def _choose_function(desk: Desk, labels: LabelRun, found: Lineage) -> str:
    names = [function.name for function in labels.functions.enabled]
    likely = lineage.strongest(lineage.by_function(desk.voter, labels, found)) or names[0]
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
        jobs.start("retrain", wanted.model_dump(mode="json"))


def _say_rank(desk: Desk, item: int, name: str, before: Ints, after: Ints) -> None:
    was, is_ = int(before[item]), int(after[item])
    change = is_ - was
    st.metric(
        f"rank of this {desk.noun}", f"{was:,} → {is_:,}", f"{-change:+,} places" if change else "no change",
        delta_color="normal" if change else "off",
        help=f"Before and after {plain(name)} is switched off, among the {desk.noun}s that may be in the list.",
    )  # fmt: skip

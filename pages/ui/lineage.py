"""Where a recommendation comes from: training rows, votes and labels."""

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from pages.ui import caches, nouns
from pages.ui.frame import Desk
from recsys import retraining, runs
from recsys.inspection import lineage
from recsys.inspection.lineage import Lineage
from recsys.models.feedback import Shelf
from recsys.runs import LabelRun, ModelRun


def show(desk: Desk, run: ModelRun, shelf: Shelf, item: int) -> None:
    """The rows behind an item for a user, and each function's votes on them."""
    labels = retraining.labels_if_there(run)
    st.caption(
        "A model has nothing but its training rows. These are the ones behind this recommendation, and the votes that "
        "gave them their labels."
    )
    found = traced(desk, run, labels, shelf, item)
    _groups(desk, found)
    if labels is None:
        say_there_are_no_votes(run, labels)
    else:
        _functions(desk, labels, found)


def say_there_are_no_votes(run: ModelRun, labels: LabelRun | None) -> None:
    """Why no votes stand behind a model."""
    if run.label_run is None:
        st.info(f"This model was trained on {runs.LABEL_SOURCES[run.labels]}, so no votes stand behind it.")
    elif labels is None:
        st.info(f"The label run {run.label_run} of this model is not there any more. Fit labels and train it again.")
    else:
        st.info(f"No function was on when {labels.id} was fitted, so no votes stand behind it.")


def traced(desk: Desk, run: ModelRun, labels: LabelRun | None, shelf: Shelf, item: int) -> Lineage:
    """The rows behind an item for a user."""
    learned = caches.training_rows(desk.voter, run, labels)
    return lineage.trace(learned, shelf, item, desk.dataset.items.height)


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

"""A second run beside the first: what of its list is in the other's, and how far apart the ranks are."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.ui import caches, model_list, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import recommendations, runs, workspace
from recsys.columns import TITLE
from recsys.data.dataset import Ints
from recsys.inspection import filters, rank_changes
from recsys.inspection.filters import Filters, Mask
from recsys.models.contract import HasVectors
from recsys.runs import ModelRun

NONE = "none"
WORDS = {"came": "came", "went": "went", "up": "moved up", "down": "moved down", "same": "stayed"}


@dataclass(frozen=True)
class Asked:
    """For whom a list is made, of which items (`mask`, as `filters` allow them), and how many of it are shown."""

    user: int
    filters: Filters
    mask: Mask
    k: int


def choose(desk: Desk, run: ModelRun) -> ModelRun | None:
    """Another run to hold against the first, in the address as `against`; None if none is wanted or there is none."""
    others = [o for o in runs.models_of(desk.name) if o.id != run.id and workspace.is_fresh(o, desk.dataset)]
    by_id = {other.id: other for other in others}
    options = {NONE: "nothing"} | {id: model_list.title(other) for id, other in by_id.items()}
    state.from_address("against", list(options), NONE)
    st.selectbox(
        "Beside it", list(options), key="against", format_func=options.__getitem__,
        help="A second trained model of the same data: both lists side by side, with what changed from one to the "
        "other. Models of other or earlier data are not offered: their items are others.",
    )  # fmt: skip
    state.to_address("against")
    return by_id.get(str(state.shown("against")))


def ranks(desk: Desk, run: ModelRun, asked: Asked) -> Ints:
    """The rank that a run gives each item that may be in the list, 0 for all others; by its score if it has no vectors
    to order by.
    """
    model = caches.model(run)
    order = asked.filters.order if isinstance(model, HasVectors) else "score"
    return filters.ranks(filters.worth(model, caches.shelves(desk.dataset, run).of(asked.user), order), asked.mask)


def show_both(desk: Desk, first: ModelRun, second: ModelRun, asked: Asked) -> None:
    """Both lists of one user side by side, and what changes from the first to the second."""
    before, after = ranks(desk, first, asked), ranks(desk, second, asked)
    names = list(model_list.names([first, second]))
    st.subheader("Side by side", anchor=False)
    if asked.filters.order != "score" and not isinstance(caches.model(second), HasVectors):
        st.caption(f"{plain(names[1])} has no vectors of items, so its list is ordered by its score.")
    left, right = st.columns(2, gap="medium")
    with left:
        _list(desk, names[0], before, after, asked.k)
    with right:
        _list(desk, names[1], after, before, asked.k)
    show(desk, (names[0], names[1]), before, after, asked.k)


def _list(desk: Desk, name: str, own: Ints, other: Ints, k: int) -> None:
    """A run's list, each item with its rank in the other's."""
    items = filters.best(own, k)
    st.markdown(f"**{plain(name)}**")
    table = pd.DataFrame(
        {"rank": own[items], "title": recommendations.describe(desk.dataset, items)[TITLE], "other": other[items]}
    )
    st.dataframe(
        table, hide_index=True,
        column_config={
            "rank": st.column_config.NumberColumn("rank", width=50),
            "title": st.column_config.TextColumn("title", width=260),
            "other": st.column_config.NumberColumn("rank in the other", format="localized", width=110),
        },
    )  # fmt: skip


def show(desk: Desk, names: tuple[str, str], before: Ints, after: Ints, k: int) -> pd.DataFrame:
    """What came, went and moved between two lists of one user, as a table; before, after: every item's rank."""
    table = rank_changes.compare(before, after, k)
    counted = rank_changes.counts(table)
    st.markdown(
        f"**{plain(names[0])} → {plain(names[1])}**: {counted['came']} came, {counted['went']} went, "
        f"{counted['moved']} moved, {counted['same']} stayed."
    )
    moves = [rank_changes.in_words(b, a, k) for b, a in zip(table["before"], table["after"], strict=True)]
    shown = pd.DataFrame(
        {
            "title": recommendations.describe(desk.dataset, table["item"].to_numpy())[TITLE],
            "change": table["change"].map(WORDS),
            "before": table["before"].where(table["before"] > 0),
            "after": table["after"].where(table["after"] > 0),
            "places": moves,
        }
    )
    st.dataframe(
        shown, hide_index=True, placeholder="–",
        column_config={
            "title": st.column_config.TextColumn("title", width=220),
            "change": st.column_config.TextColumn("change", width=90),
            "before": st.column_config.NumberColumn("rank before", format="localized", width=85, help=_by(names[0])),
            "after": st.column_config.NumberColumn("rank after", format="localized", width=85, help=_by(names[1])),
            "places": st.column_config.TextColumn("places", width=60, help="Places up or down; new, gone."),
        },
    )  # fmt: skip
    return table


def _by(name: str) -> str:
    return f"By {plain(name)}, among all that may be in the list; – for what may not."

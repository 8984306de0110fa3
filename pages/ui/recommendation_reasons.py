"""Why an item is recommended: what on the shelf pulls it, how popular it is, and what users alike did with it."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import caches, charts, figures, lineage, nouns, recommendation_filters
from pages.ui.frame import Desk
from pages.ui.numbers import signed
from recsys import recommendations
from recsys.data.dataset import Ints
from recsys.inspection import similar_users
from recsys.inspection.similar_users import Alike
from recsys.models.contract import Model
from recsys.models.feedback import Shelf
from recsys.runs import ModelRun

SHOWN_PULLS = 12


def show_pulls(desk: Desk, model: Model, shelf: Shelf, item: int) -> None:
    """Which items of the shelf pull an item up."""
    st.subheader(
        "Why this one?",
        anchor=False,
        help=f"Each bar: how far that {desk.noun} of the shelf pulls the score up, or down.",
    )
    st.text(str(recommendations.describe(desk.dataset, [item])["title"][0]))
    if not len(shelf):
        st.caption("Nothing is on the shelf, so nothing there pulls it.")
        return
    table = recommendations.pulls(desk.dataset, model, shelf, item)
    strongest = table.loc[table["pull"].abs().sort_values(ascending=False).index[:SHOWN_PULLS]]
    if not strongest["pull"].any():
        st.caption(f"No {desk.noun} of the shelf changes its score: to this model they say nothing about it.")
        return
    figures.draw(charts.pulls(strongest.sort_values("pull", ascending=False)))
    whole = recommendations.share_of_shelf(model, shelf, item)
    some = f"The {len(strongest)} strongest of {len(table)}. " if len(table) > len(strongest) else ""
    st.caption(some + _how_they_add_up(desk, whole))


def _how_they_add_up(desk: Desk, whole: float | None) -> str:
    if whole is None:
        return (
            f"Each is the score less the score without that {desk.noun}. The model is not linear, so they need not add "
            "up to the score."
        )
    return f"All together they add up, exactly, to what the shelf brings to the score: {signed(whole, '.3f')}."


def show_company(desk: Desk, run: ModelRun, shelf: Shelf, item: int) -> None:
    """How popular an item is, and what the users whose shelves are most alike did with it."""
    person, popular = nouns.person(desk.dataset.about), recommendation_filters.popular(desk)
    touches, rank = st.columns(2)
    touches.metric(
        f"train {person}s who touched it", f"{int(popular.touches[item]):,}", border=True,
        help=f"Place {int(popular.rank[item]):,} of {len(popular.rank):,} by popularity.",
    )  # fmt: skip
    alike = _alike(desk, shelf)
    did = company(desk, run, shelf, np.array([item], np.int32)).iloc[0]
    rank.metric(
        f"of the {len(alike.users)} most alike", f"{int(did['touched'])} touched it", border=True,
        help=f"Train {person}s whose shelves are most like this one, by cosine. Liked or not is told by the labels "
        "that the model learned from; there may be none.",
    )  # fmt: skip
    place = f"Place {int(popular.rank[item]):,} of {len(popular.rank):,} by popularity"
    if not len(alike.users):
        st.caption(f"{place}. No train {person} shares a {desk.noun} with this shelf.")
        return
    cosines = f"cosine {alike.cosine[-1]:.2f} to {alike.cosine[0]:.2f}"
    labeled = f"{int(did['liked'])} liked it and {int(did['not_liked'])} did not, by the labels learned from"
    st.caption(f"{place}. Of the {person}s most alike ({cosines}) {labeled}.")


def company(desk: Desk, run: ModelRun, shelf: Shelf, items: Ints) -> pd.DataFrame:
    """What the users whose shelves are most like one did with each of some items."""
    learned = caches.training_rows(desk.voter, run, lineage.labels_of(run))
    return similar_users.what_they_did(desk.dataset, _alike(desk, shelf), items, learned)


def _alike(desk: Desk, shelf: Shelf) -> Alike:
    key = ("alike", desk.dataset.fingerprint, shelf.user)
    found: Alike = caches.kept(key, lambda: similar_users.most_alike(desk.dataset, shelf))
    return found

"""How popular a recommended item is, and what the users whose shelves are most alike did with it."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import caches, nouns, recommendation_filters
from pages.ui.frame import Desk
from recsys import retraining
from recsys.inspection import similar_users
from recsys.inspection.similar_users import Alike
from recsys.models.feedback import Shelf
from recsys.runs import ModelRun


def show(desk: Desk, run: ModelRun, shelf: Shelf, item: int) -> None:
    """How popular an item is, and what the users whose shelves are most alike did with it."""
    person, popular = nouns.person(desk.dataset.about), recommendation_filters.popular(desk)
    place = f"Place {int(popular.rank[item]):,} of {len(popular.rank):,} by popularity"
    st.metric(
        f"train {person}s who touched it", f"{int(popular.touches[item]):,}", border=True, help=f"{place}."
    )  # fmt: skip
    alike, row = _alike(desk, shelf), did(desk, run, shelf).iloc[item]
    st.metric(
        f"of the {len(alike.users)} most alike", f"{int(row['touched'])} touched it", border=True,
        help=f"Train {person}s whose shelves are most like this one, by cosine. Liked or not is told by the labels "
        "that the model learned from; there may be none.",
    )  # fmt: skip
    if not len(alike.users):
        st.caption(f"{place}. No train {person} shares a {desk.noun} with this shelf.")
        return
    cosines = f"cosine {alike.cosine[-1]:.2f} to {alike.cosine[0]:.2f}"
    labeled = f"{int(row['liked'])} liked it and {int(row['not_liked'])} did not, by the labels learned from"
    st.caption(f"{place}. Of the {person}s most alike ({cosines}) {labeled}.")


def did(desk: Desk, run: ModelRun, shelf: Shelf) -> pd.DataFrame:
    """What the users whose shelves are most like one did with each item, a row each."""
    labels = retraining.labels_if_there(run)
    learned = caches.training_rows(desk.voter, run, labels)
    key = (
        "they did", run.id, run.created, desk.dataset.fingerprint, labels is None,
        caches.given_by_hand(desk.dataset), shelf.user,
    )  # fmt: skip
    every = np.arange(desk.dataset.items.height, dtype=np.int32)
    found: pd.DataFrame = caches.kept(
        key, lambda: similar_users.what_they_did(desk.dataset, _alike(desk, shelf), every, learned)
    )
    return found


def _alike(desk: Desk, shelf: Shelf) -> Alike:
    key = ("alike", desk.dataset.fingerprint, shelf.user)
    found: Alike = caches.kept(key, lambda: similar_users.most_alike(desk.dataset, shelf))
    return found

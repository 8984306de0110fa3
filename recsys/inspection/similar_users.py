"""Whose shelves are most like a user's, and what those users did with an item."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys.data.dataset import Dataset, Doubles, Ints
from recsys.inspection.training_rows import TrainingRows
from recsys.models.feedback import Shelf

COUNT = 50
LIKED_FROM = 0.5  # of the label


@dataclass(frozen=True)
class Alike:
    """Train users, the most alike first. cosine: of their shelves, 0 to 1."""

    users: Ints
    cosine: Doubles


def most_alike(dataset: Dataset, shelf: Shelf, count: int = COUNT) -> Alike:
    """The train users whose shelves share most with one, by cosine; the user themself and those who share nothing left
    out, so there may be fewer than `count`.
    """
    histories, train = dataset.histories, dataset.users_in("train")
    on_shelf = np.zeros(dataset.items.height, bool)
    on_shelf[shelf.items] = True
    common = np.flatnonzero(on_shelf[histories.items])  # few, so they are counted by where they stand
    shared = np.diff(np.searchsorted(common, histories.offsets))[train]
    sizes = np.diff(histories.offsets)[train]
    cosine = shared / np.sqrt(np.maximum(sizes * max(len(shelf), 1), 1))
    if shelf.user is not None:
        cosine[train == shelf.user] = 0.0
    best = np.argsort(-cosine, kind="stable")[:count]
    best = best[cosine[best] > 0]
    return Alike(train[best].astype(np.int32), cosine[best])


def what_they_did(dataset: Dataset, alike: Alike, items: Ints, learned: TrainingRows) -> pd.DataFrame:
    """A row for each of `items`: touched, liked, not_liked, each how many of the users who are alike did so.

    Liked or not is what the model learned from: a label of one half or more, or less; touched without one is neither.
    """
    n_items = dataset.items.height
    histories = dataset.histories
    touched = np.zeros(n_items, np.int64)
    for user in alike.users.tolist():
        touched[histories.of(user)] += 1
    is_alike = np.zeros(dataset.users.height, bool)
    is_alike[alike.users] = True
    mine = is_alike[learned.user]
    liked = learned.label[mine] >= LIKED_FROM
    of_item = learned.item[mine]
    return pd.DataFrame(
        {
            "touched": touched[items],
            "liked": np.bincount(of_item[liked], minlength=n_items)[items],
            "not_liked": np.bincount(of_item[~liked], minlength=n_items)[items],
        }
    )

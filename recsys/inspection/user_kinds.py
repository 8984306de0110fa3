"""Users by kind: those who are new, active, of niche taste, or badly served by a model."""

from typing import Literal

import numpy as np

from recsys.data.dataset import Dataset, Doubles, Ints
from recsys.inspection import popularity

Kind = Literal["any", "new", "active", "niche", "badly_served"]
KINDS: tuple[Kind, ...] = ("any", "new", "active", "niche", "badly_served")


def draw(users: Ints, count: int, turn: int) -> Ints:
    """`count` of the users in their order, the next ones at each turn, and from the start again after the last."""
    if not len(users):
        return users
    places = np.arange(turn * count, turn * count + min(count, len(users))) % len(users)
    return users[places]


def ranked(dataset: Dataset, split: str, kind: Kind, worst_served: Ints | None = None) -> Ints:
    """The users of a split, those most of the kind first; ties by number.

    any: in an order drawn at random, always the same. niche: who has the least popular shelf; an empty one is none.
    badly_served: as in `worst_served`, whom a model serves worst first; nobody where that is not known.
    """
    users = dataset.users_in(split)
    if kind == "any":
        return np.random.default_rng(0).permutation(users)
    if kind == "badly_served":
        return users[:0] if worst_served is None else worst_served[np.isin(worst_served, users)]
    sizes = np.diff(dataset.histories.offsets)[users]
    if kind == "niche":
        users = users[sizes > 0]
        return users[np.argsort(shelf_popularity(dataset)[users], kind="stable")]
    return users[np.argsort(sizes if kind == "new" else -sizes, kind="stable")]


def shelf_popularity(dataset: Dataset) -> Doubles:
    """How many train users touched an item of a user's shelf, on average: shape (users,); NaN for an empty shelf."""
    touches = popularity.of_dataset(dataset).touches
    sums = np.concatenate([[0], np.cumsum(touches[dataset.histories.items], dtype=np.int64)])
    offsets = dataset.histories.offsets
    sizes = np.diff(offsets)
    total = sums[offsets[1:]] - sums[offsets[:-1]]
    return np.divide(total, sizes, out=np.full(len(sizes), np.nan), where=sizes > 0)

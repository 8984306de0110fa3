"""Which items may be recommended, and in which order: by the model's score, or by what is near to the shelf."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from recsys.columns import GENRES
from recsys.data.dataset import Dataset, Floats, Ints
from recsys.errors import BadInput
from recsys.inspection.popularity import Band, Popularity
from recsys.models.contract import By, HasVectors, Model
from recsys.models.feedback import Shelf

Order = Literal["score", "dot", "cosine"]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Filters:
    """genre: none if empty. order: by the model's score, or by the likeness of vectors to the mean of the shelf's."""

    exclude_touched: bool = True
    genre: str = ""
    band: Band = "all"
    order: Order = "score"


def allowed(dataset: Dataset, popular: Popularity, shelf: Shelf, filters: Filters) -> Mask:
    """Which items may be in the list, shape (n_items,)."""
    mask = popular.within(filters.band)
    if filters.exclude_touched:
        mask[shelf.items] = False
    if filters.genre and GENRES in dataset.items.columns:
        named = "|" + dataset.items[GENRES].fill_null("") + "|"
        mask &= named.str.contains(f"|{filters.genre}|", literal=True).to_numpy()
    return mask


def worth(model: Model, shelf: Shelf, order: Order) -> Floats:
    """What items are ordered by, shape (n_items,), best highest."""
    if order == "score":
        return model.scores(shelf)
    if not isinstance(model, HasVectors):
        raise BadInput("This model has no vectors of items, so there is only its score to go by. Order by the score.")
    return _near_shelf(model.item_vectors, shelf, order)


def ranks(values: Floats, mask: Mask) -> Ints:
    """The rank of each item that may be in the list, 1 the best, ties by number; 0 for the others."""
    items = np.flatnonzero(mask)
    ranked = np.zeros(len(values), np.int32)
    ranked[items[np.argsort(-values[items], kind="stable")]] = np.arange(1, len(items) + 1)
    return ranked


def best(rank: Ints, k: int) -> Ints:
    """The first k items by `ranks`, best first."""
    items = np.flatnonzero((rank > 0) & (rank <= k))
    return items[np.argsort(rank[items])].astype(np.int32)


def _near_shelf(vectors: Floats, shelf: Shelf, by: By) -> Floats:
    """Dot product or cosine of every vector with the mean of the shelf's; 0 for an empty shelf."""
    if not len(shelf):
        return np.zeros(len(vectors), np.float32)
    mean = vectors[shelf.items].mean(axis=0)
    dots = vectors @ mean
    if by == "dot":
        return dots.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(mean)
    return (dots / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)

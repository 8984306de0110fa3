"""Which items a model takes for alike, and how long the vectors are that it has for them."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys import recommendations
from recsys.data.dataset import Dataset, Doubles, Floats, Ints
from recsys.models.contract import By, HasVectors, Model

Counts = npt.NDArray[np.int64]


def nearest(dataset: Dataset, model: Model, item: int, by: By, k: int) -> pd.DataFrame:
    """The k items most like one, which is left out: rank, item, what is known of it, similarity, shelves.

    shelves: on how many of these data's shelves it stands. Of two that are alike the lower number comes first.
    """
    likeness = model.similarity(item, by)
    others = np.delete(np.arange(model.n_items, dtype=np.int32), item)
    best = others[np.argsort(-likeness[others], kind="stable")[:k]]
    table = recommendations.describe(dataset, best).assign(similarity=likeness[best], shelves=popularity(dataset)[best])
    table.insert(0, "rank", np.arange(1, len(best) + 1))
    table.insert(1, "item", best)
    return table


def popularity(dataset: Dataset) -> Counts:
    """On how many shelves each item stands: shape (items,). What is held out of shelves is not counted."""
    return np.bincount(dataset.histories.items, minlength=dataset.items.height)


def norms(model: Model) -> Doubles | None:
    """How long each item's vector is; None for a model without vectors."""
    if not isinstance(model, HasVectors):
        return None
    return np.linalg.norm(model.item_vectors.astype(float), axis=1)


def sample(counts: Counts, most: int, seed: int = 0) -> Ints:
    """Some items that stand on a shelf, `most` of them at most, ascending.

    Half of them are the most popular, so that the few that everybody knows are there; the others are drawn at random.
    """
    known = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    if len(known) > most:
        rest = np.random.default_rng(seed).choice(known[most // 2 :], most - most // 2, replace=False)
        known = np.concatenate([known[: most // 2], rest])
    return np.sort(known).astype(np.int32)


def unit(vectors: Floats) -> Doubles:
    """The vectors at length 1, rows of zeros as they are: near one another where their cosine is high."""
    lengths = np.linalg.norm(vectors.astype(float), axis=1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(float).tiny)

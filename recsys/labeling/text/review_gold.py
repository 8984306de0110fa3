"""What gold says of the reviews: each review's own gold, and which reviews belong to a split."""

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Bytes, Dataset, Ints

Rows = npt.NDArray[np.integer] | npt.NDArray[np.bool_]


def reviews_of(dataset: Dataset, split: str) -> slice:
    """The reviews of a split, as a slice: reviews have the order of their data points."""
    return _bounds(dataset.reviews.row, dataset.rows(split))


def within(hits: Ints, reviews: slice) -> Ints:
    """Those of some reviews, ascending, that are in a slice."""
    return hits[_bounds(hits, reviews)]


def dev_gold(dataset: Dataset, rows: Rows | None = None) -> Bytes:
    """The gold of dev's reviews, 1, 0 or -1 unknown. Shape (reviews of dev,).

    rows: the data points of dev whose gold may be used, as indices into dev or as a mask; all if None.
    """
    gold = dataset.gold("dev")
    if rows is not None:
        usable = np.full_like(gold, -1)
        usable[rows] = gold[rows]
        gold = usable
    return gold[dataset.reviews.row[reviews_of(dataset, "dev")] - dataset.rows("dev").start]


def _bounds(ascending: Ints, values: slice) -> slice:
    # Of one type, or NumPy would copy the whole array to look up two numbers.
    first, end = np.searchsorted(ascending, np.array([values.start, values.stop], ascending.dtype))
    return slice(int(first), int(end))

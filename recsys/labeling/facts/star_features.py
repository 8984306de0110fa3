"""What dev's stars tell of a data point's item and user; NaN where dev has none.

The stars of train are withheld and those of valid and test held out, so only dev's are looked at, and of these never
the data point's own. A mean of few is drawn toward the mean of all: as if DAMPING average ratings were added to it.
"""

import numpy as np
import polars as pl
from scipy import sparse

from recsys.columns import GENRES
from recsys.data.dataset import Dataset, Doubles, Ints

DAMPING = 5.0
ROWS_AT_A_TIME = 200_000  # bounds the memory of genres, whatever the number of data points


def item_mean(dataset: Dataset) -> Doubles:
    """The mean of dev's other stars for the item."""
    return _mean_of_others(dataset, dataset.pairs.item, dataset.items.height)


def user_mean(dataset: Dataset) -> Doubles:
    """The mean of dev's other stars by the user."""
    return _mean_of_others(dataset, dataset.pairs.user, dataset.users.height)


def genre_mean(dataset: Dataset) -> Doubles:
    """The mean of dev's other stars by the user for items that share a genre; one that shares two counts twice."""
    rows, pairs = dataset.rows("dev"), dataset.pairs
    genres = _genres(dataset)
    user, item, stars = pairs.user[rows], pairs.item[rows], pairs.stars[rows].astype(np.float64)
    shape = (dataset.users.height, len(user))
    by_user = sparse.csr_matrix((stars, (user, np.arange(len(user)))), shape) @ genres[item]
    counts = sparse.csr_matrix((np.ones(len(user)), (user, np.arange(len(user)))), shape) @ genres[item]
    sums, many = (_products(matrix, genres, pairs.user, pairs.item) for matrix in (by_user, counts))
    own = np.zeros(len(pairs))
    own[rows] = np.diff(genres.indptr)[item]
    return _damped(sums - own * pairs.stars, many - own, stars)


def _mean_of_others(dataset: Dataset, owner: Ints, n_owners: int) -> Doubles:
    rows = dataset.rows("dev")
    stars = dataset.pairs.stars[rows].astype(np.float64)
    sums = np.bincount(owner[rows], stars, minlength=n_owners).astype(np.float64)
    many = np.bincount(owner[rows], minlength=n_owners).astype(np.float64)
    means = _damped(sums, many, stars)[owner]
    means[rows] = _damped(sums[owner[rows]] - stars, many[owner[rows]] - 1, stars)  # without their own
    return means


def _damped(sums: Doubles, many: Doubles, stars: Doubles) -> Doubles:
    """The means, (n,), of `many` stars that add up to `sums`; NaN of none."""
    usual = stars.mean() if len(stars) else np.nan
    return np.where(many > 0, (sums + DAMPING * usual) / (many + DAMPING), np.nan)


def _genres(dataset: Dataset) -> sparse.csr_matrix:
    """1 where an item is of a genre: (n_items, n_genres)."""
    listed = dataset.items.select(pl.col(GENRES).str.split("|")).with_row_index("item")
    listed = listed.explode(GENRES).filter(pl.col(GENRES) != "").unique()
    code = listed[GENRES].rank("dense").cast(int).to_numpy() - 1
    shape = (dataset.items.height, int(code.max(initial=-1)) + 1)
    return sparse.csr_matrix((np.ones(len(code)), (listed["item"].to_numpy(), code)), shape)


def _products(of_user: sparse.csr_matrix, genres: sparse.csr_matrix, user: Ints, item: Ints) -> Doubles:
    """For each data point, its user's row times its item's genres, (n,)."""
    found = np.empty(len(user))
    for start in range(0, len(user), ROWS_AT_A_TIME):
        part = slice(start, start + ROWS_AT_A_TIME)
        found[part] = np.asarray(of_user[user[part]].multiply(genres[item[part]]).sum(axis=1)).ravel()
    return found

"""What is known of a data point from the other items its user touched; NaN where too little is known of its item."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import AUTHOR_ID, GENRES, ITEM_ID, SERIES, SIMILAR
from recsys.data.dataset import Dataset, Doubles

Numbers = npt.NDArray[np.int64]

LOOKUPS_AT_A_TIME = 2_000_000  # bounds the memory, whatever the number of data points


def user_items(dataset: Dataset) -> Doubles:
    """How many items the user touched, the data point's own included."""
    sizes = np.diff(dataset.histories.offsets).astype(np.float64)[dataset.pairs.user]
    if dataset.settings.split != "user":  # or else the own one is among them
        sizes += ~_is_touched(dataset)
    return sizes


def shared_first_author(dataset: Dataset) -> Doubles:
    """How many of the user's items have the item's first author; the item itself counts too."""
    return _sharing(dataset, dataset.items[AUTHOR_ID]) + 1


def shared_genres(dataset: Dataset) -> Doubles:
    """How many of the user's other items have the item's first genre as their first."""
    first = dataset.items[GENRES].str.split("|").list.first()
    return _sharing(dataset, first.replace("", None))


def similar_read(dataset: Dataset) -> Doubles:
    """How many of the user's other items the source lists as similar to the item; NaN where its list is empty."""
    listed = _listed(dataset, SIMILAR)
    numbers = dataset.items.select(pl.col(ITEM_ID).alias(SIMILAR)).with_row_index("other")
    touched = _touched_of(dataset, listed.join(numbers, on=SIMILAR).select("item", "other"))
    has_list = np.isin(np.arange(dataset.items.height), listed["item"].to_numpy())
    return np.where(has_list[dataset.pairs.item], touched, np.nan)


def same_series(dataset: Dataset) -> Doubles:
    """How many of the user's other items are in a series of the item; 0 where it is in none."""
    listed = _listed(dataset, SERIES)
    together = listed.join(listed.rename({"item": "other"}), on=SERIES).select("item", "other")
    return _touched_of(dataset, together).astype(np.float64)


def _sharing(dataset: Dataset, key: pl.Series) -> Doubles:
    """For each data point, how many of the user's other items have the item's key; NaN where that is null."""
    # Int64 codes, -1 unknown: (user, key) becomes one number that can be counted and looked up without a loop.
    code = key.rank("dense").cast(int).fill_null(0).to_numpy().astype(np.int64) - 1
    n_codes = int(code.max(initial=0)) + 1
    code_of_touch = code[dataset.histories.items]
    known = code_of_touch >= 0
    keys, counts = np.unique(_user_of_touch(dataset)[known] * n_codes + code_of_touch[known], return_counts=True)
    if not len(keys):
        return np.full(len(dataset.pairs), np.nan, np.float64)
    code_of_pair = code[dataset.pairs.item]
    wanted = dataset.pairs.user.astype(np.int64) * n_codes + code_of_pair
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    others = np.where(keys[place] == wanted, counts[place], 0) - _is_touched(dataset)
    return np.where(code_of_pair >= 0, others, np.nan)


def _is_touched(dataset: Dataset) -> npt.NDArray[np.bool_]:
    """Whether each data point's item stands in its user's history: one that is held out by itself does not."""
    if dataset.settings.split == "user":
        return np.ones(len(dataset.pairs), bool)
    n_items = dataset.items.height
    touches = _user_of_touch(dataset) * n_items + dataset.histories.items
    wanted = dataset.pairs.user.astype(np.int64) * n_items + dataset.pairs.item
    return touches[np.minimum(np.searchsorted(touches, wanted), len(touches) - 1)] == wanted


def _touched_of(dataset: Dataset, related: pl.DataFrame) -> Numbers:
    """For each data point, how many of the items related to its item (item, other) the user touched, itself aside."""
    n_items = dataset.items.height
    ordered = related.filter(pl.col("item") != pl.col("other")).unique().sort("item", "other")
    others = ordered["other"].to_numpy().astype(np.int64)
    sizes = np.bincount(ordered["item"].to_numpy(), minlength=n_items)
    starts = np.cumsum(sizes) - sizes
    # The touches as one ascending list of numbers: a look-up in it is a binary search.
    touches = _user_of_touch(dataset) * n_items + dataset.histories.items
    found = np.zeros(len(dataset.pairs), np.int64)
    for rows in _parts(sizes[dataset.pairs.item]):
        item, user = dataset.pairs.item[rows], dataset.pairs.user[rows].astype(np.int64)
        ends = np.cumsum(sizes[item])
        place = np.arange(ends[-1]) + np.repeat(starts[item] - ends + sizes[item], sizes[item])
        wanted = np.repeat(user * n_items, sizes[item]) + others[place]
        nearest = touches[np.minimum(np.searchsorted(touches, wanted), len(touches) - 1)]
        hits = np.concatenate([[0], np.cumsum(nearest == wanted)])
        found[rows] = hits[ends] - hits[ends - sizes[item]]
    return found


def _parts(sizes: Numbers) -> Iterator[slice]:
    """Rows in turn, as many at a time as have LOOKUPS_AT_A_TIME look-ups together, at least one."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        most = LOOKUPS_AT_A_TIME + (int(ends[start - 1]) if start else 0)
        stop = max(int(np.searchsorted(ends, most, "right")), start + 1)
        yield slice(start, stop)
        start = stop


def _listed(dataset: Dataset, column: str) -> pl.DataFrame:
    """The ids in an items' column "1|2", one row each: item (its number) and `column`."""
    ids = dataset.items.select(pl.col(column).str.split("|")).with_row_index("item")
    return ids.explode(column).filter(pl.col(column) != "")


def _user_of_touch(dataset: Dataset) -> Numbers:
    return np.repeat(np.arange(dataset.users.height), np.diff(dataset.histories.offsets))

"""What is known of items besides who likes them: genres and years, as numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import GENRES, YEAR
from recsys.data.dataset import Floats

Numbers = npt.NDArray[np.signedinteger[Any]]

AT_MOST = 100  # genres, and periods: the frequent ones
PERIOD = 5  # years that are taken together


def item_features(items: pl.DataFrame) -> Floats:
    """(n_items, genres + periods): an item's genres share 1, its period has 1; zeros where a source says nothing."""
    columns = [_column_each(item, value, items.height) for item, value in (*_genres(items), *_periods(items))]
    return np.concatenate([np.zeros((items.height, 0), np.float32), *columns], 1)


def _genres(items: pl.DataFrame) -> list[tuple[Numbers, Numbers]]:
    if GENRES not in items.columns:
        return []
    each = (
        items.select(pl.int_range(pl.len()).alias("item"), pl.col(GENRES).cast(pl.String).str.split("|").list.unique())
        .explode(GENRES)
        .filter(pl.col(GENRES).is_not_null() & (pl.col(GENRES) != ""))
    )
    names = each[GENRES].to_numpy()
    return [(each["item"].to_numpy(), np.unique(names.astype(str), return_inverse=True)[1])] if len(names) else []


def _periods(items: pl.DataFrame) -> list[tuple[Numbers, Numbers]]:
    if YEAR not in items.columns:
        return []
    year = items[YEAR].cast(pl.Float64).fill_null(np.nan).to_numpy()
    known = np.flatnonzero(np.isfinite(year))
    return [(known, np.unique(year[known] // PERIOD, return_inverse=True)[1])] if len(known) else []


def _column_each(item: Numbers, value: Numbers, n_items: int) -> Floats:
    """A column for each frequent value, the most frequent first, in which an item's values share 1."""
    counts = np.bincount(value)
    frequent = np.argsort(-counts, kind="stable")[:AT_MOST]
    place = np.full(len(counts), -1)
    place[frequent] = np.arange(len(frequent))
    kept = place[value] >= 0
    table = np.zeros((n_items, len(frequent)), np.float32)
    table[item[kept], place[value[kept]]] = 1
    return table / np.maximum(table.sum(1, keepdims=True), 1)

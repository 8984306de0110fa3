"""What is known of a data point from its item alone; NaN where the source does not know it."""

import numpy as np
import polars as pl

from recsys.columns import AVERAGE_RATING, RATINGS_COUNT, YEAR
from recsys.data.dataset import Dataset, Doubles

FIRST_YEAR, LAST_YEAR = -3_000.0, 2_100.0  # sources have slips such as 20013 among their years


def is_known(dataset: Dataset, column: str) -> bool:
    """Whether a column of items says anything about any data point's item."""
    if column not in dataset.items.columns:
        return False
    values = dataset.items[column]
    known = values.is_not_null() & (values != "") if values.dtype == pl.String else values.is_not_null()
    return bool(known.all() and len(dataset.pairs)) or bool(known.to_numpy()[dataset.pairs.item].any())


def average_rating(dataset: Dataset) -> Doubles:
    """The item's average rating over all the source's readers."""
    # Through the digits: a 3.9 kept in 32 bits is above 3.9 in 64, and would pass where `> 3.9` is asked.
    return _of_items(dataset, dataset.items[AVERAGE_RATING].cast(pl.String).cast(pl.Float64))


def ratings_count(dataset: Dataset) -> Doubles:
    """How many ratings the item has."""
    return _of_items(dataset, dataset.items[RATINGS_COUNT])


def year(dataset: Dataset) -> Doubles:
    """When the item was published; what is no year is unknown."""
    years = _of_items(dataset, dataset.items[YEAR])
    return np.where((years >= FIRST_YEAR) & (years <= LAST_YEAR), years, np.nan)


def _of_items(dataset: Dataset, values: pl.Series) -> Doubles:
    return values.cast(pl.Float64).fill_null(np.nan).to_numpy()[dataset.pairs.item]

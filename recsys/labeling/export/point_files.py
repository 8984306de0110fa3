"""Data points as a file that `snorkel_script`'s scripts read: CSV, compressed, with all that the functions go by."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from recsys.columns import ITEM_ID, USER_ID
from recsys.data.dataset import Dataset
from recsys.labeling import data_point_table, lookups
from recsys.labeling.functions import LabelingFunction, LookupFunction, ThresholdFunction
from recsys.progress import Report, silent

REVIEW = "review_text"  # as S1 calls it
GOLD = "gold"
ROWS_AT_A_TIME = 100_000


class Columns(NamedTuple):
    """The columns of a file, without its last, GOLD. texts: "" where unknown. numbers: features, NaN where unknown."""

    texts: tuple[str, ...]
    numbers: tuple[str, ...]


def columns(functions: Iterable[LabelingFunction]) -> Columns:
    """What functions go by, and who and what each data point is."""
    chosen = list(functions)
    listed = (lookups.COLUMNS[function.field] for function in chosen if isinstance(function, LookupFunction))
    numbers = (function.feature for function in chosen if isinstance(function, ThresholdFunction))
    return Columns(tuple(dict.fromkeys([USER_ID, ITEM_ID, REVIEW, *listed])), tuple(dict.fromkeys(numbers)))


def write(
    dataset: Dataset, functions: Iterable[LabelingFunction], split: str, path: Path, report: Report = silent
) -> int:
    """Write a split's data points; returns how many. Gold is 1, 0 or -1, withheld as everywhere: that of train is -1.

    Numbers are written so that they are read back to the last digit; the same data give the same bytes.
    """
    wanted, rows = columns(functions), dataset.rows(split)
    with path.open("wb") as bare, gzip.GzipFile(filename="", mode="wb", fileobj=bare, mtime=0) as file:
        for start in range(rows.start, max(rows.stop, rows.start + 1), ROWS_AT_A_TIME):
            report((start - rows.start) / max(rows.stop - rows.start, 1), f"writing data points from {start:,} on")
            block = _block(dataset, wanted, slice(start, min(start + ROWS_AT_A_TIME, rows.stop)))
            text = block.write_csv(include_header=start == rows.start, quote_style="non_numeric")
            file.write(text.encode())
    return rows.stop - rows.start


def _block(dataset: Dataset, wanted: Columns, rows: slice) -> pl.DataFrame:
    numbers, n = np.arange(rows.start, rows.stop), rows.stop - rows.start
    known = {
        USER_ID: dataset.users[USER_ID].gather(dataset.pairs.user[rows]),
        REVIEW: pl.Series(data_point_table.reviews(dataset, numbers), dtype=pl.String),
        **{
            column: dataset.items[column].gather(dataset.pairs.item[rows])
            for column in wanted.texts
            if column in dataset.items.columns
        },
    }
    nothing = np.full(n, np.nan)
    return pl.DataFrame(
        [known.get(column, pl.Series([None] * n, dtype=pl.String)).alias(column) for column in wanted.texts]
        + [
            pl.Series(feature, dataset.features[feature][rows] if feature in dataset.features else nothing).fill_nan(
                None
            )
            for feature in wanted.numbers
        ]
        + [pl.Series(GOLD, data_point_table.gold(dataset, numbers))]
    )

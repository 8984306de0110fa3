"""The hybrid's fixed item vectors: read from a table, or made of who touches what and of what the source says."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import ITEM_ID
from recsys.data import table_files
from recsys.data.dataset import Floats
from recsys.data.limits import LIMITS
from recsys.data.table_files import TableFile
from recsys.errors import BadInput
from recsys.models import item_features
from recsys.models.feedback import Feedback
from recsys.progress import Report

log = logging.getLogger(__name__)

COMPANY, CATALOG = 1.5, 0.06  # how much of each there is in what two items have in common; tuned on MovieLens
SIZE = 0.1  # mean square length of vectors from a table: about that of those made here
MOST = 1_024


def made(feedback: Feedback, items: pl.DataFrame, width: int, seed: int) -> Floats:
    """(n_items, width): half of them at most for what the source says, the rest for who touches what."""
    catalog = item_features.catalog(items, width // 2, seed) * CATALOG**0.5
    company = item_features.company(feedback, width - catalog.shape[1], seed) * COMPANY**0.5
    found = np.zeros((feedback.n_items, width), np.float32)
    found[:, : catalog.shape[1] + company.shape[1]] = np.concatenate([catalog, company], 1)
    return found


def read(path: Path, item_ids: pl.Series, report: Report) -> Floats:
    """(n_items, numbers in a row): of a table's items, centered and of one size; zeros for those it does not have.

    Raises BadInput naming file and line of what is wrong, or where it has none of the items.
    """
    if not path.is_file():
        raise BadInput(f"There is no file {path} with item vectors. Check the setting vectors.")
    table = table_files.open_table(path, True, LIMITS)
    found = _Rows.of(table, report)
    place = {identity: item for item, identity in enumerate(item_ids.cast(pl.String).to_list())}
    rows = np.array([place.get(identity, -1) for identity in found.ids])
    known = rows >= 0
    if not known.any():
        raise BadInput(f"{path.name}: none of its {len(rows):,} items is in the dataset. Check its column {ITEM_ID}.")
    vectors = found.numbers[known] - found.numbers[known].mean(0)
    length = np.sqrt((vectors**2).sum(1).mean())
    result = np.zeros((len(item_ids), vectors.shape[1]), np.float32)
    result[rows[known]] = vectors * (SIZE**0.5 / length if length else 0)
    without = len(item_ids) - int(known.sum())
    said = f"{path.name}: {without:,} of {len(item_ids):,} items have no vector, {int((~known).sum()):,} are unknown"
    log.info(said)
    report(1.0, said)
    return result


@dataclass(frozen=True)
class _Rows:
    """A checked table. ids: none twice. numbers: (n, w), finite."""

    ids: list[str]
    numbers: npt.NDArray[np.float64]

    @classmethod
    def of(cls, table: TableFile, report: Report) -> "_Rows":
        name, width = table.path.name, len(table.names) - 1
        if table.names[0] != ITEM_ID or not 1 <= width <= MOST:
            raise BadInput(
                f"{name}: the header has to be {ITEM_ID} and then 1 to {MOST:,} columns of numbers, but it starts with "
                f"“{table.names[0][:80]}” and has {width:,} more. Write it so."
            )
        text = table.read(list(range(width + 1)), report)
        ids = text["0"].to_list()
        again = text["0"].is_duplicated() & ~text["0"].is_first_distinct()
        if again.any():
            row = int(again.arg_max() or 0)
            raise BadInput(f"{name}, {table.place(row)}: item “{ids[row][:80]}” comes again. Remove one of them.")
        return cls(ids, _numbers(table, text))


def _numbers(table: TableFile, text: pl.DataFrame) -> npt.NDArray[np.float64]:
    columns = [str(column) for column in range(1, text.width)]
    found = text.select(pl.col(columns).str.strip_chars().cast(pl.Float64, strict=False)).to_numpy()
    for row, column in islice(_wrong(found), 1):
        value = text[columns[column]][row]
        raise BadInput(
            f"{table.path.name}, {table.place(row)}: “{value[:80]}” in column {table.names[column + 1][:80]} is not a "
            "number. Write a finite number with a decimal point in each."
        )
    return found


def _wrong(numbers: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    for row, column in np.argwhere(~np.isfinite(numbers)):
        yield int(row), int(column)

"""What each value of a lookup function is worth, and which values go by a name."""

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import AUTHOR, TITLE
from recsys.data.dataset import Dataset
from recsys.evaluation import intervals
from recsys.labeling import lookups
from recsys.labeling.functions import LookupFunction
from recsys.labeling.lookups import COLUMNS, Field

NAMES: dict[Field, str] = {"item": TITLE, "author": AUTHOR}  # the column of what a value is called, where not itself


def table(function: LookupFunction, dataset: Dataset) -> pl.DataFrame:
    """One row a value in the list's order: value, name, rows, right, wrong, accuracy, low, high.

    name: null where there is none. rows: of all splits; null where nothing in the data has the value. right, wrong: dev
    rows with gold on which the value alone would be so. low, high: Wilson's 95 % interval of the accuracy.
    """
    pairs, dev, gold = lookups.owners_of_pairs(function.field, dataset), dataset.rows("dev"), dataset.gold("dev")
    owners = lookups.owners(function.field, dataset)
    counts = pl.DataFrame(
        {
            "rows": _count(pairs, owners.height),
            "right": _count(pairs[dev][gold == function.label], owners.height),
            "wrong": _count(pairs[dev][gold == 1 - function.label], owners.height),
        }
    )
    values = pl.DataFrame({"value": function.values}, schema={"value": pl.String})
    found = _named(function.field, dataset).filter(pl.col("value").is_in(function.values))
    summed = _by_value(pl.concat([found, counts[found["owner"]]], how="horizontal"))
    joined = values.join(summed, on="value", how="left", maintain_order="left")
    right, judged = joined["right"].fill_null(0).to_numpy(), (joined["right"] + joined["wrong"]).fill_null(0).to_numpy()
    low, high = intervals.wilson(right, judged)
    accuracy = np.divide(right, judged, out=np.full(len(right), np.nan), where=judged > 0)
    return joined.with_columns(accuracy=pl.Series(accuracy), low=pl.Series(low), high=pl.Series(high))


def find(field: Field, typed: str, dataset: Dataset, most: int) -> pl.DataFrame:
    """The values that have `typed` in their name or in themselves, whatever the capitals: value, name, rows.

    At most `most` of them, those of most rows first.
    """
    wanted = typed.strip().lower()
    contain = (pl.col(column).str.to_lowercase().str.contains(wanted, literal=True) for column in ("value", "name"))
    found = _named(field, dataset).filter(pl.any_horizontal(*contain))
    rows = _count(lookups.owners_of_pairs(field, dataset), lookups.owners(field, dataset).height)
    summed = _by_value(found.with_columns(rows=pl.Series(rows)[found["owner"]]))
    return summed.sort("rows", "value", descending=[True, False]).head(most)


def _named(field: Field, dataset: Dataset) -> pl.DataFrame:
    """Each user's or item's values once: owner, value, and the name the owner gives it."""
    owners = lookups.owners(field, dataset)
    called = NAMES.get(field, "")
    ids = lookups.ids(owners, COLUMNS[field]).rename({COLUMNS[field]: "value"}).unique(maintain_order=True)
    named = ids.filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
    if called not in owners.columns:
        return named.with_columns(name=pl.lit(None, pl.String))
    return named.with_columns(name=owners[called][named["owner"]])


def _by_value(found: pl.DataFrame) -> pl.DataFrame:
    summed = pl.exclude("owner", "value", "name").sum()
    return found.group_by("value", maintain_order=True).agg(pl.col("name").drop_nulls().first(), summed)


def _count(owners: npt.NDArray[np.int32], n: int) -> npt.NDArray[np.int64]:
    return np.bincount(owners, minlength=n).astype(np.int64)

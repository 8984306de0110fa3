"""Rows whose user and item come again: one of them counts, the others are left out and named."""

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import TIME
from recsys.data import numbering
from recsys.data.dataset import Ints
from recsys.data.source import pair_key

NONE = pl.Series([], dtype=pl.UInt32)


def last_of_each(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The rows without those that a later one of their pair (by time, if known) replaces, and the numbers of those.

    rows: user_id and item_id, both categorical or whole numbers up to 32 bits, and perhaps time.
    """
    keys = rows.select(key=pair_key()).to_series().to_numpy()
    # Sorted numbers show it in a tenth of the time and the memory that a table of hashes takes.
    ascending = np.sort(keys)
    repeated = np.unique(ascending[1:][ascending[1:] == ascending[:-1]])
    if not len(repeated):
        return rows, NONE
    several = np.flatnonzero(repeated[np.searchsorted(repeated, keys).clip(max=len(repeated) - 1)] == keys)
    earlier = _replaced(rows, several, keys[several])
    return rows.filter(pl.Series(_all_but(earlier, rows.height))), earlier


def last_in_order(rows: pl.DataFrame, user: Ints, item: Ints) -> tuple[pl.DataFrame, pl.Series]:
    """The same, the rows by user, then item, in the order of these numbers from 0 up, one for each row."""
    pairs = numbering.in_order(user, item)
    order = pairs.place
    same = np.flatnonzero((pairs.user[1:] == pairs.user[:-1]) & (pairs.item[1:] == pairs.item[:-1]))
    earlier = NONE
    if len(same):
        several = np.unique(np.concatenate([same, same + 1]))
        keys = pairs.user[several].astype(np.int64) << 32 | pairs.item[several]
        earlier = _replaced(rows, order[several], keys)
        order = np.delete(order, several[np.isin(order[several], earlier.to_numpy())])
    del pairs
    return _in_order(rows, order), earlier


def _in_order(rows: pl.DataFrame, order: Ints) -> pl.DataFrame:
    plain = [column.name for column in rows if column.dtype.is_numeric() and not column.null_count()]
    # Polars would keep the memory of these for itself once they are let go.
    found = dict(zip(plain, numbering.taken(order, [rows[name].to_numpy() for name in plain]), strict=True))
    return pl.DataFrame({name: found[name] if name in found else rows[name].gather(order) for name in rows.columns})


def _replaced(rows: pl.DataFrame, several: npt.NDArray[np.integer], keys: npt.NDArray[np.integer]) -> pl.Series:
    """Of several rows, those of equal keys in their order, the numbers of all but the last of each, ascending."""
    few = pl.DataFrame({"row": several.astype(np.uint32), "key": keys})
    if TIME in rows.columns:
        few = few.with_columns(rows[TIME].gather(several)).sort(TIME, nulls_last=False, maintain_order=True)
    return few.filter(~pl.col("key").is_last_distinct())["row"].sort()


def _all_but(few: pl.Series, height: int) -> npt.NDArray[np.bool_]:
    kept = np.ones(height, bool)
    kept[few.to_numpy()] = False
    return kept

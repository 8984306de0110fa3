"""Rows whose user and item come again: one of them counts, the others are left out and named."""

import polars as pl

from recsys.columns import TIME
from recsys.data.source import pair_key


def last_of_each(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The rows without those that a later one of their pair (by time, if known) replaces, and the numbers of those.

    rows: user_id and item_id, both categorical, and perhaps time.
    """
    # Sorted numbers show it in a tenth of the time and the memory that a table of hashes takes.
    ascending = rows.select(pair_key().sort()).to_series()
    if not (ascending == ascending.shift(1)).any():
        return rows, pl.Series([], dtype=pl.UInt32)
    numbered = rows.with_row_index("row")
    ordered = numbered.sort(TIME, nulls_last=False, maintain_order=True) if TIME in rows.columns else numbered
    last = pair_key().is_last_distinct()
    return ordered.filter(last).sort("row").drop("row"), ordered.filter(~last)["row"].sort()

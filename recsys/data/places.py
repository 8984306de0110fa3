"""Where rows that were left out stand in their file, in words; only the first of many are looked up."""

from collections.abc import Mapping

import polars as pl

from recsys.data.table_files import TableFile

LOCATED = 10


def of(file: TableFile, left_out: Mapping[str, pl.Series]) -> dict[str, str]:
    """Such as “lines 3, 17, 20 and 41 more”, of each reason that has rows; they are numbered from 0, ascending."""
    first = {reason: rows.head(LOCATED).to_list() for reason, rows in left_out.items() if len(rows)}
    located = sorted({row for rows in first.values() for row in rows})
    position = dict(zip(located, file.positions(located), strict=True))
    return {
        reason: _in_words(file.noun, [f"{position[row]:,}" for row in rows], len(left_out[reason]))
        for reason, rows in first.items()
    }


def _in_words(noun: str, numbers: list[str], count: int) -> str:
    if count > len(numbers):
        return f"{noun}s {', '.join(numbers)} and {count - len(numbers):,} more"
    *others, last = numbers
    return f"{noun}s {', '.join(others)} and {last}" if others else f"{noun} {last}"

"""The common case of a big table of ratings read fast: unquoted fields, and whole numbers for users and items.

Polars reads it as numbers at once, without a text for each field. What it takes for a number all the same (007, +7, one
after a space) and rows of too few fields, which it fills, are looked for in the text; where anything is out of the
ordinary, the file is left to the strict reader, which says what.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.data.limits import Limits, check_rows
from recsys.data.streams import Stream
from recsys.progress import Report
from recsys.threads import in_order

BLOCK = 8 << 20
IN_CACHE = 256 << 10
POINT, ZERO, NINE, END = b".09\n"
READ_AS: Mapping[type[pl.DataType], type[pl.DataType]] = {pl.Float64: pl.Int64}
Kinds = Mapping[int, type[pl.DataType]]


class NotPlain(Exception):
    """The file is not of that kind."""


def read(
    path: Path, separator: str, skip: int, kinds: Kinds, columns: int, limits: Limits, report: Report
) -> pl.DataFrame:
    """The columns of `kinds` (number from 0 -> type), each named by its number; null where a field is empty.

    A Float32 may be written in any way; of the other types only whole numbers are read. skip: lines above the first
    row. columns: how many there are. Raises NotPlain, or BadInput for what no reader can take: a damaged file, more
    rows than the limit.
    """
    parts: dict[str, list[npt.NDArray[Any]]] = {str(number): [] for number in kinds}
    rows = 0
    parse = partial(_plain, separator=separator, kinds=kinds, columns=columns)
    with Stream(path, limits.unpacked_bytes) as stream:
        for table in in_order(parse, _blocks(stream, skip)):
            for name, found in parts.items():
                # Copied, so that Polars has its own memory for the next block.
                found += [chunk.to_numpy().copy() for chunk in table[name].get_chunks()]
            rows += table.height
            check_rows(path, rows, limits)
            report(stream.fraction(), f"reading {path.name}")
    if not rows:
        raise NotPlain
    return pl.DataFrame([_joined(name, found) for name, found in parts.items()])


def _joined(name: str, parts: list[npt.NDArray[Any]]) -> pl.Series:
    """A column of its parts, which go, so that it is not there twice for long."""
    whole = np.concatenate(parts)
    parts.clear()
    return pl.Series(name, whole, nan_to_null=True)


def _blocks(stream: Stream, skip: int) -> Iterator[bytes]:
    """The file in blocks of whole lines, each with its end, without the first `skip`."""
    rest = b""
    while block := stream.read(BLOCK):
        end = block.rfind(b"\n") + 1
        if not end:
            rest += block
            if len(rest) > BLOCK:
                raise NotPlain
            continue
        whole, rest = b"".join((rest, memoryview(block)[:end])), block[end:]
        while skip and whole:
            _, _, whole = whole.partition(b"\n")
            skip -= 1
        if whole:
            yield whole
    if rest and not skip:
        yield rest + b"\n"


def _plain(block: bytes, separator: str, kinds: Kinds, columns: int) -> pl.DataFrame:
    if b'"' in block or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        raise NotPlain
    wanted = [str(number) for number in kinds]
    types = {number: READ_AS.get(kind, kind) for number, kind in kinds.items()}
    try:
        if not block.isascii():
            block.decode()
        table = _parsed(block, separator, types, columns)
        if not _is_whole(block, separator, table.height, columns):
            raise NotPlain
        table = table.select(wanted)
        if any(_is_amiss(column) for column in table):
            raise NotPlain
        if _may_be_odd(block, separator):
            numbers = [str(number) for number, kind in kinds.items() if kind != pl.Float32]
            texts = _parsed(block, separator, {}, columns).select(numbers)
            if not texts.equals(table.select(pl.col(numbers).cast(pl.String))):
                raise NotPlain
    except (UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        raise NotPlain from error
    # Nanoseconds have more digits than a float, but nobody needs them.
    floats = {str(number): kind for number, kind in kinds.items() if kind.is_float()}
    return table.with_columns(pl.col(name).cast(kind).fill_null(np.nan) for name, kind in floats.items())


def _is_amiss(column: pl.Series) -> bool:
    """Whether an id is missing, or a number is none."""
    if column.dtype == pl.UInt32:
        return column.null_count() > 0
    return column.dtype.is_float() and bool(column.is_nan().any())


def _parsed(block: bytes, separator: str, types: Kinds, columns: int) -> pl.DataFrame:
    """All columns, as text where no type is given: of those that are not asked for, Polars would not see too many."""
    schema = {str(number): types.get(number, pl.String) for number in range(columns)}
    return pl.read_csv(block, has_header=False, separator=separator, quote_char=None, schema=schema)


def _is_whole(block: bytes, separator: str, rows: int, columns: int) -> bool:
    """Whether every line is a row, and has all fields: there are none with more, so their number tells."""
    parting = separator.encode()[0]
    ends, parted = (sum(np.count_nonzero(part == sign) for part in _parts(block)) for sign in (END, parting))
    return bool(ends == rows and parted == rows * (columns - 1))


def _may_be_odd(block: bytes, separator: str) -> bool:
    """Whether one of its whole numbers may be written otherwise than digit by digit."""
    if any(strange in block for strange in (b" ", b"\t", b"+") if strange != separator.encode()):
        return True
    starts_with_zero = block[0] == ZERO and ZERO <= block[1] <= NINE
    return starts_with_zero or any(_has_leading_zero(part) for part in _parts(block, before=2))


def _parts(block: bytes, before: int = 0) -> Iterator[npt.NDArray[np.uint8]]:
    """The bytes in parts small enough to stay in the processor's cache, each with some of those before it."""
    text = np.frombuffer(block, np.uint8)
    return (text[max(start - before, 0) : start + IN_CACHE] for start in range(0, len(text), IN_CACHE))


def _has_leading_zero(text: npt.NDArray[np.uint8]) -> bool:
    """Whether there is a zero before a digit, and after something that is in no number."""
    after_none = (text[:-2] - POINT) > NINE - POINT
    before_digit = (text[2:] - ZERO) <= NINE - ZERO
    return bool((after_none & (text[1:-1] == ZERO) & before_digit).any())

"""The common case of a big table of ratings read fast: unquoted fields, and whole numbers for users and items.

Polars reads it as numbers at once, without a text for each field. It is lenient, so what it may have taken amiss is
looked for in the bytes; where anything is out of the ordinary, the file is left to the strict reader, which says what.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.data.limits import Limits, check_rows
from recsys.data.streams import Stream
from recsys.progress import Report

BLOCK = 16 << 20
RETURN = ord("\r")
MOST_BYTES = 1 << 62


class NotPlain(Exception):
    """The file is not of that kind."""


def read(
    path: Path, separator: str, skip: int, kinds: Mapping[int, type[pl.DataType]], columns: int, limits: Limits,
    report: Report,
) -> pl.DataFrame:  # fmt: skip
    """The columns of `kinds` (number from 0 -> type), each named by its number; null where a field is empty.

    skip: lines above the first row. columns: how many there are. Raises NotPlain, or BadInput for what no reader can
    take: a damaged file, more rows than the limit.
    """
    tables: list[pl.DataFrame] = []
    rows = 0
    with Stream(path, limits.unpacked_bytes) as stream:
        for block in _blocks(stream, skip):
            tables.append(_parsed(block, separator, kinds, columns))
            rows += tables[-1].height
            check_rows(path, rows, limits)
            report(stream.fraction(), f"reading {path.name}")
    if not rows:
        raise NotPlain
    # One column after the other, so that no more than one is there twice.
    found = {}
    for name in tables[0].columns:
        found[name] = pl.concat([table.drop_in_place(name) for table in tables]).rechunk()
    return pl.DataFrame(found)


def _blocks(stream: Stream, skip: int) -> Iterator[bytes]:
    """The file in blocks of whole lines, each with its end, without the first `skip`."""
    rest = b""
    while block := stream.read(BLOCK):
        whole, end, rest = (rest + block).rpartition(b"\n")
        if not end:
            raise NotPlain
        while skip and whole:
            _, _, whole = whole.partition(b"\n")
            skip -= 1
        if whole:
            yield whole + end
    if rest and not skip:
        yield rest + b"\n"


def _parsed(block: bytes, separator: str, kinds: Mapping[int, type[pl.DataType]], columns: int) -> pl.DataFrame:
    if b'"' in block:
        raise NotPlain
    try:
        if not block.isascii():
            block.decode()
        table = pl.read_csv(
            block, has_header=False, separator=separator, quote_char=None, empty_string_is_null=False,
            schema={str(i): _read_as(kinds.get(i)) for i in range(columns)},
        )  # fmt: skip
        if not _is_all_there(table, np.frombuffer(block, np.uint8), ord(separator)):
            raise NotPlain
        return table.select(
            pl.col(str(i)).replace("", None).cast(kind) if kind == pl.Float32 else str(i) for i, kind in kinds.items()
        )
    except (UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        raise NotPlain from error


def _read_as(kind: type[pl.DataType] | None) -> type[pl.DataType]:
    """Text where a number may be written in several ways, so that its length is known."""
    return kind if kind is not None and kind.is_integer() else pl.String


def _is_all_there(table: pl.DataFrame, text: npt.NDArray[np.uint8], separator: int) -> bool:
    """Whether writing the table would give the very bytes that it was read from, but for their order.

    Polars refuses a row with too many fields and fills one with too few: then there are fewer separators. And a number
    that was written otherwise than digit by digit (007, +7) took more bytes than its digits.
    """
    if np.count_nonzero(text == separator) != table.height * (table.width - 1):
        return False
    ends = 1 + (text[-2:-1] == RETURN).item()
    lengths = [_digits(column) if column.dtype.is_integer() else column.str.len_bytes().sum() for column in table]
    return len(text) == sum(lengths) + table.height * (table.width - 1 + ends)


def _digits(numbers: pl.Series) -> int:
    """How many digits some numbers from 0 up have together; more than there can be if one is below 0."""
    values = numbers.drop_nulls().to_numpy()
    if not len(values):
        return 0
    if values.min() < 0:
        return MOST_BYTES
    powers = 10 ** np.arange(1, len(str(values.max())), dtype=values.dtype)
    return len(values) + sum(int(np.count_nonzero(values >= power)) for power in powers)

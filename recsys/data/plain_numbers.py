"""The common case of a big table of ratings read fast: unquoted fields, and whole numbers for users and items.

Arrow reads it as numbers at once, without a text for each field, and refuses a row with too few or too many fields.
What else it takes for a number (007, 0x7, one between spaces) is looked for in the text; where anything is out of the
ordinary, the file is left to the strict reader, which says what.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.csv

from recsys import memory
from recsys.data.limits import Limits, check_rows
from recsys.data.streams import Stream
from recsys.progress import Report
from recsys.threads import in_order, together

BLOCK = 2 << 20
IN_CACHE = 256 << 10
POINT, ZERO, NINE = b".09"
TYPES: Mapping[type[pl.DataType], pa.DataType] = {
    pl.UInt32: pa.uint32(), pl.Float32: pa.float32(), pl.Float64: pa.int64(), pl.String: pa.large_string(),
}  # fmt: skip
LARGER = {pa.int64(): pa.float64()}
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
    parts: dict[int, list[pa.Array]] = {number: [] for number in kinds}
    rows = 0
    parse = partial(_plain, separator=separator, kinds=kinds, columns=columns)
    with Stream(path, limits.unpacked_bytes) as stream:
        for table in in_order(parse, _blocks(stream, skip)):
            for number in kinds:
                parts[number] += table[str(number)].chunks
            rows += table.num_rows
            check_rows(path, rows, limits)
            report(stream.fraction(), f"reading {path.name}")
    if not rows:
        raise NotPlain
    del table
    found = pl.DataFrame(together(partial(_joined, str(number), parts[number]) for number in kinds))
    memory.give_back()
    return found


def _joined(name: str, parts: list[pa.Array]) -> pl.Series:
    """A column of its parts, which go, so that it is not there twice for long."""
    whole = pa.concat_arrays(parts)
    parts.clear()
    return pl.Series(name, whole)


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


def _plain(block: bytes, separator: str, kinds: Kinds, columns: int) -> pa.Table:
    if b'"' in block or block.count(b"\r") != block.count(b"\r\n"):
        raise NotPlain
    try:
        if not block.isascii():
            block.decode()
        table = _parsed(block, separator, kinds, columns)
        if _may_be_odd(block, separator):
            whole = [number for number, kind in kinds.items() if kind != pl.Float32]
            texts = pl.DataFrame(_parsed(block, separator, dict.fromkeys(whole, pl.String), columns))
            numbers = pl.DataFrame(table).select(pl.col(texts.columns).cast(pl.String).fill_null(""))
            if not texts.equals(numbers):
                raise NotPlain
        if _has_blank_line(table):
            raise NotPlain
    except (UnicodeDecodeError, pa.ArrowInvalid) as error:
        raise NotPlain from error
    schema = pa.schema((field.name, LARGER.get(field.type, field.type)) for field in table.schema)
    return table.cast(schema, safe=False)  # nanoseconds have more digits than a float, but nobody needs them


def _parsed(block: bytes, separator: str, kinds: Kinds, columns: int) -> pa.Table:
    names = [str(number) for number in range(columns)]
    types = {str(number): TYPES[kind] for number, kind in kinds.items()}
    return pyarrow.csv.read_csv(
        pa.BufferReader(block),
        pyarrow.csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
        pyarrow.csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
        pyarrow.csv.ConvertOptions(column_types=types, include_columns=list(types), null_values=[""]),
    )


def _has_blank_line(table: pa.Table) -> bool:
    """Whether there is a row without anything: a blank line looks like one."""
    if not all(column.null_count for column in table.columns):
        return False
    return pl.DataFrame(table).select(pl.all_horizontal(pl.all().is_null()).any()).item()


def _may_be_odd(block: bytes, separator: str) -> bool:
    """Whether one of its whole numbers may be written otherwise than digit by digit."""
    if any(strange in block for strange in (b" ", b"\t", b"x", b"X") if strange != separator.encode()):
        return True
    text = np.frombuffer(block, np.uint8)
    parts = (text[max(start - 2, 0) : start + IN_CACHE] for start in range(0, len(text), IN_CACHE))
    return (text[0] == ZERO and ZERO <= text[1] <= NINE) or any(_has_leading_zero(part) for part in parts)


def _has_leading_zero(text: npt.NDArray[np.uint8]) -> bool:
    """Whether there is a zero before a digit, and after something that is in no number."""
    after_none = (text[:-2] - POINT) > NINE - POINT
    before_digit = (text[2:] - ZERO) <= NINE - ZERO
    return bool((after_none & (text[1:-1] == ZERO) & before_digit).any())

"""JSON lines, one object a line, as tables of the wanted fields: in blocks, so that memory stays flat."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from recsys.data.streams import Stream
from recsys.errors import BadInput
from recsys.progress import Report

BLOCK = 4 << 20
PARSERS = 2
MAX_LINE = 64 << 20


@dataclass(frozen=True)
class Wanted:
    """What to read of each object.

    fields: field -> Polars type; anything else is skipped. wrong: what is wrong -> an expression that is true on rows
    of which that can be said; it may speak of the computed. remedy: the sentence with which errors end.
    computed: column -> the field it comes from, and how.
    """

    fields: Mapping[str, pl.DataType | type[pl.DataType]]
    wrong: Mapping[str, pl.Expr]
    remedy: str
    computed: Mapping[str, tuple[str, Callable[[pl.Series], pl.Series]]] = field(default_factory=dict)


class _Wrong(Exception):
    """A block holds a line that can't be used."""


def read(path: Path, wanted: Wanted, report: Report, max_bytes: int | None = None) -> Iterator[pl.DataFrame]:
    """The wanted fields of a file's objects, some thousand at a time; null where an object lacks the field.

    Raises BadInput naming the file and the line for whatever is not one JSON object of the wanted types, or a file that
    unpacks to more than `max_bytes`.
    """
    first = 1
    parsing: deque[tuple[int, bytes, Future[pl.DataFrame]]] = deque()
    # Neither unpacking nor parsing holds the interpreter lock, so blocks are parsed while the next one is unpacked.
    with Stream(path, max_bytes) as stream, ThreadPoolExecutor(PARSERS, "parse") as pool:
        for block in _blocks(stream):
            parsing.append((first, block, pool.submit(_parse, block, wanted)))
            first = stream.lines_read + 1
            report(stream.fraction(), f"reading {path.name}")
            if len(parsing) > PARSERS:
                yield _parsed(path, wanted, *parsing.popleft())
        while parsing:
            yield _parsed(path, wanted, *parsing.popleft())


def _parsed(path: Path, wanted: Wanted, first: int, block: bytes, table: "Future[pl.DataFrame]") -> pl.DataFrame:
    try:
        return table.result()
    except _Wrong:
        raise BadInput(_sentence(path, first, block, wanted)) from None


def detached(rows: pl.DataFrame) -> pl.DataFrame:
    """A copy of some rows of a block: strings are views, and one of them would keep the whole block in memory."""
    return pl.DataFrame(rows.to_arrow(compat_level=pl.CompatLevel.oldest()))


def _blocks(stream: Stream) -> Iterator[bytes]:
    """Blocks of whole lines."""
    rest = b""
    while read := stream.read(BLOCK):
        end = read.rfind(b"\n") + 1
        if end:
            yield b"".join((rest, memoryview(read)[:end]))
            rest = b""
        rest += read[end:]
        if len(rest) > MAX_LINE:
            raise BadInput(
                f"{stream.path.name}, line {stream.lines_read + 1:,} is longer than {MAX_LINE:,} bytes: "
                f"this is not a file with one JSON object a line. Check which file this is."
            )
    if rest:
        yield rest


def _parse(block: bytes, wanted: Wanted) -> pl.DataFrame:
    try:
        table = pl.read_ndjson(block, schema=dict(wanted.fields))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _Wrong(f"a field is not of the kind it should be ({str(error).partition(chr(10))[0]})") from error
    # Computed without Polars' engine, whose threads wait for work by spinning: beside a parser that costs a core.
    table = table.with_columns(compute(table[of]).alias(to) for to, (of, compute) in wanted.computed.items())
    is_wrong = table.select(broken.any().alias(what) for what, broken in wanted.wrong.items())
    if what := next((column.name for column in is_wrong if column.item()), None):
        raise _Wrong(what)
    return table


def _sentence(path: Path, first: int, block: bytes, wanted: Wanted) -> str:
    """What is wrong with the first unusable line of a block, found by halving."""
    lines = block.split(b"\n")
    low, high = 0, len(lines)
    while high - low > 1:
        middle = (low + high) // 2
        if _complaint(b"\n".join(lines[low:middle]), wanted):
            high = middle
        else:
            low = middle
    return f"{path.name}, line {first + low:,}: {_reason(lines[low], wanted)}. {wanted.remedy}"


def _complaint(block: bytes, wanted: Wanted) -> str:
    try:
        _parse(block, wanted)
    except _Wrong as wrong:
        return str(wrong)
    return ""


def _reason(line: bytes, wanted: Wanted) -> str:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return f"it is not JSON ({error.msg} at character {error.pos + 1:,})"
    except (ValueError, RecursionError) as error:
        return f"it is not JSON ({error})"
    if not isinstance(value, dict):
        return "it is JSON, but not an object"
    return _complaint(line, wanted)

"""Files of lines whose fields have a separator between them and no quotation marks, as the older MovieLens files do."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl

from recsys.data.limits import Limits, check_fields, check_rows
from recsys.data.streams import Stream
from recsys.errors import BadInput
from recsys.progress import Report

BLOCK = 16 << 20


class PlainLines:
    """A file without a header, each line of which has the fields `names`; in UTF-8, or else in Latin-1."""

    def __init__(self, path: Path, separator: str, names: Sequence[str], limits: Limits) -> None:
        self.path, self.separator, self.names, self.limits = path, separator, list(names), limits

    def read(self, wanted: list[int], report: Report) -> pl.DataFrame:
        """The wanted fields (numbers from 0), named "0", "1", … as asked for, all of them text.

        Blank lines are no rows. Raises BadInput naming the line that has too few or too many fields.
        """
        tables: list[pl.DataFrame] = []
        rows = 0
        with Stream(self.path, self.limits.unpacked_bytes) as stream:
            for text in self._blocks(stream):
                lines = pl.Series([text]).str.split("\n").explode().str.strip_chars_end("\r")
                lines = lines.filter(lines.str.strip_chars() != "")
                tables.append(self._fields(lines, rows, wanted))
                check_fields(self.path, tables[-1], self.limits)
                rows += len(lines)
                check_rows(self.path, rows, self.limits)
                report(stream.fraction(), f"reading {self.path.name}")
        if not rows:
            raise BadInput(f"{self.path.name} is empty. Check which file this is.")
        return pl.concat(tables)

    def place(self, row: int) -> str:
        """Where a row (from 0) stands, in words."""
        with self.path.open("rb") as file:
            numbers = (number for number, line in enumerate(file, 1) if line.strip())
            return f"line {next(islice(numbers, row, None)):,}"

    def _blocks(self, stream: Stream) -> Iterator[str]:
        """The text in blocks of whole lines."""
        rest = b""
        while block := stream.read(BLOCK):
            whole, _, rest = (rest + block).rpartition(b"\n")
            if len(rest) > BLOCK:
                line = stream.lines_read + 1
                raise BadInput(
                    f"{self.path.name}, line {line:,} is longer than {BLOCK:,} bytes. Check which file this is."
                )
            yield _text(whole)
        yield _text(rest)

    def _fields(self, lines: pl.Series, before: int, wanted: list[int]) -> pl.DataFrame:
        counts = lines.str.count_matches(self.separator, literal=True) + 1
        wrong = counts != len(self.names)
        if wrong.any():
            row = wrong.arg_max() or 0
            raise BadInput(
                f"{self.path.name}, {self.place(before + row)}: {counts[row]} fields where “{self.separator}” should "
                f"part {len(self.names)} ({', '.join(self.names)[:200]}). Get the file again, or mend that line."
            )
        fields = lines.str.split_exact(self.separator, len(self.names) - 1).struct.unnest()
        return pl.DataFrame({str(i): fields.to_series(position) for i, position in enumerate(wanted)})


def _text(block: bytes) -> str:
    try:
        return block.decode()
    except UnicodeDecodeError:
        return block.decode("latin-1")

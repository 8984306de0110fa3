"""CSV and TSV as a table of the wanted columns, all of them text: strict, in blocks, and within limits.

Arrow reads them, since it refuses a row with too few or too many fields, where pandas and Polars shift or fill it.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv

from recsys.data import encodings, plain_numbers, separators
from recsys.data.limits import Limits, check_columns, check_fields, check_rows
from recsys.data.streams import Stream
from recsys.errors import BadInput
from recsys.progress import Report

BLOCK = 16 << 20
BUFFER = 1 << 20
SAMPLE = 200


class DelimitedFile:
    """A CSV or TSV file whose first row has been looked at; raises BadInput if it is empty or has too many columns.

    names: the header, or the columns' numbers where there is none.
    """

    noun = "line"

    def __init__(self, path: Path, separator: str, has_header: bool, limits: Limits) -> None:
        self.path, self.separator, self.has_header, self.limits = path, separator, has_header, limits
        self._is_a_line_a_row = False  # or not known yet
        rows = enumerate(self._first_rows())
        self._blank, first = next(((blank, row) for blank, row in rows if row), (0, []))
        if not first:
            raise BadInput(f"{path.name} is empty. Check which file this is.")
        check_columns(path, len(first), limits)
        self.names = first if has_header else [str(number) for number in range(len(first))]

    @property
    def sample(self) -> list[list[str]]:
        """The first 200 rows below the header."""
        filled = (row for row in self._first_rows() if row)
        return list(islice(filled, self.has_header, self.has_header + SAMPLE))

    def read(self, wanted: list[int], report: Report) -> pl.DataFrame:
        """The wanted columns (numbers from 0), named "0", "1", … as asked for; "" where a field is empty.

        Blank lines are no rows. Raises BadInput naming the line of whatever is wrong.
        """
        tables: list[pl.DataFrame] = []
        rows, last = 0, ""
        with Stream(self.path, self.limits.unpacked_bytes) as stream:
            try:
                for batch in self._batches(stream):
                    tables.append(pl.DataFrame({str(i): batch.column(position) for i, position in enumerate(wanted)}))
                    check_fields(self.path, tables[-1], self.limits)
                    rows += batch.num_rows
                    check_rows(self.path, rows, self.limits)
                    report(stream.fraction(), f"reading {self.path.name}")
                    last = batch.column(batch.num_columns - 1)[-1].as_py() if batch.num_rows else last
            except pa.ArrowInvalid as error:
                raise BadInput(self._complaint(str(error))) from error
            if "\n" in last and not stream.tail.rstrip(b"\r\n").endswith(b'"'):
                raise BadInput(f"{self.path.name}, {self.place(rows - 1)}: a quotation mark is never closed. Mend it.")
        if not rows:
            raise BadInput(f"{self.path.name} has a header but no rows. Check which file this is.")
        lines = stream.lines_read + (not stream.tail.endswith(b"\n"))
        self._is_a_line_a_row = lines == rows + self._blank + self.has_header
        return pl.concat(tables)

    def numbers(self, kinds: Mapping[int, type[pl.DataType]], report: Report) -> pl.DataFrame | None:
        """The wanted columns (number from 0 -> type), named by their numbers, of a file that is plain; else None.

        What is None may be plain all the same, or wrong: `read` tells.
        """
        skip = self._blank + self.has_header
        try:
            found = plain_numbers.read(self.path, self.separator, skip, kinds, len(self.names), self.limits, report)
        except plain_numbers.NotPlain:
            return None
        self._is_a_line_a_row = True
        return found

    def positions(self, rows: Sequence[int]) -> list[int]:
        """The lines on which some rows (from 0, ascending) start."""
        if self._is_a_line_a_row:
            return [row + self._blank + self.has_header + 1 for row in rows]
        wanted = {row + self.has_header for row in rows}
        starts = (line for row, line in enumerate(self._row_starts()) if row in wanted)
        return list(islice(starts, len(wanted)))

    def place(self, row: int) -> str:
        """Where a row (from 0) stands, in words."""
        return f"{self.noun} {self.positions([row])[0]:,}"

    def _first_rows(self) -> Iterator[list[str]]:
        csv.field_size_limit(BLOCK)
        return csv.reader(io.StringIO(separators.start(self.path), newline=""), delimiter=self.separator)

    def _batches(self, stream: Stream) -> Iterator[pa.RecordBatch]:
        # With names of our own, columns are told apart by their place, even where a header names two alike.
        labels = [str(number) for number in range(len(self.names))]
        skip = self._blank + 1 if self.has_header else 0
        return iter(
            pyarrow.csv.open_csv(
                stream.lend(),
                pyarrow.csv.ReadOptions(
                    block_size=BLOCK, use_threads=False, column_names=labels, skip_rows_after_names=skip
                ),
                pyarrow.csv.ParseOptions(delimiter=self.separator, newlines_in_values=True),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(labels, pa.large_string()), strings_can_be_null=False
                ),
            )
        )

    def _complaint(self, error: str) -> str:
        """What is wrong with a file that Arrow refused, and on which line."""
        name = self.path.name
        if "UTF8" in error:
            return encodings.complaint(self.path)
        for line, fields in self._rows():
            if fields is None:
                return (
                    f"{name}, line {line:,}: the row that starts here is longer than {BLOCK:,} bytes. "
                    f"Look for a quotation mark that is never closed."
                )
            if fields and len(fields) != len(self.names):
                return (
                    f"{name}, line {line:,}: {len(fields)} fields where the first row has {len(self.names)}. "
                    f"Mend it: a field that holds a separator or a line break needs quotation marks around it."
                )
        if "straddling" in error:
            return f"{name} has a header but no rows. Check which file this is."
        return f"{name} can't be read as a table ({error[:200]}). Save it as UTF-8 CSV with commas."

    def _row_starts(self) -> Iterator[int]:
        """The line each row starts on, header included, of a file that could be read."""
        with Stream(self.path) as stream, io.BufferedReader(stream, BUFFER) as file:
            lines = io.TextIOWrapper(file, "utf-8-sig", "replace", newline="")
            number = 0
            for line in lines:
                start = number = number + 1
                if '"' in line:  # or else the row ends where the line does
                    reader = csv.reader(chain((line,), lines), delimiter=self.separator)
                    next(reader)
                    number += reader.line_num - 1
                if line.strip("\r\n"):
                    yield start

    def _rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """The line each row starts on, and its fields, header included: slow, for saying where something is wrong.

        None instead of the fields, and the end, where a row is too long to be one.
        """
        with Stream(self.path) as stream, io.BufferedReader(stream) as file:
            text = io.TextIOWrapper(file, "utf-8-sig", "replace", newline="")
            reader = csv.reader(iter(partial(text.readline, BLOCK), ""), delimiter=self.separator)
            start = 1
            try:
                for row in reader:
                    yield start, row
                    start = reader.line_num + 1
            except csv.Error:
                yield start, None

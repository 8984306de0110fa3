"""JSON lines as a table of the wanted fields, all of them text, within limits."""

import io
import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import polars as pl

from recsys.data import json_lines, separators
from recsys.data.limits import Limits, check_columns, check_fields, check_rows
from recsys.data.quoting import quoted
from recsys.data.streams import Stream
from recsys.errors import BadInput
from recsys.progress import Report

SAMPLE = 200
REMEDY = "Save the table as JSON lines, which is one object on each line."
NESTED = r"^\s*(?s:\[.*\]|\{.*\})\s*$"


class JsonLinesFile:
    """A file with one JSON object a line, whose first lines have been looked at; raises BadInput if they are none.

    names: the fields of the first 200 objects, in the order in which they come. sample: the values of these, as text.
    """

    noun = "line"

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        lines = separators.start(path).split("\n")
        filled = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
        objects = [self._object(number, line) for number, line in islice(filled, SAMPLE)]
        if not objects:
            raise BadInput(f"{path.name} is empty. Check which file this is.")
        self.names = list(dict.fromkeys(name for fields in objects for name in fields))
        check_columns(path, len(self.names), limits)
        self.sample = [[_as_text(fields.get(name)) for name in self.names] for fields in objects]

    def read(self, wanted: list[int], report: Report) -> pl.DataFrame:
        """The wanted fields (numbers from 0), named "0", "1", … as asked for; "" where one is null or missing.

        Blank lines are no rows. Raises BadInput naming the line of whatever is wrong.
        """
        names = [self.names[position] for position in wanted]
        fields = json_lines.Wanted(dict.fromkeys(names, pl.String()), {}, REMEDY)
        tables: list[pl.DataFrame] = []
        rows = 0
        for block in json_lines.read(self.path, fields, report, self.limits.unpacked_bytes):
            texts = block.select(pl.col(name).fill_null("").alias(str(i)) for i, name in enumerate(names))
            check_fields(self.path, texts, self.limits)
            self._check_flat(texts, names, rows)
            rows += texts.height
            check_rows(self.path, rows, self.limits)
            tables.append(json_lines.detached(texts))
        return pl.concat(tables)

    def positions(self, rows: Sequence[int]) -> list[int]:
        """The lines on which some rows (from 0, ascending) stand."""
        return [line for line, _ in self._lines(rows)]

    def place(self, row: int) -> str:
        """Where a row (from 0) stands, in words."""
        return f"{self.noun} {self.positions([row])[0]:,}"

    def _lines(self, rows: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The numbers of the lines on which some rows stand, and the lines."""
        wanted = set(rows)
        with Stream(self.path) as stream, io.BufferedReader(stream) as file:
            row = count()
            lines = enumerate(iter(partial(file.readline, json_lines.MAX_LINE), b""), 1)
            yield from islice(
                ((number, line) for number, line in lines if line.strip() and next(row) in wanted), len(wanted)
            )

    def _check_flat(self, texts: pl.DataFrame, names: list[str], before: int) -> None:
        """Raises BadInput if a value is a list or an object, which comes as text that looks like one."""
        suspect = texts.select(pl.all().str.contains(NESTED))
        for name, is_suspect in zip(names, suspect, strict=True):
            if (row := is_suspect.arg_max()) is None or not is_suspect[row]:
                continue
            line, found = next(self._lines([before + row]))
            if isinstance(self._object(line, found).get(name), list | dict):
                raise BadInput(
                    f"{self.path.name}, line {line:,}, column {quoted(name)}: the value is a list or an object. "
                    f"Choose another column, or save it as text."
                )

    def _object(self, number: int, line: str | bytes) -> dict[str, Any]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{self.path.name}, line {number:,} is not JSON ({error}). {REMEDY}") from error
        if not isinstance(value, dict):
            raise BadInput(f"{self.path.name}, line {number:,} is JSON, but not an object. {REMEDY}")
        return value


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

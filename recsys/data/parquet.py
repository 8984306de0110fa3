"""Parquet as a table of the wanted columns, all of them text, within limits."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet

from recsys.data.limits import Limits, check_columns, check_fields, check_rows, check_unpacked
from recsys.data.quoting import quoted
from recsys.errors import BadInput
from recsys.progress import Report

SAMPLE = 200
UNREADABLE = (OSError, pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException)


class ParquetFile:
    """An open Parquet file; raises BadInput if it has too many columns or rows, before any is read."""

    noun = "row"

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        try:
            self.names = list(pl.read_parquet_schema(path))
            rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
            said = pyarrow.parquet.read_metadata(path)
            unpacked = sum(said.row_group(group).total_byte_size for group in range(said.num_row_groups))
        except UNREADABLE as error:
            raise BadInput(self._damage(error)) from error
        check_columns(path, len(self.names), limits)
        check_rows(path, rows, limits)
        check_unpacked(path, unpacked, limits)
        if not rows:
            raise BadInput(f"{path.name} has columns but no rows. Check which file this is.")

    def read(self, wanted: list[int], report: Report) -> pl.DataFrame:
        """The wanted columns (numbers from 0), named "0", "1", … as asked for; "" where a cell is null."""
        texts = []
        for number, position in enumerate(wanted):
            report(number / len(wanted), f"reading {self.path.name}")
            texts.append(self._texts(self.names[position]).alias(str(number)))
        return pl.DataFrame(texts)

    @property
    def sample(self) -> list[list[str]]:
        """The first 200 rows as text; of a column that holds neither text nor number nor time, only its type."""
        try:
            first = pl.scan_parquet(self.path, glob=False).head(SAMPLE).collect()
        except UNREADABLE as error:
            raise BadInput(self._damage(error)) from error
        return [list(row) for row in pl.DataFrame([_as_texts(column) for column in first]).rows()]

    def positions(self, rows: Sequence[int]) -> list[int]:
        """The rows' numbers from 1."""
        return [row + 1 for row in rows]

    def place(self, row: int) -> str:
        """Where a row (from 0) stands, in words."""
        return f"{self.noun} {row + 1:,}"

    def _texts(self, name: str) -> pl.Series:
        try:
            column = pl.scan_parquet(self.path, glob=False).select(pl.col(name)).collect().to_series()
        except UNREADABLE as error:
            raise BadInput(self._damage(error)) from error
        try:
            texts = _texts(column)
        except pl.exceptions.PolarsError as error:
            raise BadInput(
                f"{self.path.name}: column {quoted(name)} holds {column.dtype}, which is neither text nor number nor "
                f"time. Choose another column, or save it as text."
            ) from error
        check_fields(self.path, texts.to_frame(), self.limits)
        return texts

    def _damage(self, error: BaseException) -> str:
        said = str(error).partition("\n")[0][:200]
        return f"{self.path.name} can't be read as Parquet ({said}). Write the file again."


def _texts(column: pl.Series) -> pl.Series:
    """A column as text, times of any zone in UTC; raises a PolarsError if it holds something else."""
    if isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone:
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if column.dtype.is_nested():
        raise pl.exceptions.InvalidOperationError(f"{column.dtype} is nested")
    return column.cast(pl.String).fill_null("")


def _as_texts(column: pl.Series) -> pl.Series:
    try:
        return _texts(column)
    except pl.exceptions.PolarsError:
        return pl.Series(column.name, [f"({column.dtype})"[:80]] * len(column))

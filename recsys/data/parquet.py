"""Parquet as a table of the wanted columns, all of them text, within limits."""

from pathlib import Path

import polars as pl

from recsys.data.limits import Limits, check_columns, check_fields, check_rows
from recsys.errors import BadInput
from recsys.progress import Report

UNREADABLE = (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException)


class ParquetFile:
    """An open Parquet file; raises BadInput if it has too many columns or rows, before any is read."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        try:
            self.names = list(pl.read_parquet_schema(path))
            rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
        except UNREADABLE as error:
            raise BadInput(self._damage(error)) from error
        check_columns(path, len(self.names), limits)
        check_rows(path, rows, limits)
        if not rows:
            raise BadInput(f"{path.name} has columns but no rows. Check which file this is.")

    def read(self, wanted: list[int], report: Report) -> pl.DataFrame:
        """The wanted columns (numbers from 0), named "0", "1", … as asked for; "" where a cell is null."""
        texts = []
        for number, position in enumerate(wanted):
            report(number / len(wanted), f"reading {self.path.name}")
            texts.append(self._texts(self.names[position]).alias(str(number)))
        return pl.DataFrame(texts)

    def place(self, row: int) -> str:
        """Where a row (from 0) stands, in words."""
        return f"row {row + 1:,}"

    def _texts(self, name: str) -> pl.Series:
        try:
            column = pl.scan_parquet(self.path, glob=False).select(pl.col(name)).collect().to_series()
        except UNREADABLE as error:
            raise BadInput(self._damage(error)) from error
        try:
            texts = column.cast(pl.String).fill_null("")
        except pl.exceptions.PolarsError as error:
            raise BadInput(
                f"{self.path.name}: column “{name}” holds {column.dtype}, which is neither text nor number nor time. "
                f"Choose another column, or save it as text."
            ) from error
        check_fields(self.path, texts.to_frame(), self.limits)
        return texts

    def _damage(self, error: BaseException) -> str:
        said = str(error).partition("\n")[0][:200]
        return f"{self.path.name} can't be read as Parquet ({said}). Write the file again."

"""How big a table may be: who uploads one may not mean well, and a small file can unpack to a very big one."""

from pathlib import Path

import polars as pl
from pydantic import Field

from recsys.errors import BadInput
from recsys.settings import Settings


class Limits(Settings):
    """The most that is read of a table."""

    rows: int = Field(40_000_000, ge=1)
    columns: int = Field(1_000, ge=1)
    field_bytes: int = Field(1_000_000, ge=1, description="Length of one field, in UTF-8")
    unpacked_bytes: int = Field(4_000_000_000, ge=1, description="Size of a packed file's contents")


LIMITS = Limits()


def check_columns(path: Path, count: int, limits: Limits) -> None:
    """Raises BadInput if there are too many columns."""
    if count > limits.columns:
        raise BadInput(
            f"{path.name} has {count:,} columns; at most {limits.columns:,} are read. Save only those that are needed."
        )


def check_rows(path: Path, count: int, limits: Limits) -> None:
    """Raises BadInput if there are too many rows."""
    if count > limits.rows:
        raise BadInput(f"{path.name} has more than {limits.rows:,} rows, the most that is read. Split the file.")


def check_unpacked(path: Path, count: int, limits: Limits) -> None:
    """Raises BadInput if the contents are too big."""
    if count > limits.unpacked_bytes:
        raise BadInput(
            f"{path.name} unpacks to more than {limits.unpacked_bytes:,} bytes, the most that is read. Split the file."
        )


def check_fields(path: Path, table: pl.DataFrame, limits: Limits) -> None:
    """Raises BadInput if a field of a table of strings is too long."""
    longest = table.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item() if table.height else 0
    if (longest or 0) > limits.field_bytes:
        raise BadInput(
            f"{path.name} has a field of {longest:,} bytes; at most {limits.field_bytes:,} are read. "
            f"Shorten it, or look for a quotation mark that is never closed."
        )

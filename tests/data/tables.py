"""Files with tables, as the tests of their reader write and read them."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from recsys.data import table
from recsys.data.source import Source
from recsys.data.table import TableColumns
from recsys.errors import BadInput

NAMED = TableColumns(user="user", item="item", rating="stars")
NUMBERED = TableColumns(user=0, item=1, rating=2)


def write(folder: Path, content: str | bytes, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(source: Source) -> list[tuple[Any, ...]]:
    return sorted(source.interactions.select(pl.col("user_id", "item_id").cast(pl.String), "stars").rows())


def complaint(path: Path, columns: TableColumns = NAMED, **given: Any) -> str:
    with pytest.raises(BadInput) as caught:
        table.read(path, columns, **given)
    return str(caught.value)

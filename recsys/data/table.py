"""One's own table: a row for each user and item with a rating, and perhaps a text, a time, and facts on the item."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import polars as pl
from pydantic import Field, model_validator

from recsys.columns import AUTHOR, AUTHOR_ID, GENRES, ITEM_ID, STARS, TEXT, TITLE, USER_ID
from recsys.data import dataset
from recsys.data.delimited import DelimitedFile
from recsys.data.limits import LIMITS, Limits
from recsys.data.parquet import ParquetFile
from recsys.data.source import Source, pair_key
from recsys.errors import BadInput
from recsys.progress import Report, silent
from recsys.settings import About, BuildSettings, Settings, checked

Column = int | str
Refuse = Callable[[str, pl.Series, str], None]
"""Raises BadInput for the first row where the series is true: role, which rows are wrong, what they should be."""

SEPARATORS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}

# S1's filters and splits are made for Goodreads' millions. A table of one's own is often small: nobody and nothing is
# left out; and dev, where functions are tuned, and test get a fifth of the users each, so that their numbers rest on
# some hundred rows.
DEFAULTS: Mapping[str, Any] = {
    "min_item_ratings": 0,
    "max_item_ratings": 10**9,
    "min_user_items": 1,
    "max_user_items": 10**9,
    "test_fraction": 0.2,
    "dev_fraction": 0.25,
    "valid_fraction": 0.1,
}


class TableColumns(Settings):
    """Which column holds what: names, or for a file without a header numbers from 0."""

    user: Column = Field(description="who rated")
    item: Column = Field(description="what was rated")
    rating: Column = Field(description="the rating; 0 or empty: touched without rating")
    text: Column | None = Field(None, description="the review")
    time: Column | None = Field(None, description="a number or ISO 8601; of equal pairs the last by time counts")
    title: Column | None = Field(None, description="the item's title")
    author: Column | None = Field(None, description="the item's author")
    genre: Column | None = Field(None, description="the item's genres")

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if len({type(column) for column in self.given().values()}) > 1:
            raise ValueError("give all columns by name, or, if there is no header, all by number")
        if negative := [column for column in self.given().values() if isinstance(column, int) and column < 0]:
            raise ValueError(f"columns are numbered from 0, so there is none with number {negative[0]}")
        return self

    def given(self) -> dict[str, Column]:
        """Role -> column, of those that were given."""
        return {role: column for role, column in self.model_dump().items() if column is not None}

    @property
    def has_header(self) -> bool:
        return isinstance(self.user, str)


def build_settings(overrides: Mapping[str, Any] | None = None) -> BuildSettings:
    """The settings that suit a table of one's own, with whatever is said differently."""
    return checked(BuildSettings, {**DEFAULTS, **(overrides or {})}, "settings")


def about(name: str, path: Path) -> About:
    """What the Overview says of a dataset read from there."""
    return About(
        name=name,
        source="table",
        synthetic=False,
        description=f"Read from the table {path.name}.",
        item_noun="item",
        created=dataset.now(),
    )


def read(path: Path, columns: TableColumns, report: Report = silent, limits: Limits = LIMITS) -> Source:
    """The rows of a CSV or TSV (plain or .gz) or Parquet file as a source.

    Raises BadInput naming the line (the row, in Parquet) and column of whatever can't be used.
    """
    given = columns.given()
    file = _open(path, columns, limits)
    table = file.read([_position(path, column, file.names) for column in given.values()], report)
    table = table.rename({str(number): role for number, role in enumerate(given)})

    def refuse(role: str, wrong: pl.Series, must: str) -> None:
        if (row := wrong.arg_max()) is not None and wrong[row]:
            raise BadInput(
                f"{path.name}, {file.place(row)}, column “{given[role]}”: “{table[role][row][:80]}” is not {must}. "
                f"Mend it, or choose another column."
            )

    return _source(path, table.with_columns(_stars(table, refuse), *_times(table, refuse)))


def _open(path: Path, columns: TableColumns, limits: Limits) -> DelimitedFile | ParquetFile:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    suffix = suffixes[-1] if suffixes else ""
    if suffix == ".parquet":
        return ParquetFile(path, limits)
    if suffix in SEPARATORS:
        return DelimitedFile(path, SEPARATORS[suffix], columns.has_header, limits)
    raise BadInput(f"{path.name} is of no kind that can be read. Give a .csv, .tsv, .csv.gz, .tsv.gz or .parquet file.")


def _position(path: Path, column: Column, names: list[str]) -> int:
    if isinstance(column, int) and column < len(names):
        return column
    if isinstance(column, str) and names.count(column) == 1:
        return names.index(column)
    how_many = "more than one column" if column in names else "no column"
    there = ", ".join(f"“{name[:40]}”" for name in names[:50])
    raise BadInput(f"{path.name} has {how_many} “{column}”. Choose from its {len(names)}: {there}.")


def _stars(table: pl.DataFrame, refuse: Refuse) -> pl.Series:
    """The ratings; 0 where there is none."""
    text = table["rating"].str.strip_chars()
    stars = text.cast(pl.Float32, strict=False)
    good = (stars.is_finite() & (stars >= 0)).fill_null(False) | (text == "")
    refuse("rating", ~good, "a rating, which is a number from 0 up (0 or empty: touched without rating)")
    return stars.fill_null(0).alias(STARS)


def _times(table: pl.DataFrame, refuse: Refuse) -> list[pl.Series]:
    """The times, if there are any, as numbers of which only the order matters; null where empty."""
    if "time" not in table.columns:
        return []
    text = table["time"].str.strip_chars()
    numbers = text.cast(pl.Float64, strict=False)
    if numbers.null_count() == (text == "").sum():
        return [numbers.alias("time")]
    try:
        dates = text.str.to_datetime(strict=False, time_unit="us").cast(pl.Int64)
    except pl.exceptions.ComputeError:  # not even the first looks like a date
        dates = pl.Series([None] * len(text), dtype=pl.Int64)
    refuse("time", dates.is_null() & (text != ""), "a time, which is a number or a date such as 2017-08-17 15:15:28")
    return [dates.alias("time")]


def _source(path: Path, table: pl.DataFrame) -> Source:
    """The source in a table of user, item, stars and perhaps text, time, title, author, genre."""
    named = table.filter(pl.all_horizontal(pl.col("user", "item").str.strip_chars() != ""))
    if named.is_empty():
        raise BadInput(f"{path.name} has no row with both a user and an item. Check which columns hold them.")
    # As categories right away: a number a row instead of a text.
    rows = named.rename({"user": USER_ID, "item": ITEM_ID}).with_columns(pl.col(USER_ID, ITEM_ID).cast(pl.Categorical))
    in_time = rows.sort("time", nulls_last=False, maintain_order=True) if "time" in rows.columns else rows
    last = in_time.filter(pair_key().is_last_distinct())
    return Source(
        items=_items(rows),
        interactions=last.select(USER_ID, ITEM_ID, STARS),
        reviews=_reviews(last) if TEXT in last.columns else None,
        left_out={
            "rows without user or item": table.height - named.height,
            "rows whose user and item come again (the last counts)": rows.height - last.height,
        },
    )


def _items(rows: pl.DataFrame) -> pl.DataFrame:
    """Each item with the first title, author and genre that any of its rows gives."""
    known = {"title": TITLE, "author": AUTHOR, "genre": GENRES}
    first = [
        pl.col(role).filter(pl.col(role).str.strip_chars() != "").first().alias(column)
        for role, column in known.items()
        if role in rows.columns
    ]
    items = rows.group_by(ITEM_ID, maintain_order=True).agg(first)
    if GENRES in items.columns:
        items = items.with_columns(pl.col(GENRES).fill_null(""))
    if AUTHOR in items.columns:
        items = items.with_columns(pl.col(AUTHOR).alias(AUTHOR_ID))
    return items


def _reviews(rows: pl.DataFrame) -> Callable[[pl.DataFrame, Report], pl.DataFrame]:
    texts = rows.filter(pl.col(TEXT) != "").select(pl.col(USER_ID, ITEM_ID).cast(pl.String), TEXT)
    return lambda kept, report: texts.join(kept, on=[USER_ID, ITEM_ID], how="semi", maintain_order="left")

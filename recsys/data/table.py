"""One's own table: a row for each user and item with a rating, and perhaps a text, a time, and facts on the item."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import polars as pl
from pydantic import Field, ValidationError, model_validator

from recsys import memory, validation
from recsys.columns import AUTHOR, AUTHOR_ID, GENRES, ITEM_ID, STARS, TEXT, TIME, TITLE, USER_ID
from recsys.data import dataset, decimal_commas, numbering, places, table_files, times
from recsys.data.dataset import Ints
from recsys.data.delimited import DelimitedFile
from recsys.data.limits import LIMITS, Limits
from recsys.data.quoting import quoted
from recsys.data.repeated_pairs import last_in_order
from recsys.data.source import Source
from recsys.data.table_files import TableFile
from recsys.errors import BadInput
from recsys.progress import Report, silent
from recsys.settings import About, BuildSettings, Settings, checked
from recsys.threads import both

Column = int | str

# Users and items up to 32 bits, so that two of them make one number.
NUMBERS: Mapping[str, type[pl.DataType]] = {
    "user": pl.UInt32, "item": pl.UInt32, "rating": pl.Float32, "time": pl.Float64,
}  # fmt: skip

NAMELESS = "rows without user or item"
AGAIN = "rows whose user and item come again (the last counts)"

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


class Refuse(Protocol):
    """Raises BadInput for the first row where `wrong` is true, saying what its value must be, and the remedy."""

    def __call__(self, role: str, wrong: pl.Series, must: str, remedy: str = ...) -> None: ...


class TableColumns(Settings):
    """Which column holds what: names, or for a file without a header numbers from 0."""

    user: Column = Field(description="who rated")
    item: Column = Field(description="what was rated")
    rating: Column = Field(description="the rating; empty, and mostly 0 too: touched without rating")
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

    @model_validator(mode="after")
    def _of_different_columns(self) -> Self:
        roles: dict[Column, str] = {}
        given = self.given()
        for role in (role for role in ("user", "item", "rating", "time", "text") if role in given):
            if (column := given[role]) in roles:
                raise ValueError(f"“{column}” can't be both {roles[column]} and {role}; give a column for each")
            roles[column] = role
        return self

    def given(self) -> dict[str, Column]:
        """Role -> column, of those that were given."""
        return {role: column for role, column in self.model_dump().items() if column is not None}

    @property
    def has_header(self) -> bool:
        return isinstance(self.user, str)


class Scale(Settings):
    """What ratings can be."""

    highest_rating: float = Field(5.0, gt=0, description="The best rating there is; one above it is an error")
    zero_is_a_rating: bool = Field(
        False,
        description="0 is the worst rating, not “none given”: ratings are read as 1 to 5 stars, and only empty is none",
    )

    def stars(self, ratings: pl.Series) -> pl.Series:
        """Ratings (null where there is none) as stars, of which 0 means that there is none."""
        return (1 + ratings * (4 / self.highest_rating) if self.zero_is_a_rating else ratings).fill_null(0)


FIVE_STARS = Scale()


def columns(given: Mapping[str, Any]) -> TableColumns:
    """Role -> column as the columns of a table; raises BadInput if they can't be."""
    try:
        return TableColumns.model_validate(given)
    except ValidationError as error:
        raise BadInput(validation.sentence(error)) from error


def build_settings(overrides: Mapping[str, Any] | None = None) -> BuildSettings:
    """The settings that suit a table of one's own, with whatever is said differently."""
    return checked(BuildSettings, {**DEFAULTS, **(overrides or {})}, "settings")


def about(name: str, path: Path, scale: Scale = FIVE_STARS) -> About:
    """What the Overview says of a dataset read from there."""
    read_as = f"; its ratings from 0 to {scale.highest_rating:g} are read as 1 to 5 stars"
    return About(
        name=name,
        source="table",
        synthetic=False,
        description=f"Read from the table {path.name}{read_as if scale.zero_is_a_rating else ''}.",
        item_noun="item",
        created=dataset.now(),
    )


def read(
    path: Path, columns: TableColumns, report: Report = silent, limits: Limits = LIMITS, scale: Scale = FIVE_STARS
) -> Source:
    """The rows of a CSV, TSV, JSON lines (each plain or .gz) or Parquet file as a source.

    Raises BadInput naming the line (the row, in Parquet) and column of whatever can't be used.
    """
    given = columns.given()
    file = table_files.open_table(path, columns.has_header, limits)
    positions = {role: _position(path, column, file.names) for role, column in given.items()}
    if (numbers := _numbers(file, positions, scale, report)) is not None:
        return _source(file, numbers)
    table = file.read(list(positions.values()), report)
    table = table.rename({str(number): role for number, role in enumerate(given)})

    def refuse(role: str, wrong: pl.Series, must: str, remedy: str = "Mend it") -> None:
        if (row := wrong.arg_max()) is not None and wrong[row]:
            place = f"{path.name}, {file.place(row)}, column {quoted(str(given[role]))}"
            raise BadInput(f"{place}: {quoted(table[role][row])} is not {must}. {remedy}, or choose another column.")

    given_numbers = [role for role in ("rating", "time") if role in given and decimal_commas.are_in(file)]
    numbers = table.with_columns(decimal_commas.with_points(table[role]) for role in given_numbers)
    return _source(file, table.with_columns(_stars(numbers, scale, refuse), *_times(numbers, refuse)))


def _numbers(file: TableFile, positions: Mapping[str, int], scale: Scale, report: Report) -> pl.DataFrame | None:
    """The table where it is one of numbers with nothing amiss; None where it has to be read as text."""
    kinds = {position: NUMBERS[role] for role, position in positions.items() if role in NUMBERS}
    if not isinstance(file, DelimitedFile) or len(kinds) < len(positions):
        return None
    found = file.numbers(kinds, report)
    if found is None:
        return None
    table = found.rename({str(position): role for role, position in positions.items()})
    ratings = table["rating"].drop_nulls()
    if (
        table["user"].null_count()
        or table["item"].null_count()
        or not ratings.is_between(0, scale.highest_rating).all()
    ):
        return None
    known = [times.from_numbers(table["time"]).alias(TIME)] if "time" in positions else []
    if any(seconds.is_nan().any() for seconds in known):
        return None
    return table.select("user", "item", scale.stars(table["rating"]).alias(STARS), *known)


def _position(path: Path, column: Column, names: list[str]) -> int:
    if isinstance(column, int) and column < len(names):
        return column
    if isinstance(column, str) and names.count(column) == 1:
        return names.index(column)
    how_many = "more than one column" if column in names else "no column"
    there = ", ".join(quoted(name, 40) for name in names[:50])
    raise BadInput(f"{path.name} has {how_many} {quoted(str(column))}. Choose from its {len(names)}: {there}.")


def _stars(table: pl.DataFrame, scale: Scale, refuse: Refuse) -> pl.Series:
    """The ratings; 0 where there is none."""
    text = table["rating"].str.strip_chars()
    stars = text.cast(pl.Float32, strict=False)
    good = (stars.is_finite() & (stars >= 0)).fill_null(False) | (text == "")
    refuse("rating", ~good, "a rating, which is a number from 0 up (0 or empty: touched without rating)")
    highest = scale.highest_rating
    above = stars > float(np.float32(highest))
    raise_it = "Raise the best rating there is (--highest-rating)"
    refuse("rating", above, f"a rating up to {highest:g}, the best there is", raise_it)
    return scale.stars(stars).alias(STARS)


def _times(table: pl.DataFrame, refuse: Refuse) -> list[pl.Series]:
    if "time" not in table.columns:
        return []
    seconds = times.seconds(table["time"])
    refuse("time", seconds.is_nan(), "a time, which is a number or a date such as 2017-08-17 15:15:28")
    return [seconds.alias(TIME)]


def _source(file: TableFile, table: pl.DataFrame) -> Source:
    """The source in a table of user, item (text, or numbers), stars and perhaps text, time, title, author, genre."""
    rows = table.rename({"user": USER_ID, "item": ITEM_ID})
    nameless = pl.Series([], dtype=pl.UInt32)
    if rows[USER_ID].dtype == pl.String:
        is_named = rows.select(pl.all_horizontal(pl.col(USER_ID, ITEM_ID).str.strip_chars() != "")).to_series()
        nameless = (~is_named).arg_true()
        if len(nameless) == table.height:
            raise BadInput(f"{file.path.name} has no row with both a user and an item. Check which columns hold them.")
        named = rows.filter(is_named) if len(nameless) else rows
        # As categories right away: a number a row instead of a text.
        rows = named.with_columns(pl.col(USER_ID, ITEM_ID).cast(pl.Categorical))
    (user, _), (items, item) = both(partial(numbering.codes, rows[USER_ID]), partial(_numbered_items, rows))
    # In the order in which a dataset has them, since sorting shows what comes again, and is not to be done twice.
    last, again = last_in_order(rows, user, item)
    left_out = {NAMELESS: nameless, AGAIN: is_named.arg_true().gather(again) if len(nameless) else again}
    del table, rows
    memory.give_back()
    return Source(
        items=items,
        interactions=last.select(name for name in (USER_ID, ITEM_ID, STARS, TIME) if name in last.columns),
        reviews=_reviews(last) if TEXT in last.columns else None,
        left_out={reason: len(wrong) for reason, wrong in left_out.items()},
        places=places.of(file, left_out),
    )


def _numbered_items(rows: pl.DataFrame) -> tuple[pl.DataFrame, Ints]:
    """The items, and for each row the place of its own among them."""
    items = _items(rows)
    return items, numbering.places(rows[ITEM_ID], items[ITEM_ID])


def _items(rows: pl.DataFrame) -> pl.DataFrame:
    """Each item with the first title, author and genre that any of its rows gives."""
    known = {"title": TITLE, "author": AUTHOR, "genre": GENRES}
    first = [
        pl.col(role).filter(pl.col(role).str.strip_chars() != "").first().alias(column)
        for role, column in known.items()
        if role in rows.columns
    ]
    if not first:
        return rows.select(pl.col(ITEM_ID).unique(maintain_order=True))
    items = rows.group_by(ITEM_ID, maintain_order=True).agg(first)
    if GENRES in items.columns:
        items = items.with_columns(pl.col(GENRES).fill_null(""))
    if AUTHOR in items.columns:
        items = items.with_columns(pl.col(AUTHOR).alias(AUTHOR_ID))
    return items


def _reviews(rows: pl.DataFrame) -> Callable[[pl.DataFrame, Report], pl.DataFrame]:
    texts = rows.filter(pl.col(TEXT) != "").select(pl.col(USER_ID, ITEM_ID).cast(pl.String), TEXT)
    return lambda kept, report: texts.join(kept, on=[USER_ID, ITEM_ID], how="semi", maintain_order="left")

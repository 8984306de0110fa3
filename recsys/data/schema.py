"""What the tables of a source must be: checked once, whoever read them, before anything is built on them.

The reader says in which line of which file something is wrong; this is the net below it.
"""

import dataframely as dy
import polars as pl
import polars.selectors as cs

from recsys.columns import ITEM_ID, USER_ID
from recsys.data.source import Source
from recsys.errors import BadInput

REMEDY = "Check the files they were read from; if those are right, the reader is wrong: please report it."
RULES = {
    "nullability": "is missing",
    "dtype": "is not of the kind it must be",
    "min": "is below 0",
    "inf": "is infinite",
    "nan": "is not a number",
    "min_length": "is empty",
    "check__filled": "is empty",
    "unique": "comes again",
}


def _filled(ids: pl.Expr) -> pl.Expr:
    return ids != ""  # of categories that compares numbers


class _Pairs(dy.Schema):
    """A row for each pair of user and item; that none comes twice `build` sees, which sorts them."""

    stars = dy.Float32(min=0)
    time = dy.Float64(nullable=True)


class Interactions(_Pairs):
    """Pairs whose ids are text."""

    user_id = dy.Categorical(check={"filled": _filled})
    item_id = dy.Categorical(check={"filled": _filled})


class NumberedInteractions(_Pairs):
    """Pairs whose ids are whole numbers, small enough that two of them make one."""

    user_id = dy.UInt32()
    item_id = dy.UInt32()


class Items(dy.Schema):
    """A row for each item."""

    item_id = dy.String(unique=True, min_length=1)
    title = dy.String(nullable=True)
    author_id = dy.String(nullable=True)
    author = dy.String(nullable=True)
    genres = dy.String(nullable=True)
    average_rating = dy.Float32(nullable=True, min=0)
    ratings_count = dy.Int64(nullable=True, min=0)
    year = dy.Int32(nullable=True)
    series = dy.String(nullable=True)
    similar = dy.String(nullable=True)
    tags = dy.String(nullable=True)


class Users(dy.Schema):
    """A row for each user."""

    user_id = dy.String(unique=True, min_length=1)


def check(source: Source) -> None:
    """Raises BadInput if a table lacks a column, or a value is none that may stand there."""
    if _are_numbered(source.interactions):
        _check("interactions", source.interactions, NumberedInteractions)
    else:
        ids = cs.by_name(USER_ID, ITEM_ID, require_all=False)
        texts = source.interactions.with_columns((ids & cs.integer()).cast(pl.String))
        _check("interactions", texts, Interactions)
    _check("items", source.items, Items)
    if source.users is not None:
        _check("users", source.users, Users)


def _are_numbered(interactions: pl.DataFrame) -> bool:
    ids = [interactions[column] for column in (USER_ID, ITEM_ID) if column in interactions.columns]
    return all(column.dtype.is_integer() for column in ids) and all(
        column.is_between(0, 2**32 - 1).all() for column in ids
    )


def _check(name: str, table: pl.DataFrame, schema: type[dy.Schema]) -> None:
    columns = schema.columns()
    if missing := [column for column, kind in columns.items() if column not in table.columns and not kind.nullable]:
        raise BadInput(f"The {name} that were read have no column “{missing[0]}”. {REMEDY}")
    absent = [pl.lit(None, kind.dtype).alias(column) for column, kind in columns.items() if column not in table.columns]
    whole = table.select(*(column for column in columns if column in table.columns), *absent)
    try:
        if schema.is_valid(whole, cast=True):
            return
        counts = schema.filter(whole, cast=True).failure.counts()
    except pl.exceptions.PolarsError as error:  # of a kind that can't be turned into the right one, a list for instance
        raise BadInput(f"The {name} that were read have a column of the wrong kind ({error}). {REMEDY}") from error
    raise BadInput(f"The {name} that were read can't be right: {_wrong(counts)}. {REMEDY}")


def _wrong(counts: dict[str, int]) -> str:
    """The first broken rule in words."""
    rule = next(iter(counts))
    column, _, broken = rule.partition("|")
    return f"{column} {RULES[broken]} in {counts[rule]:,} of them"

"""What every reader of a source format hands over, whatever the format was."""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from recsys.columns import ITEM_ID, USER_ID
from recsys.progress import Report


@dataclass(frozen=True)
class Source:
    """The tables of a source, under the names of `recsys.columns`, before any filter or split.

    items: one row an item: item_id (str), and where the source has them title, author_id, author, genres ("a|b"),
        average_rating (float), ratings_count (int), year, series, similar, tags. A missing column means that the source
        does not know it.
    interactions: one row for each (user, item) touched: user_id and item_id (str, categorical, or whole numbers, whose
        digits are the id), stars (float32; 0 = touched but not rated), and where the source has it time (float64,
        seconds since 1970). No pair twice.
    reviews: asked with the kept interactions (user_id, item_id; both str), gives user_id, item_id, text for those of
        them that have a review: so a source can stream its reviews and drop what nobody asked for. None: the source
        has no texts.
    users: one row a user: user_id (str), and what the source knows of gender, occupation (str) and age (int, or str
        where only a span of years is known). None: it knows nothing. Users without interactions may stand in it.
    left_out: reason -> how many rows the reader itself left out.
    places: reason -> where the first of those rows stand, in words ("lines 3, 17, 20 of ratings.csv").
    """

    items: pl.DataFrame
    interactions: pl.DataFrame
    reviews: Callable[[pl.DataFrame, Report], pl.DataFrame] | None = None
    users: pl.DataFrame | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def pair_key() -> pl.Expr:
    """One number for each (user_id, item_id), both categorical; pairs are told apart by it in a fifth of the memory."""
    return pl.col(USER_ID).to_physical().cast(pl.UInt64) * 2**32 + pl.col(ITEM_ID).to_physical()

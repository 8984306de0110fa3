"""Users or items in slices: the largest of many, or quarters by how many ratings they have."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.data.dataset import Ints
from recsys.exploration.ratings import Counts, Tally

SHOWN = 20  # slices, those with the most ratings


@dataclass(frozen=True)
class Slicing:
    """Users, or items, in slices. owner, code: (m,), of whom or what, and in which slice (its place in `names`); those
    in several slices stand there more than once, those in none not at all. known: how many slices there are, shown or
    not. order: the places in `names` as they are to be shown.
    """

    names: tuple[str, ...]
    owner: Ints
    code: Ints
    known: int
    order: tuple[int, ...]


def keyed(keys: pl.Series, names: pl.Series | None = None) -> pl.DataFrame:
    """owner, key, name: a row for each user or item."""
    owner = np.arange(len(keys), dtype=np.int32)
    return pl.DataFrame({"owner": owner, "key": keys, "name": keys if names is None else names})


def largest(groups: pl.DataFrame, tally: Tally, in_order: bool = False) -> Slicing:
    """The SHOWN keys with the most ratings; in the order of their keys, or those first that most are in."""
    sizes = sizes_of(groups, tally)
    shown = sizes.head(SHOWN).with_row_index("code")
    # Two of one name get their keys.
    twice = pl.col("name").is_duplicated()
    names = shown.select(pl.when(twice).then(pl.format("{} ({})", "name", "key")).otherwise(pl.col("name")))
    placed = groups.unique(["owner", "key"]).join(shown.select("key", "code"), on="key").sort("owner", "code")
    rated = placed.filter(pl.Series(tally.ratings > 0).gather(placed["owner"]))
    code = rated["code"].to_numpy().astype(np.int32)
    counts = np.bincount(code, minlength=shown.height)
    order = shown.sort("key")["code"] if in_order else np.argsort(-counts, kind="stable")
    return Slicing(
        names=tuple(names["name"].cast(pl.String)),
        owner=rated["owner"].to_numpy(),
        code=code,
        known=sizes.height,
        order=tuple(map(int, order)),
    )


def sizes_of(groups: pl.DataFrame, tally: Tally) -> pl.DataFrame:
    """key, name, ratings: those with any, the largest first."""
    known = groups.drop_nulls("key").filter(pl.col("key").cast(pl.String) != "").unique(["owner", "key"])
    return (
        known.with_columns(pl.Series("ratings", tally.ratings).gather(known["owner"]))
        .group_by("key").agg(pl.col("name").drop_nulls().min(), pl.col("ratings").sum())
        .filter(pl.col("ratings") > 0)
        .with_columns(pl.col("name").cast(pl.String).fill_null(pl.col("key").cast(pl.String)))
        .sort("ratings", "key", descending=[True, False])
    )  # fmt: skip


def quarters(tally: Tally) -> Slicing:
    """Slices by the number of ratings, each of about a quarter of those who have any; ties together."""
    rated = tally.rated
    sizes = tally.ratings[rated]
    if not len(sizes):
        return Slicing((), rated, rated, 0, ())
    ends = np.unique(np.quantile(sizes, [0.25, 0.5, 0.75, 1.0], method="inverted_cdf"))
    code = np.searchsorted(ends, sizes).astype(np.int32)
    names = tuple(_span(sizes[code == quarter]) for quarter in range(len(ends)))
    return Slicing(names, rated, code, len(names), tuple(range(len(names))))


def _span(sizes: Counts) -> str:
    low, high = sizes.min(), sizes.max()
    if low < high:
        return f"{low:,} to {high:,} ratings"
    return "1 rating" if low == 1 else f"{low:,} ratings"

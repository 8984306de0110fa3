"""What users and items can be sliced by, as far as the data know it. An item is in each of its genres."""

from collections.abc import Callable

import numpy as np
import polars as pl

from recsys.columns import AGE, AUTHOR, AUTHOR_ID, GENDER, GENRES, OCCUPATION, SPLITS, YEAR
from recsys.exploration import slices
from recsys.exploration.ratings import Ratings, Side
from recsys.exploration.slices import Slicing

FEW_AGES = 10  # so many are groups already, as in MovieLens 1M
TASTES = 50  # genres among which a user's favorite is looked for, those with the most ratings


def possible(ratings: Ratings, side: Side) -> list[str]:
    """What users or items can be sliced by, the most telling first; nothing of which there is but one value."""
    return [kind for kind in SLICERS[side] if _is_known(ratings, kind)]


def slicing(ratings: Ratings, side: Side, kind: str) -> Slicing:
    """The slices of a kind that `possible` gives."""
    return SLICERS[side][kind](ratings)


def _is_known(ratings: Ratings, kind: str) -> bool:
    dataset, column = ratings.dataset, COLUMNS.get(kind)
    if kind == "split":
        return dataset.settings.split == "user"
    if column is None:
        return True
    table = dataset.users if column in (OCCUPATION, GENDER, AGE) else dataset.items
    return column in table.columns and table[column].cast(pl.String).replace("", None).drop_nulls().n_unique() > 1


def _by_occupation(ratings: Ratings) -> Slicing:
    return slices.largest(slices.keyed(ratings.dataset.users[OCCUPATION]), ratings.users)


def _by_gender(ratings: Ratings) -> Slicing:
    return slices.largest(slices.keyed(ratings.dataset.users[GENDER]), ratings.users)


def _by_age(ratings: Ratings) -> Slicing:
    ages = ratings.dataset.users[AGE]
    if ages.dtype == pl.String or ages.drop_nulls().n_unique() <= FEW_AGES:
        return slices.largest(slices.keyed(_youngest(ages), ages), ratings.users, in_order=True)
    decade = ages.cast(pl.Int64) // 10 * 10
    names = pl.select(pl.format("{} to {}", decade, decade + 9)).to_series()
    return slices.largest(slices.keyed(decade, names), ratings.users, in_order=True)


def _youngest(groups: pl.Series) -> pl.Series:
    """The age at which groups such as "under 18" and "18-24" begin, to tell their order."""
    text = groups.cast(pl.String)
    return text.str.extract(r"(\d+)").cast(pl.Float64, strict=False) - text.str.contains(r"^\D").cast(pl.Float64)


def _by_favorite_genre(ratings: Ratings) -> Slicing:
    """By the genre of which the user touched the most items; of two, the one with more ratings altogether."""
    of_items, histories = _genres(ratings), ratings.dataset.histories
    genres = slices.sizes_of(of_items, ratings.items).head(TASTES)["key"]
    touching = np.flatnonzero(np.diff(histories.offsets))
    most, favorite = np.zeros(len(touching), np.uint32), np.full(len(touching), -1)
    touched = histories.items.astype(np.intp)  # as what NumPy would make of them again for each genre
    for code, genre in enumerate(genres):
        is_of_it = np.zeros(ratings.dataset.items.height, np.uint32)
        is_of_it[of_items.filter(pl.col("key") == genre)["owner"]] = 1
        count = np.add.reduceat(is_of_it[touched], histories.offsets[touching], dtype=np.uint32)
        favorite[count > most] = code
        most = np.maximum(most, count)
    codes = np.full(ratings.dataset.users.height, -1)
    codes[touching] = favorite
    return slices.largest(slices.keyed(genres.gather(pl.Series(codes).replace(-1, None))), ratings.users)


def _by_split(ratings: Ratings) -> Slicing:
    split = np.full(ratings.dataset.users.height, -1, np.int64)
    split[ratings.user] = ratings.dataset.pairs.split[ratings.rows]
    names = pl.Series([None if code < 0 else SPLITS[code] for code in range(-1, len(SPLITS))]).gather(split + 1)
    return slices.largest(slices.keyed(pl.Series(split), names).drop_nulls(), ratings.users, in_order=True)


def _by_activity(ratings: Ratings) -> Slicing:
    return slices.quarters(ratings.users)


def _by_genre(ratings: Ratings) -> Slicing:
    return slices.largest(_genres(ratings), ratings.items)


def _by_author(ratings: Ratings) -> Slicing:
    items = ratings.dataset.items
    return slices.largest(
        slices.keyed(items[AUTHOR_ID], items[AUTHOR] if AUTHOR in items.columns else None), ratings.items
    )


def _by_decade(ratings: Ratings) -> Slicing:
    decade = ratings.dataset.items[YEAR].cast(pl.Int64) // 10 * 10
    names = pl.select(pl.format("{}s", decade)).to_series()
    return slices.largest(slices.keyed(decade, names), ratings.items, in_order=True)


def _by_popularity(ratings: Ratings) -> Slicing:
    return slices.quarters(ratings.items)


def _genres(ratings: Ratings) -> pl.DataFrame:
    """owner, key, name: one row for each genre of each item."""
    split = pl.col("key").str.split("|")
    return slices.keyed(ratings.dataset.items[GENRES]).with_columns(split).explode("key").with_columns(name="key")


COLUMNS = {
    "occupation": OCCUPATION, "gender": GENDER, "age": AGE, "favorite genre": GENRES, "genre": GENRES,
    "author": AUTHOR_ID, "decade": YEAR,
}  # fmt: skip

SLICERS: dict[Side, dict[str, Callable[[Ratings], Slicing]]] = {
    "users": {
        "occupation": _by_occupation,
        "favorite genre": _by_favorite_genre,
        "gender": _by_gender,
        "age": _by_age,
        "split": _by_split,
        "activity": _by_activity,
    },
    "items": {
        "genre": _by_genre,
        "author": _by_author,
        "decade": _by_decade,
        "popularity": _by_popularity,
    },
}

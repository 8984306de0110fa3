"""The same features and lists, asked of one data point at a time: the plain reference that ours are held to.

A row is one of S1's data points: user_idx, book_idxs, book_idx and review_text are its attributes.
"""

from collections.abc import Callable
from typing import Any

import polars as pl

from recsys.columns import AUTHOR_ID, GENRES, ITEM_ID, SERIES, SIMILAR, USER_ID
from recsys.data.dataset import Dataset
from recsys.labeling import lookups
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.facts.star_features import DAMPING
from recsys.labeling.lookups import Field

Row = Any  # a pandas row, or what snorkel makes of one
Measure = Callable[[Row], float | None]


def measure(feature: str, dataset: Dataset) -> Measure:
    """A feature of a row, all but TextBlob's scores; None where it is not known."""
    if feature == "user_items":
        return lambda x: len(x.book_idxs)
    if feature == "review_length":
        return lambda x: len(x.review_text.split()) if isinstance(x.review_text, str) else None
    if feature in COUNTED:
        return COUNTED[feature](dataset)
    values = _column(dataset, FEATURES[feature].made_from).cast(pl.String).cast(pl.Float64).to_list()
    return lambda x: values[x.book_idx]


def is_listed(field: Field, values: tuple[str, ...], dataset: Dataset) -> Callable[[Row], bool]:
    """Whether a row's item, author, genre, series or user is one of some ids."""
    if field == "user":
        users = dataset.users[USER_ID].to_list()
        return lambda x: users[x.user_idx].strip() in values
    column = lookups.COLUMNS[field]
    texts = _column(dataset, column).fill_null("").to_list()
    ids = [text.split("|") if column in lookups.SEVERAL else [text] for text in texts]
    return lambda x: any(found.strip() in values for found in ids[x.book_idx])


def _column(dataset: Dataset, name: str) -> pl.Series:
    """A column of items; all null where the source does not know it."""
    if name in dataset.items.columns:
        return dataset.items[name]
    return pl.Series(name, [None] * dataset.items.height, pl.String)


def _same_author(dataset: Dataset) -> Measure:
    authors = _column(dataset, AUTHOR_ID).to_list()

    def count(x: Row) -> int | None:
        author = authors[x.book_idx]
        return None if author is None else sum(authors[book] == author for book in x.book_idxs)

    return count


def _same_genre(dataset: Dataset) -> Measure:
    first = [text.split("|")[0] for text in _column(dataset, GENRES).fill_null("")]

    def count(x: Row) -> int | None:
        genre = first[x.book_idx]
        return sum(first[book] == genre for book in x.book_idxs if book != x.book_idx) if genre else None

    return count


def _similar(dataset: Dataset) -> Measure:
    ids = dataset.items[ITEM_ID].to_list()
    similar = [{part for part in text.split("|") if part} for text in _column(dataset, SIMILAR).fill_null("")]

    def count(x: Row) -> int | None:
        listed = similar[x.book_idx]
        return sum(ids[book] in listed for book in x.book_idxs if book != x.book_idx) if listed else None

    return count


def _mean_on_dev(dataset: Dataset, akin: Callable[[Row, int, int], int]) -> Measure:
    """The damped mean of dev's other stars, each as often as `akin` says of (row, user, item)."""
    rows = dataset.rows("dev")
    columns = (dataset.pairs.user, dataset.pairs.item, dataset.pairs.stars)
    dev = list(zip(*(column[rows].tolist() for column in columns), strict=True))
    usual = sum(stars for _, _, stars in dev) / max(len(dev), 1)

    def mean(x: Row) -> float | None:
        found = [s for u, i, s in dev if (u, i) != (x.user_idx, x.book_idx) for _ in range(akin(x, u, i))]
        return (sum(found) + DAMPING * usual) / (len(found) + DAMPING) if found else None

    return mean


def _item_mean(dataset: Dataset) -> Measure:
    return _mean_on_dev(dataset, lambda x, user, item: int(item == x.book_idx))


def _user_mean(dataset: Dataset) -> Measure:
    return _mean_on_dev(dataset, lambda x, user, item: int(user == x.user_idx))


def _genre_mean(dataset: Dataset) -> Measure:
    genres = [{part for part in text.split("|") if part} for text in _column(dataset, GENRES).fill_null("")]
    return _mean_on_dev(
        dataset, lambda x, user, item: len(genres[item] & genres[x.book_idx]) if user == x.user_idx else 0
    )


def _same_series(dataset: Dataset) -> Measure:
    series = [{part for part in text.split("|") if part} for text in _column(dataset, SERIES).fill_null("")]
    if not any(series[book] for book in dataset.pairs.item.tolist()):
        return lambda x: None  # data without series, rather than books that are in none

    def count(x: Row) -> int:
        return sum(bool(series[book] & series[x.book_idx]) for book in x.book_idxs if book != x.book_idx)

    return count


COUNTED: dict[str, Callable[[Dataset], Measure]] = {
    "shared_first_author": _same_author,
    "shared_genres": _same_genre,
    "similar_read": _similar,
    "same_series": _same_series,
    "item_mean": _item_mean,
    "user_mean": _user_mean,
    "genre_mean": _genre_mean,
}

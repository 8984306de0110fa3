"""One item: how it is found, what is known of it, and what users said of it."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl

from recsys.columns import (
    AUTHOR,
    AVERAGE_RATING,
    GENRES,
    ITEM_ID,
    SPLITS,
    TAGS,
    TITLE,
    USER_ID,
    YEAR,
)  # fmt: skip
from recsys.data.dataset import Floats, Ints
from recsys.exploration import rankings
from recsys.exploration.ratings import Ratings

FACTS = {
    ITEM_ID: "id", AUTHOR: "author", YEAR: "year", GENRES: "genres", TAGS: "tags",
    AVERAGE_RATING: "average rating by the source",
}  # fmt: skip
SECOND = "datetime64[s]"


class Review(NamedTuple):
    """What a user said of an item."""

    user_id: str
    stars: float
    text: str


def find(ratings: Ratings, wanted: str, most: int) -> Ints:
    """The items whose id is `wanted` or whose title has all of its words: the very id and the very title first, then
    titles that begin so, then those with more ratings. Without `wanted`, those with the most ratings.
    """
    words = wanted.lower().split()
    if not words:
        return rankings.most_rated(ratings)[:most]
    items = ratings.dataset.items
    title = (items[TITLE].fill_null("") if TITLE in items.columns else pl.repeat("", items.height, eager=True)).str
    titles, phrase = title.to_lowercase(), " ".join(words)
    has_all = np.ones(items.height, bool)
    for word in words:
        has_all &= titles.str.contains(word, literal=True).to_numpy()
    is_it = (items[ITEM_ID] == wanted.strip()).to_numpy()
    found = np.flatnonzero(has_all | is_it)
    begins = titles.str.starts_with(phrase).to_numpy()[found]
    order = np.lexsort((-ratings.items.ratings[found], ~begins, (titles != phrase).to_numpy()[found], ~is_it[found]))
    return found[order][:most].astype(np.int32)


def facts(ratings: Ratings, item: int) -> pd.DataFrame:
    """what, value (as text): what the source knows of an item."""
    row = ratings.dataset.items.row(item, named=True)
    known = [name for name in FACTS if row.get(name) not in (None, "") and row[name] == row[name]]
    values = [_text(name, row[name]) for name in known]
    return pd.DataFrame({"what": [FACTS[name] for name in known], "value": values}, dtype=str)


def stars(ratings: Ratings, item: int) -> Floats:
    """The stars it was given."""
    return ratings.stars[_rows(ratings, item)]


def raters(ratings: Ratings, item: int, most: int) -> pd.DataFrame:
    """user_id, stars, split and, where the source knows times, day: the latest ratings, or the first users'."""
    rows = _rows(ratings, item)
    if len(ratings.time):
        rows = rows[np.argsort(-np.nan_to_num(ratings.time[rows], nan=-np.inf), kind="stable")]
    shown, pairs = rows[:most], ratings.dataset.pairs
    table = pd.DataFrame(
        {
            USER_ID: ratings.dataset.users[USER_ID].gather(pairs.user[shown]).to_list(),
            "stars": pairs.stars[shown],
            "split": [SPLITS[code] for code in pairs.split[shown]],
        }
    )
    return table.assign(day=_days(ratings.time[shown])) if len(ratings.time) else table


def reviews(ratings: Ratings, item: int, most: int) -> list[Review]:
    """Some of its reviews."""
    dataset, rows = ratings.dataset, _rows(ratings, item)
    places = np.flatnonzero(np.isin(dataset.reviews.row, rows))[:most]
    texts = dataset.reviews.text.gather(places).to_list()
    reviewed = dataset.reviews.row[places]
    users = dataset.users[USER_ID].gather(dataset.pairs.user[reviewed]).to_list()
    return [Review(*said) for said in zip(users, dataset.pairs.stars[reviewed].tolist(), texts, strict=True)]


def _rows(ratings: Ratings, item: int) -> np.ndarray:
    return np.flatnonzero(ratings.item == item)


def _text(name: str, value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value).replace("|", ", ") if name in (GENRES, TAGS) else str(value)


def _days(seconds: np.ndarray) -> list[str]:
    known = np.isfinite(seconds) & (np.abs(seconds) < 1e11)
    days = np.where(known, seconds, 0).astype(np.int64).astype(SECOND).astype("datetime64[D]").astype(str)
    return np.where(known, days, "").tolist()

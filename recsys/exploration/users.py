"""One user: who there is to look at, and what they rated."""

import numpy as np
import pandas as pd
import polars as pl

from recsys import recommendations
from recsys.columns import AGE, GENDER, GENRES, OCCUPATION, USER_ID
from recsys.data.dataset import Floats
from recsys.errors import NotFound
from recsys.exploration.ratings import Ratings

FACTS = (OCCUPATION, GENDER, AGE)


def find(ratings: Ratings, user_id: str) -> int:
    """The internal number of a user, given the source's own id; raises NotFound also where only test has ratings."""
    user = recommendations.find_user(ratings.dataset, user_id)
    if not ratings.users.ratings[user]:
        raise NotFound(
            f"All ratings of user “{user_id.strip()[:80]}” are in test, which is left out here. Take another."
        )
    return user


def draw(ratings: Ratings, seed: int) -> str:
    """The id of a user with ratings, at random."""
    user = np.random.default_rng(seed).choice(ratings.users.rated)
    return str(ratings.dataset.users[USER_ID][int(user)])


def facts(ratings: Ratings, user: int) -> dict[str, str]:
    """What the source knows of a user."""
    row = ratings.dataset.users.row(user, named=True)
    return {name: str(row[name]) for name in FACTS if row.get(name) not in (None, "")}


def stars(ratings: Ratings, user: int) -> Floats:
    """The stars they gave."""
    return ratings.stars[ratings.user == user]


def genres(ratings: Ratings, user: int, most: int) -> pd.DataFrame:
    """genre, ratings, mean: of which genres the user rated how many and how well, the most rated first; none where the
    source knows no genres.
    """
    items, rows = ratings.dataset.items, np.flatnonzero(ratings.user == user)
    if GENRES not in items.columns:
        return pd.DataFrame({"genre": [], "ratings": [], "mean": []})
    rated = pl.DataFrame({"genre": items[GENRES].gather(ratings.item[rows]), "stars": ratings.stars[rows]})
    return (
        rated.with_columns(pl.col("genre").str.split("|").list.unique()).explode("genre")
        .filter(pl.col("genre") != "")
        .group_by("genre").agg(ratings=pl.len(), mean=pl.col("stars").mean())
        .sort("ratings", "genre", descending=[True, False]).head(most).to_pandas()
    )  # fmt: skip

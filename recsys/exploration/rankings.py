"""The items with the most ratings, and those with the best."""

import numpy as np
import pandas as pd

from recsys import recommendations
from recsys.columns import AUTHOR, GENRES, ITEM_ID, TITLE, YEAR
from recsys.data.dataset import Ints
from recsys.exploration.ratings import Ratings

USUAL_SHARE = 0.9  # of the items, which have too few ratings for a mean to say much
ROUND = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000])


def most_rated(ratings: Ratings) -> Ints:
    """The rated items, the one with the most ratings first; of two, the better rated."""
    rated = ratings.items.rated
    return rated[np.lexsort((-ratings.items.mean[rated], -ratings.items.ratings[rated]))]


def best_rated(ratings: Ratings, least: int) -> Ints:
    """The items with at least so many ratings, the one with the best mean first; of two, the more rated."""
    enough = np.flatnonzero(ratings.items.ratings >= max(least, 1)).astype(np.int32)
    return enough[np.lexsort((-ratings.items.ratings[enough], -ratings.items.mean[enough]))]


def usual_least(ratings: Ratings) -> int:
    """A number of ratings that about a tenth of the items have, rounded down to 1, 2, 5, 10 …"""
    sizes = ratings.items.ratings[ratings.items.rated]
    if not len(sizes):
        return 1
    size = np.quantile(sizes, USUAL_SHARE, method="inverted_cdf")
    return int(ROUND[np.searchsorted(ROUND, size, side="right") - 1])


def table(ratings: Ratings, items: Ints) -> pd.DataFrame:
    """Items in that order: rank, title, ratings, mean stars, and what is known of author, genres and year; item_id."""
    known = recommendations.describe(ratings.dataset, items)
    if YEAR in ratings.dataset.items.columns:
        known[YEAR] = ratings.dataset.items[YEAR].gather(items).to_numpy()
    tally = ratings.items
    numbers = {"rank": np.arange(1, len(items) + 1), "ratings": tally.ratings[items], "mean stars": tally.mean[items]}
    counted = known.assign(**numbers)
    order = ["rank", TITLE, "ratings", "mean stars", AUTHOR, GENRES, YEAR, ITEM_ID]
    return counted[[name for name in order if name in counted]]

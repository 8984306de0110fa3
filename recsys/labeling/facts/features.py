"""The slow facts about data points, computed once and stored with the dataset; a rule is then a comparison."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from recsys.columns import AUTHOR_ID, AVERAGE_RATING, GENRES, RATINGS_COUNT, SERIES, SIMILAR, TEXT, USER_ID, YEAR
from recsys.data.dataset import Dataset, Doubles
from recsys.labeling.facts import history_features, item_features, star_features, text_features
from recsys.progress import Report, part, silent
from recsys.threads import in_order

log = logging.getLogger(__name__)

ITEM_STARS, USER_STARS = "stars of the item on dev", "stars of the user on dev"
MOST = 1e9  # of what is counted; a page ends its slider at the data's own largest


@dataclass(frozen=True)
class Feature:
    """A number known of each data point: its name, what to call it, what it means, its range and a sensible step.

    needs: what a dataset without it lacks, in words for people. made_from: that column: one of items, TEXT or USER_ID,
    or ITEM_STARS or USER_STARS. A count unless its range says otherwise.
    """

    name: str
    title: str
    help: str
    needs: str
    made_from: str
    low: float = 0.0
    high: float = MOST
    step: float = 1.0


FEATURES = {
    feature.name: feature
    for feature in (
        Feature(
            "polarity", "review polarity",
            "How positive the words of the review are, from -1 to 1, by TextBlob's lexicon.",
            "review text", TEXT, -1.0, 1.0, 0.05,
        ),
        Feature(
            "subjectivity", "review subjectivity",
            "How much of an opinion the words of the review are, from 0 (fact) to 1 (opinion), by TextBlob's lexicon.",
            "review text", TEXT, 0.0, 1.0, 0.05,
        ),
        Feature(
            "shared_first_author", "items by the same author",
            "How many of the user's items have the same first author as the rated one, which counts too.",
            "authors", AUTHOR_ID,
        ),
        Feature(
            "similar_read", "similar items read",
            "How many of the user's other items are among those that the source lists as similar to the rated one.",
            "lists of similar items", SIMILAR,
        ),
        Feature(
            "same_series", "items of the same series",
            "How many of the user's other items are in a series of the rated one; 0 where it is in none.",
            "series", SERIES,
        ),
        Feature(
            "shared_genres", "items of the same genre",
            "How many of the user's other items have the same first genre as the rated one.",
            "genres", GENRES,
        ),
        Feature(
            "user_items", "items of the user",
            "How many items the user touched, the rated one included.",
            "users", USER_ID,
        ),
        Feature(
            "average_rating", "the item's average rating",
            "The rated item's average over all readers, as the source gives it.",
            "average ratings of the source's own", AVERAGE_RATING, 0.0, 100.0, 0.05,
        ),
        Feature(
            "item_mean", "others' mean rating of the item",
            f"The mean of the stars that others gave it on dev, the only ones that are not withheld; a mean of few is "
            f"drawn toward the mean of all, as if {star_features.DAMPING:.0f} average ratings were added.",
            "ratings on dev that are not better told by the source's own averages", ITEM_STARS, 0.0, 100.0, 0.05,
        ),
        Feature(
            "user_mean", "the user's own mean rating",
            f"The mean of the user's other stars on dev, drawn toward the mean of all as if "
            f"{star_features.DAMPING:.0f} average ratings were added.",
            "users with ratings both on dev and elsewhere, since users were split", USER_STARS, 0.0, 100.0, 0.05,
        ),
        Feature(
            "genre_mean", "the user's mean rating of its genres",
            "The mean of the user's other stars on dev for items that share a genre with the rated one, drawn in the "
            "same way: how much the user likes its kind.",
            "genres, or no users with ratings both on dev and elsewhere", USER_STARS, 0.0, 100.0, 0.05,
        ),
        Feature(
            "ratings_count", "ratings of the item",
            "How many ratings the rated item has, whatever they say.",
            "numbers of ratings", RATINGS_COUNT,
        ),
        Feature(
            "year", "year of publication",
            "When the rated item was published.",
            "years", YEAR, item_features.FIRST_YEAR, item_features.LAST_YEAR, 1.0,
        ),
        Feature(
            "review_length", "words of the review",
            "How many words the review has.",
            "review text", TEXT,
        ),
    )
}  # fmt: skip

FACTS: dict[str, Callable[[Dataset], Doubles]] = {
    "shared_first_author": history_features.shared_first_author,
    "similar_read": history_features.similar_read,
    "same_series": history_features.same_series,
    "shared_genres": history_features.shared_genres,
    "user_items": history_features.user_items,
    "average_rating": item_features.average_rating,
    "item_mean": star_features.item_mean,
    "user_mean": star_features.user_mean,
    "genre_mean": star_features.genre_mean,
    "ratings_count": item_features.ratings_count,
    "year": item_features.year,
    "review_length": text_features.review_length,
}
"""All but TextBlob's scores, which come two at a time and take long."""


def add(dataset: Dataset, report: Report = silent) -> Dataset:
    """`dataset` with every feature that its data allow."""
    wanted = [name for name in FACTS if is_possible(name, dataset)]
    counted = in_order(lambda name: FACTS[name](dataset), wanted)
    features: dict[str, Doubles] = {}
    for index, name in enumerate(wanted):
        report(0.2 * index / len(wanted), f"counting: {FEATURES[name].title}")
        features[name] = next(counted)
    if len(dataset.reviews):
        features |= text_features.scores(dataset, part(report, 0.2, 1.0))
    features = {name: features[name] for name in FEATURES if name in features and not np.isnan(features[name]).all()}
    log.info("features of %s: %s", dataset.about.name, ", ".join(features))
    return replace(dataset, features=features)


def is_possible(name: str, dataset: Dataset) -> bool:
    """Whether the data allow a feature; a dataset made by an earlier release may lack one all the same."""
    column = FEATURES[name].made_from
    if column == TEXT:
        return len(dataset.reviews) > 0
    if column == ITEM_STARS:
        return bool(_dev_rows(dataset)) and not item_features.is_known(dataset, AVERAGE_RATING)
    if column == USER_STARS:
        whole = name != "genre_mean" or item_features.is_known(dataset, GENRES)
        return whole and bool(_dev_rows(dataset)) and dataset.settings.split != "user"
    return column == USER_ID or item_features.is_known(dataset, column)


def _dev_rows(dataset: Dataset) -> int:
    rows = dataset.rows("dev")
    return rows.stop - rows.start


def lack(name: str, dataset: Dataset) -> str | None:
    """Why a dataset has no such feature, in words that go on from its name; None if it has it."""
    if name in dataset.features:
        return None
    if is_possible(name, dataset):
        return f"was made by a release that did not know “{FEATURES[name].title}”. Remove it and make it again."
    return f"has no {FEATURES[name].needs}."

"""The slow facts about data points, computed once and stored with the dataset; a rule is then a comparison."""

import logging
from dataclasses import dataclass, replace

import numpy as np

from recsys.columns import AUTHOR_ID
from recsys.data.dataset import Dataset, Doubles
from recsys.progress import Report, silent

log = logging.getLogger(__name__)

REVIEWS_A_REPORT = 1_000


@dataclass(frozen=True)
class Feature:
    """A number known of each data point: its name, what to call it, what it means, its range and a sensible step."""

    name: str
    title: str
    help: str
    low: float
    high: float
    step: float
    needs: str


FEATURES = {
    feature.name: feature
    for feature in (
        Feature(
            "polarity",
            "review polarity",
            "How positive the words of the review are, from -1 to 1, by TextBlob's lexicon.",
            -1.0,
            1.0,
            0.05,
            "review text",
        ),
        Feature(
            "subjectivity",
            "review subjectivity",
            "How much of an opinion the words of the review are, from 0 (fact) to 1 (opinion), by TextBlob's lexicon.",
            0.0,
            1.0,
            0.05,
            "review text",
        ),
        Feature(
            "shared_first_author",
            "books by the same author",
            "How many of the user's books have the same first author as the rated one, which counts too.",
            0.0,
            200.0,
            1.0,
            "authors",
        ),
    )
}


def add(dataset: Dataset, report: Report = silent) -> Dataset:
    """`dataset` with every feature that its data allow."""
    features: dict[str, Doubles] = {}
    if AUTHOR_ID in dataset.items.columns and dataset.items[AUTHOR_ID].count():
        report(0.0, "counting books that share an author")
        features["shared_first_author"] = shared_first_author(dataset)
    if len(dataset.reviews):
        features |= text_scores(dataset, report)
    features = {name: values for name, values in features.items() if not np.isnan(values).all()}
    log.info("features of %s: %s", dataset.about.name, ", ".join(features) or "none")
    return replace(dataset, features=features)


def shared_first_author(dataset: Dataset) -> Doubles:
    """For each data point, how many of the user's items have the item's first author; NaN where that is unknown."""
    # Int64 codes, -1 unknown: (user, author) becomes one number that can be counted and looked up without a loop.
    author = dataset.items[AUTHOR_ID].rank("dense").cast(int).fill_null(0).to_numpy().astype(np.int64) - 1
    n_authors = int(author.max(initial=0)) + 1
    user_of_touch = np.repeat(np.arange(dataset.users.height), np.diff(dataset.histories.offsets))
    author_of_touch = author[dataset.histories.items]
    known = author_of_touch >= 0
    keys, counts = np.unique(user_of_touch[known] * n_authors + author_of_touch[known], return_counts=True)
    author_of_pair = author[dataset.pairs.item]
    wanted = dataset.pairs.user.astype(np.int64) * n_authors + author_of_pair
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(len(dataset.pairs), np.nan, np.float64)
    return np.where(author_of_pair >= 0, counts[place], np.nan).astype(np.float64)


def text_scores(dataset: Dataset, report: Report = silent) -> dict[str, Doubles]:
    """TextBlob's polarity and subjectivity for each data point; NaN where there is no review."""
    from recsys.labeling.sentiment import score  # here, so that a server that only reads stored scores stays light

    found = np.empty((len(dataset.reviews), 2), np.float64)
    for index, text in enumerate(dataset.reviews.text):
        if index % REVIEWS_A_REPORT == 0:
            report(index / len(found), f"scoring reviews: {index:,} of {len(found):,}")
        found[index] = score(text)
    scores = {}
    for column, name in enumerate(("polarity", "subjectivity")):
        scores[name] = np.full(len(dataset.pairs), np.nan, np.float64)
        scores[name][dataset.reviews.row] = found[:, column]
    return scores

"""The functions a dataset starts with: the published ones that suit it, and where it has no reviews others in place."""

import math
from collections.abc import Iterator

import numpy as np

from recsys.data.dataset import Dataset
from recsys.labeling import functions, lookups
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import FunctionSet, KeywordFunction, LabelingFunction, LookupFunction, ThresholdFunction

LOW, HIGH = 0.2, 0.8  # of a feature's values, which are below a threshold that votes against, above one that votes for
FOR_AND_AGAINST = ("average_rating", "item_mean", "user_mean", "genre_mean")
TEXT_FEATURES = ("polarity", "subjectivity")
PRAISE = (
    "masterpiece", "classic", "great acting", "excellent", "must see", "must-read", "amazing", "beautiful", "favorite",
    "favourites", "thought-provoking", "atmospheric", "oscar (best picture)", "imdb top 250",
)  # fmt: skip
BLAME = (
    "boring", "overrated", "bad", "bad acting", "stupid", "predictable", "disappointing", "slow", "bad plot", "silly",
    "did-not-finish", "abandoned",
)  # fmt: skip


def of(dataset: Dataset) -> FunctionSet:
    """The published functions that suit a dataset; one without reviews gets functions on ratings and tags, too.

    These have their thresholds where a fifth of the data points lies beyond them; nothing withheld is looked at.
    """
    suited = [function for function in functions.published().functions if why_not(function, dataset) is None]
    if not _has_reviews(dataset):
        suited += [*_on_stars(dataset), *_on_tags(dataset)]
    return FunctionSet(functions=tuple(suited))


def why_not(function: LabelingFunction, dataset: Dataset) -> str | None:
    """Why a dataset does not start with a published function, as a sentence; None if it does."""
    goes_by_text = isinstance(function, KeywordFunction) or getattr(function, "feature", "") in TEXT_FEATURES
    if goes_by_text and len(dataset.reviews) and not _has_reviews(dataset):
        name, noun = dataset.about.name, dataset.about.text_noun
        return f"{function.name} does not apply: {name} has no reviews; the texts it has are {noun}."
    return functions.why_not(function, dataset)


def _has_reviews(dataset: Dataset) -> bool:
    return len(dataset.reviews) > 0 and dataset.about.text_noun == "review"


def _on_stars(dataset: Dataset) -> Iterator[LabelingFunction]:
    for name in (*FOR_AND_AGAINST, "ratings_count"):
        values = dataset.features.get(name, np.empty(0))
        known = values[~np.isnan(values)]
        if not len(known):
            continue
        step = FEATURES[name].step
        # Rounded outward, so that no fewer lie beyond.
        low = round(math.ceil(float(np.quantile(known, LOW)) / step) * step, 2)
        high = round(math.floor(float(np.quantile(known, HIGH)) / step) * step, 2)
        if low >= high:
            continue
        yield ThresholdFunction(name=f"{name}_high", feature=name, comparison=">=", threshold=high, label=1)
        if name in FOR_AND_AGAINST:
            yield ThresholdFunction(name=f"{name}_low", feature=name, comparison="<=", threshold=low, label=0)


def _on_tags(dataset: Dataset) -> Iterator[LabelingFunction]:
    if not lookups.is_possible("tag", dataset):
        return
    for name, tags, label in (("tags_praise", PRAISE, 1), ("tags_blame", BLAME, 0)):
        unknown = lookups.unknown("tag", tags, dataset)
        if known := tuple(tag for tag in tags if tag not in unknown):
            yield LookupFunction(name=name, field="tag", values=known, label=label)

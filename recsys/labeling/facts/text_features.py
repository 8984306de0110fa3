"""What is known of a data point from its review; NaN where it has none."""

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Dataset, Doubles
from recsys.progress import Report, silent

REVIEWS_A_REPORT = 1_000


def review_length(dataset: Dataset) -> Doubles:
    """How many words the review has: what stands between white space, by Python's idea of it."""
    return _of_reviews(dataset, dataset.reviews.text.str.count_matches(r"[^\s\x1c-\x1f]+").to_numpy())


def scores(dataset: Dataset, report: Report = silent) -> dict[str, Doubles]:
    """TextBlob's polarity and subjectivity."""
    from recsys.labeling.facts.sentiment import (
        score,  # here, so that a server that only reads stored scores stays light
    )

    found = np.empty((len(dataset.reviews), 2), np.float64)
    for index, text in enumerate(dataset.reviews.text):
        if index % REVIEWS_A_REPORT == 0:
            report(index / len(found), f"scoring reviews: {index:,} of {len(found):,}")
        found[index] = score(text)
    return {name: _of_reviews(dataset, found[:, j]) for j, name in enumerate(("polarity", "subjectivity"))}


def _of_reviews(dataset: Dataset, values: npt.NDArray[np.generic]) -> Doubles:
    spread = np.full(len(dataset.pairs), np.nan, np.float64)
    spread[dataset.reviews.row] = values
    return spread

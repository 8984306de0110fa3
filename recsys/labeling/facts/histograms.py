"""How a score spreads: over all data points, and over dev's by gold."""

import numpy as np
import pandas as pd

from recsys.data.dataset import Dataset
from recsys.labeling.facts.features import FEATURES

BINS = 40
COLUMNS = ["start", "end", "rows", "liked", "not_liked"]


def histogram(dataset: Dataset, feature: str) -> pd.DataFrame:
    """One row a bin, ascending, with the columns of COLUMNS: where it starts and ends, how many data points of all
    splits lie in it, and how many of dev's with gold 1 and 0. At most about BINS bins; none if no value is known.

    The last bin holds its end, too. Bins of a count have whole numbers in their middle.
    """
    values = dataset.features[feature]
    known = values[~np.isnan(values)]
    if not len(known):
        return pd.DataFrame({name: np.empty(0) for name in COLUMNS})
    edges = _edges(float(known.min()), float(known.max()), FEATURES[feature].step >= 1)
    dev, gold = values[dataset.rows("dev")], dataset.gold("dev")
    rows, liked, not_liked = (np.histogram(part, edges)[0] for part in (known, dev[gold == 1], dev[gold == 0]))
    return pd.DataFrame(
        {"start": edges[:-1], "end": edges[1:], "rows": rows, "liked": liked, "not_liked": not_liked}, columns=COLUMNS
    )


def _edges(low: float, high: float, is_count: bool) -> np.ndarray:
    if not is_count:
        return np.histogram_bin_edges(np.array([low, high]), BINS)
    width = max(1, int(np.ceil((high - low) / BINS)))
    return np.arange(low - 0.5, high + width, width)

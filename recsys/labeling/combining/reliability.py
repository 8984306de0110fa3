"""Does P(positive) keep its word: of the rows it calls 80 % likely, are 80 % liked?"""

import numpy as np
import pandas as pd

from recsys.data.dataset import Doubles
from recsys.evaluation import intervals
from recsys.labeling.combining.pattern_metrics import Counts

BINS = 10


def table(probability: Doubles, gold_counts: Counts, bins: int = BINS) -> pd.DataFrame:
    """A reliability diagram: one row for each of the equal bins of P that has rows with gold.

    probability: (p,), NaN for no label. Columns: start, end, probability (its mean there), n, liked (their share), and
    its Wilson interval low, high. A probability on a bin's edge belongs to the upper bin, 1 to the last.
    """
    labeled = ~np.isnan(probability)
    score, (not_liked, liked) = probability[labeled], gold_counts[labeled].T
    place = np.minimum((score * bins).astype(int), bins - 1)
    n = np.bincount(place, liked + not_liked, bins)
    hits = np.bincount(place, liked, bins)
    low, high = intervals.wilson(hits, n)
    edges = np.arange(bins + 1) / bins
    with np.errstate(invalid="ignore"):
        mean, share = np.bincount(place, score * (liked + not_liked), bins) / n, hits / n
    found = pd.DataFrame(
        {"start": edges[:-1], "end": edges[1:], "probability": mean, "n": n.astype(int), "liked": share,
         "low": low, "high": high}
    )  # fmt: skip
    return found[found["n"] > 0].reset_index(drop=True)


def calibration_error(diagram: pd.DataFrame) -> float | None:
    """How far P is from the share of liked rows, on average over the rows; None without rows.

    Source: Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
    """
    rows = diagram["n"].sum()
    gaps = (diagram["probability"] - diagram["liked"]).abs() * diagram["n"]
    return float(gaps.sum() / rows) if rows else None

"""Whether probabilities mean what they say: of what is called 70 % likely to be liked, 70 % should be."""

import numpy as np
import numpy.typing as npt
import pandas as pd

BINS = 10


def reliability(probability: npt.NDArray[np.floating], liked: npt.NDArray[np.bool_], bins: int = BINS) -> pd.DataFrame:
    """Columns from, to, predicted (mean P), liked (share), count: a row for each of `bins` equal parts of [0, 1].

    Parts without any probability are left out; one that stands on an edge belongs to the part below it, as in
    scikit-learn's calibration_curve.
    """
    edges = np.linspace(0, 1, bins + 1)
    part = np.searchsorted(edges[1:-1], probability)
    count = np.bincount(part, minlength=bins)
    there = np.flatnonzero(count)
    predicted, hits = (np.bincount(part, what, minlength=bins)[there] for what in (probability, liked))
    return pd.DataFrame(
        {
            "from": edges[there],
            "to": edges[there + 1],
            "predicted": predicted / count[there],
            "liked": hits / count[there],
            "count": count[there],
        }
    )


def calibration_error(table: pd.DataFrame) -> float | None:
    """How far predicted and liked are apart on average, weighted by count; None without any row.

    Source: Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning" (2015).
    """
    if table.empty:
        return None
    apart = (table["predicted"] - table["liked"]).abs()
    return float(np.average(apart, weights=table["count"]))

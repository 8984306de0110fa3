"""Coverage and accuracy slice by slice: where there are many votes and where few, where they are right and wrong."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.data.dataset import Bytes
from recsys.evaluation import intervals
from recsys.labeling import majorities
from recsys.labeling.majorities import RIGHT, UNCOVERED, WRONG
from recsys.labeling.slices import SLICERS, Kind, Slices

COLUMNS = ["kind", "slice", "rows", "coverage", "gold", "accuracy", "low", "high"]


def table(slices: Slices, columns: Sequence[Bytes], split: str) -> pd.DataFrame:
    """One row a slice of a split, with the columns of COLUMNS. columns: the votes on the split, (n,) each.

    coverage: the share of the slice's rows with a vote. gold: its rows with gold and a majority among their votes;
    accuracy: the share of those on which the majority is right, with its Wilson interval (low, high). NaN without any.
    """
    outcomes = majorities.outcomes(columns, slices.dataset.gold(split))
    rows = slices.dataset.rows(split)
    parts = []
    for kind in SLICERS:
        found = slices.of(kind)
        # The slice of rows in none is the first, and left out.
        places = (found.codes[rows].astype(np.int64) + 1) * 4 + outcomes
        counts = np.bincount(places, minlength=4 * (len(found.names) + 1)).reshape(-1, 4)[1:]
        parts.append(_numbers(kind, found.names, counts))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _numbers(kind: Kind, names: Sequence[str], counts: npt.NDArray[np.int64]) -> pd.DataFrame:
    total, right = counts.sum(axis=1), counts[:, RIGHT]
    judged = right + counts[:, WRONG]
    low, high = intervals.wilson(right, judged)
    return pd.DataFrame(
        {
            "kind": kind,
            "slice": list(names),
            "rows": total,
            "coverage": np.divide(
                total - counts[:, UNCOVERED], total, out=np.full(len(total), np.nan), where=total > 0
            ),
            "gold": judged,
            "accuracy": np.divide(right, judged, out=np.full(len(total), np.nan), where=judged > 0),
            "low": low,
            "high": high,
        },
        columns=COLUMNS,
    )

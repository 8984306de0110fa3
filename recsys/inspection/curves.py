"""A model's right and wrong calls at every threshold."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Scores = npt.NDArray[np.floating]
Mask = npt.NDArray[np.bool_]
MOST_POINTS = 200


@dataclass(frozen=True)
class Confusion:
    """What calling liked all that reaches a threshold gets right and wrong: how many rows of each kind."""

    hits: int
    false_alarms: int
    misses: int
    rightly_not: int

    @property
    def precision(self) -> float | None:
        """Of those called liked, the share that is; None if none is called so."""
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float | None:
        """Of the liked, the share that is called so."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)

    @property
    def accuracy(self) -> float | None:
        """The share of rows called rightly."""
        whole = self.hits + self.false_alarms + self.misses + self.rightly_not
        return _share(self.hits + self.rightly_not, whole)


def confusion(score: Scores, liked: Mask, threshold: float) -> Confusion:
    """Right and wrong calls where a score of `threshold` or more is called liked."""
    called = score >= threshold
    hits, positive = int(np.sum(called & liked)), int(np.sum(liked))
    alarms = int(np.sum(called)) - hits
    return Confusion(hits, alarms, positive - hits, len(liked) - positive - alarms)


def precision_recall(score: Scores, liked: Mask, points: int = MOST_POINTS) -> pd.DataFrame:
    """threshold, precision, recall at the scores that occur, ascending; of more than `points`, some evenly chosen.

    The same as scikit-learn's precision_recall_curve, less its last point, at which nothing is called liked. Without a
    liked row there is nothing to recall, and the table is empty.
    """
    if not liked.any():
        return pd.DataFrame({"threshold": [], "precision": [], "recall": []})
    order = np.argsort(score, kind="stable")[::-1]
    sorted_score = score[order]
    last = np.append(np.flatnonzero(np.diff(sorted_score)), len(score) - 1)  # of each run of equals
    hits = np.cumsum(liked[order])[last]
    table = pd.DataFrame(
        {
            "threshold": sorted_score[last].astype(float),
            "precision": hits / (last + 1),
            "recall": hits / hits[-1],
        }
    )[::-1].reset_index(drop=True)
    if len(table) <= points:
        return table
    chosen = np.unique(np.linspace(0, len(table) - 1, points).round().astype(int))
    return table.iloc[chosen].reset_index(drop=True)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

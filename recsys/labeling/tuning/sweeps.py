"""What a threshold function would be worth at every other threshold: one sort, then a look-up for each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.data.dataset import Bytes, Dataset, Doubles
from recsys.evaluation import intervals
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import Comparison, ThresholdFunction

COLUMNS = ["threshold", "coverage_dev", "coverage_train", "correct", "incorrect", "accuracy", "low", "high"]
DECIMALS = (0, 1, 2, 3, 6)  # a threshold may have; somebody may want to type it
MOST_POINTS = 400


@dataclass(frozen=True)
class SortedFeature:
    """A feature's distinct known values on some rows, ascending, and how many rows lie below each.

    values: float64 (k,). below: int64 (k + 1, 3), the rows, those with gold 0 and those with gold 1 whose value is
    below `values[i]`; last, all whose value is known. total: all rows, unknown ones too.
    """

    values: Doubles
    below: npt.NDArray[np.int64]
    total: int

    def votes(self, comparison: Comparison, thresholds: Doubles) -> npt.NDArray[np.int64]:
        """How many rows compare so with each threshold: (t,) -> (t, 3), all, with gold 0, with gold 1."""
        below = self.below[np.searchsorted(self.values, thresholds, "right" if comparison in (">", "<=") else "left")]
        return below if comparison in ("<", "<=") else self.below[-1] - below


def sort(values: Doubles, gold: Bytes) -> SortedFeature:
    """A feature ready to be swept. values: float64 (n,), NaN unknown. gold: int8 (n,), 1, 0 or -1 unknown."""
    known = ~np.isnan(values)
    distinct, counts = np.unique(values[known], return_counts=True)
    below = np.zeros((len(distinct) + 1, 3), np.int64)
    np.cumsum(counts, out=below[1:, 0])
    for label in (0, 1):
        with_gold = np.sort(values[known & (gold == label)])
        below[:-1, 1 + label] = np.searchsorted(with_gold, distinct)
        below[-1, 1 + label] = len(with_gold)
    return SortedFeature(distinct, below, len(values))


class Sweeper:
    """A dataset whose features are sorted when first asked for, and kept: a sweep then takes milliseconds."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._sorted: dict[tuple[str, str], SortedFeature] = {}

    def feature(self, name: str, split: str) -> SortedFeature:
        """A feature on a split; one the dataset does not have is known of no row."""
        if (name, split) not in self._sorted:
            rows = self.dataset.rows(split)
            values = self.dataset.features.get(name, np.full(len(self.dataset.pairs), np.nan))[rows]
            self._sorted[name, split] = sort(values, self.dataset.gold(split))
        return self._sorted[name, split]

    def curve(self, function: ThresholdFunction) -> pd.DataFrame:
        """`curve` of a function on dev and train."""
        return curve(function, self.feature(function.feature, "dev"), self.feature(function.feature, "train"))


def curve(function: ThresholdFunction, dev: SortedFeature, train: SortedFeature) -> pd.DataFrame:
    """What the function would do at every threshold that changes its votes on dev; its own threshold is always there.

    One row a threshold, ascending, with the columns of COLUMNS: coverage is a share of the split's rows; correct,
    incorrect, accuracy and its Wilson interval (low, high) are of dev's rows with gold, NaN where none is voted on.
    """
    thresholds = candidates(function, dev)
    voted = dev.votes(function.comparison, thresholds)
    correct, incorrect = voted[:, 1 + function.label], voted[:, 2 - function.label]
    judged = correct + incorrect
    low, high = intervals.wilson(correct, judged)
    return pd.DataFrame(
        {
            "threshold": thresholds,
            "coverage_dev": voted[:, 0] / max(dev.total, 1),
            "coverage_train": train.votes(function.comparison, thresholds)[:, 0] / max(train.total, 1),
            "correct": correct,
            "incorrect": incorrect,
            "accuracy": np.divide(correct, judged, out=np.full(len(judged), np.nan), where=judged > 0),
            "low": low,
            "high": high,
        },
        columns=COLUMNS,
    )


def candidates(function: ThresholdFunction, dev: SortedFeature) -> Doubles:
    """Thresholds with all the different votes on dev that can be set, one for each, ascending.

    All are in the feature's range, and as short as DECIMALS allows, but for the function's own, which stays as it is.
    Values that differ only in later decimals can't be told apart by such a threshold.
    """
    feature = FEATURES[function.feature]
    upward = function.comparison in (">", "<=")
    offered = [np.array([function.threshold]), *(_beside(dev.values, decimals, upward) for decimals in DECIMALS)]
    if len(dev.values):
        # Beyond the data all rows or none are voted on; the range's own ends may be much farther away.
        beyond = np.array([dev.values[0] - feature.step, dev.values[-1] + feature.step])
        offered.append(np.round(np.clip(beyond, feature.low, feature.high), DECIMALS[-1]))
    thresholds = np.concatenate(offered) + 0.0  # no -0.0
    thresholds = thresholds[(thresholds >= feature.low) & (thresholds <= feature.high)]
    # Of thresholds with the same votes the first is kept: today's, or else the shortest.
    _, first = np.unique(dev.votes(function.comparison, thresholds)[:, 0], return_index=True)
    return np.sort(thresholds[first])


def _beside(values: Doubles, decimals: int, upward: bool) -> Doubles:
    """Each value rounded up, or down: to its other side a threshold would have other votes."""
    rounded, step = np.round(values, decimals), 10.0**-decimals
    if upward:
        return np.where(rounded < values, np.round(rounded + step, decimals), rounded)
    return np.where(rounded > values, np.round(rounded - step, decimals), rounded)


def thin(points: pd.DataFrame, current: float, most: int = MOST_POINTS) -> pd.DataFrame:
    """At most `most` rows of a curve, for a chart: both ends, the threshold `current`, and rows evenly by votes cast.

    So where votes are dense, thresholds are dense too; a page says that a curve was thinned when it is shorter.
    """
    if len(points) <= most:
        return points
    coverage = points["coverage_dev"].to_numpy()
    order = np.argsort(coverage, kind="stable")
    wanted = np.linspace(coverage.min(), coverage.max(), most - 1)
    chosen = order[np.searchsorted(coverage[order], wanted)]
    today = np.flatnonzero(points["threshold"].to_numpy() == current)[:1]
    return points.iloc[np.unique(np.concatenate([chosen, today]))].reset_index(drop=True)

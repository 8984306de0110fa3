"""Is one score better than another on the same rows, or is it chance? Closed forms, from the patterns.

Closed forms rather than a bootstrap: they need no seed, give the same answer every time, and take as long for 80
million rows as for 800. Rows count as independent, although a reader has several: true intervals are a little wider.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

from recsys.data.dataset import Doubles
from recsys.evaluation.intervals import Z
from recsys.labeling.combining import pattern_metrics
from recsys.labeling.combining.pattern_metrics import Counts

LEAST_ROWS = 30  # with gold of each class; with fewer DeLong's interval is too narrow


class Difference(NamedTuple):
    """How much larger the first number is than the second, the 95 % interval, and the two-sided p-value of chance."""

    value: float
    low: float
    high: float
    p: float


UNKNOWN = Difference(math.nan, math.nan, math.nan, math.nan)


def auc(first: Doubles, second: Doubles, gold_counts: Counts) -> Difference:
    """The difference of two AUCs: (p,) scores without NaN, gold_counts (p, 2). UNKNOWN below LEAST_ROWS of each class.

    Source: DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
    characteristic curves", Biometrics 44 (1988).
    """
    if gold_counts.sum(axis=0).min() < LEAST_ROWS:
        return UNKNOWN
    ours, theirs = (pattern_metrics.placements(score, gold_counts) for score in (first, second))
    # Seen from a liked row, the AUC is the mean share of not liked rows below it; from a not liked one, of those above.
    above, below = ours[0] - theirs[0], ours[1] - theirs[1]
    value, variance_liked = _mean_and_its_variance(below, gold_counts[:, 1])
    _, variance_not_liked = _mean_and_its_variance(above, gold_counts[:, 0])
    return _difference(value, value, math.sqrt(variance_liked + variance_not_liked))


def accuracy(first: Doubles, second: Doubles, gold_counts: Counts, class_balance: float) -> Difference:
    """The difference of two accuracies; ties are decided by the class balance. UNKNOWN without a row.

    Only rows that one has right and the other wrong tell them apart. Source of the interval: Agresti and Min, "Simple
    improved confidence intervals for comparing matched proportions", Statistics in Medicine 24 (2005), who add half a
    row to each of the four cells; it is right for small numbers too.
    """
    n = int(gold_counts.sum())
    if not n:
        return UNKNOWN
    ours, theirs = (pattern_metrics.predicts_liked(score, class_balance) for score in (first, second))
    only_first = int(gold_counts[ours & ~theirs, 1].sum() + gold_counts[~ours & theirs, 0].sum())
    only_second = int(gold_counts[~ours & theirs, 1].sum() + gold_counts[ours & ~theirs, 0].sum())
    gained, lost, rows = only_first + 0.5, only_second + 0.5, n + 2
    error = math.sqrt(gained + lost - (gained - lost) ** 2 / rows) / rows
    return _difference((only_first - only_second) / n, (gained - lost) / rows, error)


def _mean_and_its_variance(values: Doubles, counts: Counts) -> tuple[float, float]:
    n = counts.sum()
    mean = counts @ values / n
    return float(mean), float(counts @ (values - mean) ** 2 / (n - 1) / n)


def _difference(value: float, center: float, error: float) -> Difference:
    if error == 0:  # both are right and wrong on the same rows, or one is so much better that nothing is left to chance
        return Difference(value, value, value, 1.0 if value == 0 else 0.0)
    p = 2 * NormalDist().cdf(-abs(center) / error)
    return Difference(value, center - Z * error, center + Z * error, p)

"""What P(positive) by vote pattern is worth: scikit-learn's numbers, from how often each pattern meets which gold."""

from typing import TypedDict, cast

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Doubles

Counts = npt.NDArray[np.int64]


class Numbers(TypedDict):
    """Of the n rows that have a label and gold. f1 is of the liked, macro_f1 the mean of that and the other class's."""

    accuracy: float | None
    f1: float | None
    macro_f1: float | None
    auc: float | None
    brier: float | None
    coverage: float | None
    n: int


def measure(probability: Doubles, gold_counts: Counts, class_balance: float) -> Numbers:
    """All numbers of P(positive) by pattern: (p,), NaN for no label, and gold_counts (p, 2), rows with gold 0 and 1.

    A probability of exactly .5, a tie, is decided by the class balance. Numbers that can't be had (no row, one class
    only) are None; coverage is the share of the rows with gold that have a label.
    """
    found = measure_each(probability[None], gold_counts, class_balance)
    numbers = {name: None if np.isnan(values[0]) else float(values[0]) for name, values in found.items()}
    return cast(Numbers, numbers | {"n": int(found["n"][0])})


def measure_each(probability: Doubles, gold_counts: Counts, class_balance: float) -> dict[str, Doubles]:
    """`measure` of several models at once: (k, p) -> k of each number, NaN for one that can't be had."""
    labeled = ~np.isnan(probability)
    score = np.where(labeled, probability, 0.0)
    not_liked, liked = (np.where(labeled, counts, 0.0) for counts in gold_counts.T)
    predicted = predicts_liked(score, class_balance).astype(float)
    rows_liked, n = liked.sum(axis=1), (liked + not_liked).sum(axis=1)
    hits = (predicted * liked).sum(axis=1)
    wrong = (predicted * not_liked).sum(axis=1) + rows_liked - hits
    with np.errstate(invalid="ignore"):  # 0 / 0 is NaN: not to be had
        f1 = [2 * right / (2 * right + wrong) for right in (hits, n - wrong - hits)]
        return {
            "accuracy": (n - wrong) / n,
            "f1": f1[0],
            "macro_f1": np.where(np.isnan(f1[0]), f1[1], np.where(np.isnan(f1[1]), f1[0], (f1[0] + f1[1]) / 2)),
            "auc": _areas(score, not_liked, liked),
            "brier": ((1 - score) ** 2 * liked + score**2 * not_liked).sum(axis=1) / n,
            "coverage": n / np.float64(gold_counts.sum()),
            "n": n,
        }


def predicts_liked(probability: Doubles, class_balance: float) -> npt.NDArray[np.bool_]:
    """Which patterns are taken as liked, (p,) -> (p,): a tie goes to the larger class."""
    return probability >= 0.5 if class_balance >= 0.5 else probability > 0.5


def placements(score: Doubles, gold_counts: Counts) -> tuple[Doubles, Doubles]:
    """The share of liked rows above each pattern, and of not liked rows below it, equal ones counting half; (p,) each.

    The liked rows' mean of the second is the AUC. NaN where there is no such row.
    """
    distinct, place = np.unique(score, return_inverse=True)
    shares = []
    for counts in gold_counts.T:
        by_score = np.bincount(place, counts, len(distinct))
        with np.errstate(invalid="ignore", divide="ignore"):
            shares.append(((np.cumsum(by_score) - by_score / 2) / by_score.sum())[place])
    return 1 - shares[1], shares[0]


def _areas(score: Doubles, not_liked: Doubles, liked: Doubles) -> Doubles:
    """Areas under the ROC curve: scores and rows by gold, each (k, p) -> (k,); NaN unless both classes are there."""
    k, p = score.shape
    order = np.argsort(score, axis=1)
    ascending = np.take_along_axis(score, order, axis=1)
    is_start = np.ones((k, p), np.bool_)  # of patterns with equal scores
    is_start[:, 1:] = ascending[:, 1:] != ascending[:, :-1]
    starts = np.flatnonzero(is_start)
    if not len(starts):
        return np.full(k, np.nan)
    below, found = (
        np.add.reduceat(np.take_along_axis(counts, order, axis=1).ravel(), starts) for counts in (not_liked, liked)
    )
    which, all_below = starts // p, not_liked.sum(axis=1)
    before = (np.cumsum(all_below) - all_below)[which]  # the rows of the other scores, counted on from
    above = found * (np.cumsum(below) - before - below / 2)
    with np.errstate(invalid="ignore"):
        return np.bincount(which, above, k) / all_below / liked.sum(axis=1)

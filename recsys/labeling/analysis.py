"""Judge the rules: snorkel's LFAnalysis table and matrices, from the vote patterns alone."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.labeling.patterns import Patterns

COLUMNS = ["name", "j", "polarity", "coverage", "overlaps", "conflicts", "correct", "incorrect", "accuracy"]


def summary(found: Patterns, names: Sequence[str]) -> pd.DataFrame:
    """One row a function, with the columns of snorkel's `lf_summary` under the names of COLUMNS.

    Two differences from snorkel 0.10, both deliberate: a row without gold counts neither as correct nor as incorrect,
    and the accuracy of a function that never voted on a row with gold is missing (NaN), not 0.
    """
    voted = found.votes >= 0
    total = max(found.total, 1)
    others = voted.sum(axis=1, keepdims=True) > 1
    positive, negative = found.votes == 1, found.votes == 0
    disagree = (positive & negative.any(axis=1, keepdims=True)) | (negative & positive.any(axis=1, keepdims=True))
    against, agreeing = found.gold_counts[:, :1], found.gold_counts[:, 1:]
    correct = (positive * agreeing + negative * against).sum(axis=0)
    judged = (voted * (agreeing + against)).sum(axis=0)
    return pd.DataFrame(
        {
            "name": list(names),
            "j": np.arange(len(names)),
            "polarity": [
                [label for label, cast in ((0, negative), (1, positive)) if cast[:, j].any()] for j in range(len(names))
            ],
            "coverage": coverages(found),
            "overlaps": found.counts @ (voted & others) / total,
            "conflicts": found.counts @ disagree / total,
            "correct": correct,
            "incorrect": judged - correct,
            "accuracy": np.divide(correct, judged, out=np.full(len(names), np.nan), where=judged > 0),
        },
        columns=COLUMNS,
    )


def coverages(found: Patterns) -> npt.NDArray[np.float64]:
    """The share of rows on which each function votes, shape (m,)."""
    return np.asarray(found.counts @ (found.votes >= 0) / max(found.total, 1))


def conflict_matrix(found: Patterns) -> npt.NDArray[np.float64]:
    """The share of rows on which functions i and j vote against each other, shape (m, m)."""
    positive, negative = (found.votes == 1).astype(float), (found.votes == 0).astype(float)
    against = (positive * found.counts[:, None]).T @ negative
    return np.asarray((against + against.T) / max(found.total, 1))


def overlap_matrix(found: Patterns) -> npt.NDArray[np.float64]:
    """The share of rows on which functions i and j both vote, shape (m, m); the diagonal is the coverage."""
    voted = (found.votes >= 0).astype(float)
    return np.asarray((voted * found.counts[:, None]).T @ voted / max(found.total, 1))


def common_rows(found: Patterns) -> npt.NDArray[np.int64]:
    """The number of rows on which functions i and j both vote, shape (m, m)."""
    voted = (found.votes >= 0).astype(np.int64)
    return np.asarray((voted * found.counts[:, None]).T @ voted)


def agreement_matrix(found: Patterns) -> npt.NDArray[np.float64]:
    """Of the rows on which functions i and j both vote, the share on which they agree, shape (m, m); NaN for none."""
    both = common_rows(found)
    against = np.rint(conflict_matrix(found) * max(found.total, 1))
    return np.divide(both - against, both, out=np.full(both.shape, np.nan), where=both > 0)


def coverage(found: Patterns) -> float:
    """The share of rows with at least one vote."""
    return float(found.counts[found.covered].sum() / max(found.total, 1))


def class_balance(found: Patterns) -> float | None:
    """The share of liked among rows with gold; None if there are none."""
    not_liked, liked = found.gold_counts.sum(axis=0)
    return float(liked / (liked + not_liked)) if liked + not_liked else None

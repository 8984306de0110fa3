"""Dawid and Skene's model: how often each function is right, learned without gold from how functions agree.

Source: Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied
Statistics 28 (1979). Not voting is missing at random here, as in the paper. As a third answer it did better on made-up
functions that are independent given the truth, and much worse on real ones: functions that read the same review vote
together whatever the truth, and the model takes "has a review" for the class (AUC on the demo .57 against .69).
"""

from collections.abc import Sequence

import numpy as np

from recsys.data.dataset import Doubles
from recsys.labeling.combining import label_models
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.patterns import Patterns

START = 0.7  # of every function's votes are right; snorkel's start too
IMAGINED = 10.0  # votes at START: without them one that only ever votes liked would be taken as certain, ever slower
TOLERANCE = 1e-6


def fit(train: Patterns, names: Sequence[str], settings: LabelModelSettings, class_balance: float) -> LabelModel:
    """The model after EM on the covered rows, at most `settings.epochs` rounds; the class balance stays as it is."""
    positive, negative = (train.votes == 1).astype(float), (train.votes == 0).astype(float)
    right = np.full((train.votes.shape[1], 2), START)
    for _ in range(settings.epochs):
        before = right
        right = _maximize(positive, negative, _expect(positive, negative, right, class_balance) * train.counts[:, None])
        if np.abs(right - before).max() < TOLERANCE:
            break
    cast = train.counts @ (positive + negative)
    coverage = np.maximum(cast, 1) / train.total  # one that never voted keeps its start
    conditional = np.empty((2 * len(right), 2))
    conditional[0::2, 0], conditional[0::2, 1] = coverage * right[:, 0], coverage * (1 - right[:, 1])
    conditional[1::2, 0], conditional[1::2, 1] = coverage * (1 - right[:, 0]), coverage * right[:, 1]
    weights = label_models.accuracies(conditional, class_balance, coverage)
    return label_models.fitted(settings, class_balance, names, conditional, np.where(cast > 0, weights, np.nan))


def _expect(positive: Doubles, negative: Doubles, right: Doubles, class_balance: float) -> Doubles:
    """P(not liked) and P(liked) of each pattern, (p, 2). right: P(vote is y | truth is y, it votes), (m, 2)."""
    logit = (
        np.log(class_balance / (1 - class_balance))
        + positive @ np.log(right[:, 1] / (1 - right[:, 0]))
        + negative @ np.log((1 - right[:, 1]) / right[:, 0])
    )
    liked = 1 / (1 + np.exp(-np.clip(logit, -700, 700)))
    return np.stack([1 - liked, liked], axis=1)


def _maximize(positive: Doubles, negative: Doubles, rows: Doubles) -> Doubles:
    """How often each function is right on the rows taken as not liked and as liked: rows (p, 2) -> (m, 2)."""
    hits = np.stack([negative.T @ rows[:, 0], positive.T @ rows[:, 1]], axis=1)
    return np.asarray((hits + IMAGINED * START) / ((positive + negative).T @ rows + IMAGINED))

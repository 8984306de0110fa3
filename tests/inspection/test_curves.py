"""Calls at every threshold, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_curve

from recsys.inspection import curves
from recsys.inspection.curves import Confusion

SCORE = np.array([0.9, 0.6, 0.6, 0.2])
LIKED = np.array([True, False, True, True])


def test_a_threshold_calls_liked_what_reaches_it() -> None:
    at = curves.confusion(SCORE, LIKED, 0.6)
    assert at == Confusion(hits=2, false_alarms=1, misses=1, rightly_not=0)
    assert (at.precision, at.recall, at.f1, at.accuracy) == (2 / 3, 2 / 3, 2 / 3, 1 / 2)


def test_a_share_of_nothing_is_none() -> None:
    at = curves.confusion(SCORE, np.zeros(4, bool), 1.0)
    assert (at.precision, at.recall, at.f1, at.accuracy) == (None, None, None, 1.0)


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_is_that_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    score, liked = rng.integers(0, 20, 100) / 20, rng.random(100) < 0.4
    precision, recall, threshold = precision_recall_curve(liked, score)
    table = curves.precision_recall(score, liked)
    assert np.allclose(table["threshold"], threshold)
    assert np.allclose(table["precision"], precision[:-1])
    assert np.allclose(table["recall"], recall[:-1])


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    score = np.linspace(0, 1, 5_000)
    table = curves.precision_recall(score, score > 0.5, points=100)
    assert len(table) == 100
    assert table["threshold"].iloc[[0, -1]].tolist() == [0, 1]


def test_without_a_liked_row_there_is_no_curve() -> None:
    assert curves.precision_recall(SCORE, np.zeros(4, bool)).empty

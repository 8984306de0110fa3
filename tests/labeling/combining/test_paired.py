"""Differences of two scores on the same rows, and their intervals: by hand, and against the definition."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from recsys.labeling.combining import paired


def test_an_accuracy_difference_by_hand() -> None:
    # 40 rows: one is right on 10 where the other is wrong, wrong on 4 where it is right; 26 rows tell nothing.
    first, second = np.array([0.9, 0.9, 0.1]), np.array([0.1, 0.9, 0.9])
    counts = np.array([[4, 7], [16, 10], [3, 0]])
    found = paired.accuracy(first, second, counts, 0.5)
    assert found.value == (7 + 3 - 4) / 40
    error = math.sqrt(10.5 + 4.5 - (10.5 - 4.5) ** 2 / 42) / 42
    assert (found.low, found.high) == pytest.approx((6 / 42 - 1.96 * error, 6 / 42 + 1.96 * error))
    assert found.p == pytest.approx(math.erfc(6 / 42 / error / math.sqrt(2)))


def test_an_auc_difference_by_hand() -> None:
    # 30 rows each of: liked on top in both scores; liked below the others in the second only; and all others.
    first, second = np.array([0.9, 0.8, 0.1]), np.array([0.9, 0.1, 0.5])
    counts = np.array([[0, 30], [0, 30], [30, 0]])
    found = paired.auc(first, second, counts)
    assert found.value == 1 - 0.5
    # Half of the liked rows lose nothing, half lose all: variance 1/4 with 59 / 60; the others are all alike.
    error = math.sqrt(60 * 0.25 / 59 / 60)
    assert (found.low, found.high) == pytest.approx((0.5 - 1.96 * error, 0.5 + 1.96 * error))
    assert found.p == pytest.approx(math.erfc(0.5 / error / math.sqrt(2)))


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.integers(0, 10_000))
def test_an_auc_difference_is_delongs_on_all_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(5, 12, (8, 2))
    scores = rng.integers(0, 5, (2, 8)) / 4
    gold = np.repeat(np.array([0, 1]), counts.sum(axis=0))
    rows = [np.repeat(np.tile(score, 2), counts.T.ravel()) for score in scores]
    wins = [
        (row[gold == 1][:, None] > row[gold == 0]) + 0.5 * (row[gold == 1][:, None] == row[gold == 0]) for row in rows
    ]
    liked, others = wins[0].shape
    by_liked, by_other = np.cov([win.mean(axis=1) for win in wins]), np.cov([win.mean(axis=0) for win in wins])
    covariance = by_liked / liked + by_other / others
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    found = paired.auc(*scores, counts)
    assert found.value == pytest.approx(roc_auc_score(gold, rows[0]) - roc_auc_score(gold, rows[1]))
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * math.sqrt(max(variance, 0)), abs=1e-9)


def test_the_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # Two noisy looks at the same truth, the second noisier; drawn anew 400 times, 300 rows each.
    rng = np.random.default_rng(5)
    patterns = np.array([[a, b] for a in (0.2, 0.8) for b in (0.3, 0.7)])
    chance_liked = np.array([[0.3 * 0.4, 0.3 * 0.6], [0.7 * 0.4, 0.7 * 0.6]]).ravel()
    cells = np.stack([chance_liked[::-1], chance_liked], axis=1).ravel() / 2
    truth = paired.auc(*patterns.T, np.rint(cells * 1e6).astype(int).reshape(-1, 2)).value
    right = paired.accuracy(*patterns.T, np.rint(cells * 1e6).astype(int).reshape(-1, 2), 0.5).value
    auc_holds = accuracy_holds = 0
    for _ in range(400):
        counts = rng.multinomial(300, cells).reshape(-1, 2)
        auc, accuracy = paired.auc(*patterns.T, counts), paired.accuracy(*patterns.T, counts, 0.5)
        auc_holds += auc.low <= truth <= auc.high
        accuracy_holds += accuracy.low <= right <= accuracy.high
    assert 0.92 <= auc_holds / 400 <= 0.98
    assert 0.92 <= accuracy_holds / 400 <= 0.98


def test_two_equal_scores_differ_by_nothing() -> None:
    counts, score = np.array([[20, 30], [40, 20]]), np.array([0.9, 0.2])
    assert paired.auc(score, score, counts) == (0, 0, 0, 1)
    same = paired.accuracy(score, score, counts, 0.5)
    assert (same.value, same.low, same.p) == (0, -same.high, 1)


def test_too_few_rows_of_a_class_say_nothing_of_an_auc() -> None:
    score = np.array([0.9, 0.2])
    assert np.isnan(paired.auc(score, 1 - score, np.array([[20, 15], [10, 14]]))).all()
    assert np.isfinite(paired.auc(score, 1 - score, np.array([[20, 15], [10, 15]]))).all()
    assert np.isnan(paired.accuracy(score, score, np.zeros((2, 2), int), 0.5)).all()

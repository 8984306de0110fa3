"""Intervals of shares, by hand and against scipy."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from recsys.evaluation import intervals


@pytest.mark.parametrize(
    ("successes", "trials", "z", "low", "high"),
    [
        (1, 1, 1, (1 + 1 / 2 - 1 / 2) / 2, 1),
        (0, 1, 1, 0, (0 + 1 / 2 + 1 / 2) / 2),
        (2, 4, 2, 1 / 2 - math.sqrt(1 / 8), 1 / 2 + math.sqrt(1 / 8)),
    ],
)
def test_bounds_by_hand(successes: int, trials: int, z: float, low: float, high: float) -> None:
    found = intervals.wilson(successes, trials, z)
    assert [float(bound) for bound in found] == pytest.approx([low, high])


def test_without_trials_there_are_no_bounds() -> None:
    low, high = intervals.wilson([0, 3], [0, 4])
    assert np.isnan([low[0], high[0]]).all()
    assert 0 < low[1] < 3 / 4 < high[1] < 1


def test_none_and_all_are_bounds_themselves() -> None:
    trials = np.arange(1, 1_000)
    assert set(intervals.wilson(0, trials)[0]) == {0.0}
    assert set(intervals.wilson(trials, trials)[1]) == {1.0}


def test_shapes_are_broadcast() -> None:
    low, high = intervals.wilson([[0], [1]], [1, 2, 4])
    assert low.shape == high.shape == (2, 3)
    assert low[1, 1] == intervals.wilson(1, 2)[0]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999))
def test_bounds_are_scipys(counts: tuple[int, int], confidence: float) -> None:
    successes, trials = counts
    expected = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    low, high = intervals.wilson([successes], [trials], NormalDist().inv_cdf((1 + confidence) / 2))
    assert [low[0], high[0]] == pytest.approx([expected.low, expected.high], abs=1e-12)
    assert 0 <= low[0] <= successes / trials <= high[0] <= 1


def test_the_quantile_is_that_of_95_percent() -> None:
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-4) == intervals.Z

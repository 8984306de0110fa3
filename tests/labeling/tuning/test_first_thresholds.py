"""A new threshold function never begins dead: it votes on some rows, few where the values allow it."""

import numpy as np
import pytest

from recsys.labeling.tuning import first_thresholds
from recsys.labeling.tuning.first_thresholds import Beginning

TENTHS = np.arange(0.0, 1.01, 0.1)  # 0, 0.1 … 1


@pytest.mark.parametrize(
    ("values", "is_above", "expected"),
    [
        (TENTHS, True, Beginning(">", 0.9, 1, 11)),
        (TENTHS, False, Beginning("<", 0.1, 1, 11)),
        (np.array([0.0] * 3 + [0.5] * 7), False, Beginning("<=", 0.0, 3, 10)),  # none is below 0
        (np.array([0.0] * 7 + [1.0] * 3), True, Beginning(">=", 1.0, 3, 10)),  # none is above 1
        (np.array([0.0] * 19 + [1.0]), True, Beginning(">", 0.0, 1, 20)),  # most are 0, and one is above
        (np.array([8.0, 8.0]), True, Beginning(">=", 8.0, 2, 2)),
        (np.array([8.0, 8.0]), False, Beginning("<=", 8.0, 2, 2)),
        (np.array([np.nan, 3.0, np.nan]), True, Beginning(">=", 3.0, 1, 1)),  # what is unknown never gets a vote
        (np.array([0.004, 0.001, 0.001, 0.001]), True, Beginning(">", 0.0031, 1, 4)),  # > 0.00 would catch all
        (np.array([0.3333] * 4), False, Beginning("<=", 0.3333, 4, 4)),  # <= 0.33 would catch none
    ],
)
def test_it_begins_where_some_rows_get_a_vote(values: np.ndarray, is_above: bool, expected: Beginning) -> None:
    found = first_thresholds.begin(values, is_above)
    assert found == Beginning(expected.comparison, pytest.approx(expected.threshold), expected.rows, expected.known)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_values_some_get_a_vote_and_never_more_than_all(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    values = drawn.choice(drawn.normal(scale=10.0 ** drawn.integers(-4, 4), size=drawn.integers(1, 5)), size=50)
    for is_above in (True, False):
        assert 1 <= first_thresholds.begin(values, is_above).rows <= 50

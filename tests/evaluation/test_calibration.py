"""Reliability by hand, and as scikit-learn has it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from recsys.evaluation import calibration


def test_reliability_by_hand() -> None:
    probability = np.array([0.1, 0.3, 0.5, 0.9, 0.7])
    liked = np.array([False, True, False, True, True])
    table = calibration.reliability(probability, liked, bins=2)
    assert table["from"].tolist() == [0, 0.5]
    assert table["to"].tolist() == [0.5, 1]
    assert table["count"].tolist() == [3, 2]
    assert table["predicted"].tolist() == pytest.approx([0.9 / 3, 1.6 / 2])
    assert table["liked"].tolist() == pytest.approx([1 / 3, 2 / 2])
    assert calibration.calibration_error(table) == pytest.approx((3 * (1 / 3 - 0.3) + 2 * 0.2) / 5)


def test_parts_of_the_scale_that_nothing_falls_into_are_left_out() -> None:
    table = calibration.reliability(np.array([0.05, 0.95]), np.array([False, True]))
    assert table["from"].tolist() == pytest.approx([0, 0.9])


def test_nothing_predicted_has_no_error() -> None:
    table = calibration.reliability(np.empty(0), np.empty(0, bool))
    assert table.empty
    assert calibration.calibration_error(table) is None


@settings(deadline=None)
@given(
    points=st.lists(st.tuples(st.floats(0, 1, width=32), st.booleans()), min_size=1, max_size=40),
    bins=st.integers(1, 12),
)
def test_it_equals_scikit_learns_curve(points: list[tuple[float, bool]], bins: int) -> None:
    probability = np.array([p for p, _ in points])
    liked = np.array([hit for _, hit in points])
    table = calibration.reliability(probability, liked, bins)
    share, mean = calibration_curve(liked, probability, n_bins=bins)
    assert table["liked"].to_numpy() == pytest.approx(share)
    assert table["predicted"].to_numpy() == pytest.approx(mean)
    assert table["count"].sum() == len(points)

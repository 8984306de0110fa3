"""Does P(positive) keep its word? By hand."""

import numpy as np
import pytest

from recsys.evaluation import intervals
from recsys.labeling.combining import reliability


def test_a_reliability_diagram_by_hand() -> None:
    probability = np.array([0.0, 0.12, 0.16, 0.5, 1.0, np.nan])
    counts = np.array([[3, 1], [4, 0], [1, 1], [2, 3], [0, 5], [9, 9]])
    table = reliability.table(probability, counts)
    assert list(table.columns) == ["start", "end", "probability", "n", "liked", "low", "high"]
    np.testing.assert_allclose(table["start"], [0, 0.1, 0.5, 0.9])
    np.testing.assert_allclose(table["end"], [0.1, 0.2, 0.6, 1])
    assert table["n"].tolist() == [4, 6, 5, 5]
    np.testing.assert_allclose(table["probability"], [0, (4 * 0.12 + 2 * 0.16) / 6, 0.5, 1])
    assert table["liked"].tolist() == [1 / 4, 1 / 6, 3 / 5, 5 / 5]
    low, high = intervals.wilson([1, 1, 3, 5], [4, 6, 5, 5])
    assert (table["low"].tolist(), table["high"].tolist()) == (low.tolist(), high.tolist())
    gaps = 4 * 1 / 4 + 6 * abs(0.8 / 6 - 1 / 6) + 5 * 0.1 + 0
    assert reliability.calibration_error(table) == pytest.approx(gaps / 20)


def test_a_probability_on_an_edge_belongs_to_the_upper_bin() -> None:
    probability = np.arange(11) / 10
    table = reliability.table(probability, np.ones((11, 2), int))
    assert table["n"].tolist() == [2] * 9 + [4]


def test_without_gold_nothing_can_be_said() -> None:
    table = reliability.table(np.array([0.3, np.nan]), np.array([[0, 0], [4, 4]]))
    assert table.empty
    assert reliability.calibration_error(table) is None

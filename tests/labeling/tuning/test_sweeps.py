"""Sweeps over every threshold: each point of a curve promises votes, and applying the function gives them."""

from dataclasses import replace
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recsys.evaluation import intervals
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import Comparison, ThresholdFunction
from recsys.labeling.tuning import sweeps
from recsys.labeling.tuning.sweeps import Sweeper
from recsys.labeling.votes import COMPARE, Voter
from tests.worlds import Rated, world

UNKNOWN = np.nan
TRAIN = np.array([0.5, -0.25, UNKNOWN, 0.5, 0.125])

often = settings(max_examples=200, derandomize=True, deadline=None)
values = st.lists(
    st.sampled_from([UNKNOWN, -1.0, 0.0, 0.1 + 0.2, 0.3, 0.5, 0.5000001, 0.50000012, 1 / 3, 0.7 - 1e-9, 1.0])
    | st.floats(-1.2, 1.2)
    | st.integers(-4, 4).map(lambda quarter: quarter / 4),
    max_size=12,
).map(lambda found: np.array(found, np.float64))


def polarity(comparison: Comparison, threshold: float, label: int) -> ThresholdFunction:
    return ThresholdFunction.model_validate(
        {"name": "f", "feature": "polarity", "comparison": comparison, "threshold": threshold, "label": label}
    )


def curve(function: ThresholdFunction, dev: npt.NDArray[np.float64], gold: list[int]) -> pd.DataFrame:
    without_gold = np.full(len(TRAIN), -1, np.int8)
    return sweeps.curve(function, sweeps.sort(dev, np.array(gold, np.int8)), sweeps.sort(TRAIN, without_gold))


@pytest.mark.parametrize(
    ("comparison", "label", "thresholds", "coverage", "correct", "incorrect"),
    [
        # Values .2, .4, .4, .8 and an unknown one, of gold 0, 1, 0, 1.
        (">", 1, [0.15, 0.3, 0.4, 1.0], [4, 3, 1, 0], [2, 2, 1, 0], [2, 1, 0, 0]),
        (">=", 1, [0.0, 0.3, 0.8, 0.85], [4, 3, 1, 0], [2, 2, 1, 0], [2, 1, 0, 0]),
        ("<", 0, [0.0, 0.3, 0.8, 0.85], [0, 1, 3, 4], [0, 1, 2, 2], [0, 0, 1, 2]),
        ("<=", 0, [0.15, 0.3, 0.4, 1.0], [0, 1, 3, 4], [0, 1, 2, 2], [0, 0, 1, 2]),
    ],
)
def test_a_curve_by_hand(
    comparison: Comparison,
    label: int,
    thresholds: list[float],
    coverage: list[int],
    correct: list[int],
    incorrect: list[int],
) -> None:
    points = curve(polarity(comparison, 0.3, label), np.array([0.4, 0.2, UNKNOWN, 0.8, 0.4]), [1, 0, 1, 1, 0])
    assert list(points.columns) == sweeps.COLUMNS
    assert points["threshold"].tolist() == thresholds
    assert points["coverage_dev"].tolist() == [rows / 5 for rows in coverage]
    assert points["correct"].tolist() == correct
    assert points["incorrect"].tolist() == incorrect
    expected = [right / (right + wrong) if right + wrong else np.nan for right, wrong in zip(correct, incorrect)]  # noqa: B905
    np.testing.assert_array_equal(points["accuracy"], expected)
    low, high = intervals.wilson(correct, np.add(correct, incorrect))
    np.testing.assert_array_equal(points[["low", "high"]], np.stack([low, high], axis=1))
    on_train = [COMPARE[comparison](TRAIN, threshold).sum() / len(TRAIN) for threshold in thresholds]
    assert points["coverage_train"].tolist() == on_train


def test_rows_without_gold_are_covered_but_not_judged() -> None:
    points = curve(polarity(">", 0.3, 1), np.array([0.4, 0.4, 0.8]), [-1, 1, 0]).set_index("threshold")
    assert points.loc[0.3, ["coverage_dev", "correct", "incorrect"]].tolist() == [3 / 3, 1, 1]


@often
@given(values, st.sampled_from(get_args(Comparison)), st.sampled_from([0, 1]), st.floats(-1, 1), st.data())
@example(np.array([-1.0, 1.0]), ">", 1, -1.0, None)
@example(np.array([1.0, -1.0]), "<", 0, 1.0, None)
@example(np.array([0.30000000000000004]), ">", 1, 0.3, None)
@example(np.array([0.1234567, 0.1234568]), "<", 1, 0.0, None)
def test_every_point_is_what_applying_its_threshold_gives(
    dev: npt.NDArray[np.float64], comparison: Comparison, label: int, threshold: float, data: st.DataObject | None
) -> None:
    gold = [data.draw(st.integers(-1, 1)) for _ in dev] if data else [1] * len(dev)
    points = curve(polarity(comparison, threshold, label), dev, gold)
    assert threshold in points["threshold"].tolist()
    assert points["threshold"].is_monotonic_increasing
    assert "-0.0" not in map(str, points["threshold"])
    for point in points.itertuples():
        function = polarity(comparison, point.threshold, label)  # which refuses one that is out of range
        assert point.threshold == threshold or point.threshold == round(point.threshold, 6)
        voted = COMPARE[comparison](dev, function.threshold)
        judged = voted & (np.array(gold) >= 0)
        right = int((judged & (np.array(gold) == label)).sum())
        assert (point.correct, point.incorrect) == (right, judged.sum() - right)
        assert point.coverage_dev == voted.sum() / max(len(dev), 1)
        assert point.coverage_train == COMPARE[comparison](TRAIN, function.threshold).sum() / len(TRAIN)


@often
@given(values, st.sampled_from(get_args(Comparison)), st.floats(-1, 1).map(lambda any_other: round(any_other, 6)))
def test_whatever_somebody_types_its_votes_are_on_the_curve(
    dev: npt.NDArray[np.float64], comparison: Comparison, typed: float
) -> None:
    points = curve(polarity(comparison, 0.25, 1), dev, [1] * len(dev))
    assert COMPARE[comparison](dev, typed).sum() in points["correct"].tolist()
    assert points["correct"].is_unique


@pytest.mark.parametrize(
    ("comparison", "between", "expected"),
    [(">", (0.4583, 0.5417), 0.5), ("<", (0.4583, 0.5417), 0.5), (">", (0.123456, 0.123457), 0.123456)],
)
def test_a_threshold_is_as_short_as_can_be(
    comparison: Comparison, between: tuple[float, float], expected: float
) -> None:
    points = curve(polarity(comparison, -1, 1), np.array(between), [1, 1])
    assert points.loc[points["correct"] == 1, "threshold"].tolist() == [expected]


def test_values_beyond_the_range_of_the_feature_offer_no_threshold() -> None:
    points = curve(polarity(">", 0.0, 1), np.array([-3.0, 0.5, 3.0]), [1, 1, 1])
    assert points["correct"].tolist() == [2, 1]
    assert points["threshold"].between(-1, 1).all()


def test_a_curve_does_not_reach_far_beyond_the_data() -> None:
    function = ThresholdFunction(name="f", feature="user_items", comparison="<", threshold=4, label=0)
    dev = sweeps.sort(np.array([3.0, 5.0]), np.array([0, 1], np.int8))
    assert FEATURES["user_items"].high > 1_000
    assert sweeps.curve(function, dev, dev)["threshold"].tolist() == [3, 4, 6]


@pytest.mark.parametrize("dev", [[], [UNKNOWN, UNKNOWN]])
def test_where_nothing_is_known_only_todays_threshold_is_there(dev: list[float]) -> None:
    points = curve(polarity(">", 0.3, 1), np.array(dev), [1] * len(dev))
    assert points["threshold"].tolist() == [0.3]
    assert points[["coverage_dev", "correct", "incorrect"]].to_numpy().tolist() == [[0, 0, 0]]
    assert points[["accuracy", "low", "high"]].isna().all(axis=None)


def test_a_sweeper_sees_the_gold_of_dev_and_none_of_train() -> None:
    rated = [Rated(user, item, stars) for user in (0, 1) for item, stars in enumerate((5, 1, 5))]
    dataset = replace(world(rated, split={1: 1}), features={"polarity": np.array([0.9, UNKNOWN, 0.2, 0.4, 0.6, 0.8])})
    points = Sweeper(dataset).curve(polarity(">", 0.5, 1)).set_index("threshold")
    assert points.loc[0.5, ["coverage_train", "coverage_dev", "correct", "incorrect"]].tolist() == [1 / 3, 2 / 3, 1, 1]


def test_a_feature_is_sorted_once() -> None:
    dataset = replace(world([Rated(0, 0, 5)]), features={"polarity": np.array([0.5])})
    sweeper = Sweeper(dataset)
    assert sweeper.feature("polarity", "train") is sweeper.feature("polarity", "train")
    assert sweeper.feature("polarity", "dev") is not sweeper.feature("polarity", "train")


def test_a_feature_a_dataset_does_not_have_is_known_of_no_row() -> None:
    points = Sweeper(world([Rated(0, 0, 5)])).curve(polarity(">", 0.5, 1))
    assert points[["threshold", "coverage_train"]].to_numpy().tolist() == [[0.5, 0]]


def test_the_sweep_of_a_dataset_equals_the_votes_of_its_voter() -> None:
    rng = np.random.default_rng(0)
    rated = [Rated(user, item, int(rng.integers(1, 6))) for user in range(20) for item in range(10)]
    scores = np.where(rng.random(200) < 0.3, UNKNOWN, rng.normal(0, 0.4, 200).round(2).clip(-1, 1))
    dataset = replace(world(rated, split={user: user % 2 for user in range(20)}), features={"polarity": scores})
    voter, gold = Voter(dataset), dataset.gold("dev")
    points = Sweeper(dataset).curve(polarity("<=", 0.1, 0))
    assert len(points) > 40
    for point in points.itertuples():
        column = voter.column(polarity("<=", point.threshold, 0))
        on_dev = column[dataset.rows("dev")]
        assert point.correct == ((on_dev == 0) & (gold == 0)).sum()
        assert point.incorrect == ((on_dev == 0) & (gold == 1)).sum()
        assert point.coverage_train == (column[dataset.rows("train")] >= 0).mean()


def test_a_thinned_curve_keeps_its_ends_and_todays_threshold() -> None:
    dev = np.linspace(-0.9, 0.9, 1_000)
    points = curve(polarity(">", 0.123, 1), dev, [1] * 1_000)
    thinned = sweeps.thin(points, 0.123, most=11)
    assert len(points) == 1_001
    assert len(thinned) == 11
    kept = thinned["threshold"].tolist()
    assert {points["threshold"].iloc[0], 0.123, points["threshold"].iloc[-1]} <= set(kept)
    assert kept == sorted(kept)
    assert thinned.merge(points).equals(thinned)
    others = thinned[thinned["threshold"] != 0.123]["correct"].to_numpy()
    assert np.abs(np.diff(others) + 1_000 / 9).max() <= 1  # evenly by votes


def test_a_short_curve_stays_as_it_is() -> None:
    points = curve(polarity(">", 0.3, 1), np.array([0.1, 0.2]), [1, 0])
    assert sweeps.thin(points, 0.3) is points

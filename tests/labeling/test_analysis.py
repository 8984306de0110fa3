"""The LF table and matrices, by hand. Equality with snorkel's is `test_snorkel_parity`."""

import numpy as np
import pytest

from recsys.labeling import analysis, patterns
from recsys.labeling.patterns import Patterns

L = np.array(
    [
        [-1, -1, 0, -1, 1, 0],
        [-1, -1, -1, -1, -1, -1],
        [-1, 1, 1, -1, 1, -1],
        [-1, 0, -1, 1, -1, -1],
        [-1, 1, 0, -1, -1, 1],
        [-1, -1, 0, -1, 0, 0],
    ],
    np.int8,
)
Y = np.array([0, 1, 1, 0, 1, 1], np.int8)
NAMES = ["a", "b", "c", "d", "e", "f"]


def found(gold: list[int] | np.ndarray = Y) -> Patterns:
    return patterns.count(list(np.asfortranarray(L).T), np.array(gold, np.int8))


def test_the_table_by_hand() -> None:
    table = analysis.summary(found(), NAMES)
    assert list(table.columns) == [
        "name", "j", "polarity", "coverage", "overlaps", "conflicts", "correct", "incorrect", "accuracy",
    ]  # fmt: skip
    assert table["name"].tolist() == NAMES
    assert table["j"].tolist() == [0, 1, 2, 3, 4, 5]
    assert table["polarity"].tolist() == [[], [0, 1], [0, 1], [1], [0, 1], [0, 1]]
    assert table["coverage"].tolist() == [0, 3 / 6, 4 / 6, 1 / 6, 3 / 6, 3 / 6]
    assert table["overlaps"].tolist() == [0, 3 / 6, 4 / 6, 1 / 6, 3 / 6, 3 / 6]
    assert table["conflicts"].tolist() == [0, 2 / 6, 2 / 6, 1 / 6, 1 / 6, 2 / 6]
    assert table["correct"].tolist() == [0, 3, 2, 0, 1, 2]
    assert table["incorrect"].tolist() == [0, 0, 2, 1, 2, 1]
    np.testing.assert_array_equal(table["accuracy"], [np.nan, 3 / 3, 2 / 4, 0 / 1, 1 / 3, 2 / 3])


def test_rows_without_gold_are_not_judged() -> None:
    table = analysis.summary(found([-1, 1, 1, 0, -1, -1]), NAMES)
    assert table["correct"].tolist() == [0, 2, 1, 0, 1, 0]
    assert table["incorrect"].tolist() == [0, 0, 0, 1, 0, 0]
    np.testing.assert_array_equal(table["accuracy"], [np.nan, 1, 1, 0, 1, np.nan])
    assert table["coverage"].tolist() == [0, 3 / 6, 4 / 6, 1 / 6, 3 / 6, 3 / 6]


def test_conflicts_between_functions_by_hand() -> None:
    assert (analysis.conflict_matrix(found()) * 6).round(9).tolist() == [
        [0, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0],
        [0, 1, 0, 0, 1, 1],
        [0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 1],
        [0, 0, 1, 0, 1, 0],
    ]


def test_overlaps_between_functions_by_hand() -> None:
    assert (analysis.overlap_matrix(found()) * 6).round(9).tolist() == [
        [0, 0, 0, 0, 0, 0],
        [0, 3, 2, 1, 1, 1],
        [0, 2, 4, 0, 3, 3],
        [0, 1, 0, 1, 0, 0],
        [0, 1, 3, 0, 3, 2],
        [0, 1, 3, 0, 2, 3],
    ]


def test_agreement_between_functions_by_hand() -> None:
    assert analysis.common_rows(found()).tolist() == (analysis.overlap_matrix(found()) * 6).round().tolist()
    nan = np.nan
    expected = [
        [nan, nan, nan, nan, nan, nan],
        [nan, 3 / 3, 1 / 2, 0 / 1, 1 / 1, 1 / 1],
        [nan, 1 / 2, 4 / 4, nan, 2 / 3, 2 / 3],
        [nan, 0 / 1, nan, 1 / 1, nan, nan],
        [nan, 1 / 1, 2 / 3, nan, 3 / 3, 1 / 2],
        [nan, 1 / 1, 2 / 3, nan, 1 / 2, 3 / 3],
    ]
    np.testing.assert_allclose(analysis.agreement_matrix(found()), expected)


def test_coverage_is_the_share_of_rows_with_a_vote() -> None:
    assert analysis.coverage(found()) == 5 / 6


@pytest.mark.parametrize(
    ("gold", "expected"), [(Y, 4 / 6), ([-1, 1, 1, 0, -1, -1], 2 / 3), ([-1] * 6, None), ([0] * 6, 0.0)]
)
def test_class_balance_is_the_share_of_liked_among_rows_with_gold(gold: list[int], expected: float | None) -> None:
    assert analysis.class_balance(found(gold)) == expected


def test_no_functions_give_an_empty_table() -> None:
    table = analysis.summary(patterns.count([], Y), [])
    assert table.shape == (0, len(analysis.COLUMNS))
    assert analysis.coverage(patterns.count([], Y)) == 0


def test_no_rows_cover_nothing() -> None:
    nothing = patterns.count([np.empty(0, np.int8)], np.empty(0, np.int8))
    assert analysis.summary(nothing, ["a"])["coverage"].tolist() == [0]
    assert analysis.conflict_matrix(nothing).tolist() == [[0]]
    assert (analysis.coverage(nothing), analysis.class_balance(nothing)) == (0, None)

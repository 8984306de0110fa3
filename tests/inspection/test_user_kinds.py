"""Users by kind, in a world where everybody's shelf can be counted."""

import numpy as np
import pytest

from recsys.columns import TEST
from recsys.data.dataset import Dataset
from recsys.inspection import user_kinds
from tests.worlds import Rated, world


@pytest.fixture
def dataset() -> Dataset:
    """Train users 0 and 1 touched i0, user 1 also i1. Of test, u2 has i0; u3 has i0, i1, i2; u4 has i1 and i2."""
    return world(
        [
            Rated(0, 0, 5), Rated(1, 0, 5), Rated(1, 1, 5),
            Rated(2, 0, 5), Rated(3, 0, 5), Rated(3, 1, 4), Rated(3, 2, 5), Rated(4, 1, 5), Rated(4, 2, 2),
        ],
        split=dict.fromkeys((2, 3, 4), TEST),
    )  # fmt: skip


def test_new_ones_touched_fewest_and_active_ones_most(dataset: Dataset) -> None:
    assert user_kinds.ranked(dataset, "test", "new").tolist() == [2, 4, 3]
    assert user_kinds.ranked(dataset, "test", "active").tolist() == [3, 4, 2]


def test_a_niche_shelf_is_one_that_few_train_users_touched(dataset: Dataset) -> None:
    # Train users touched i0 twice, i1 once, i2 never.
    np.testing.assert_allclose(user_kinds.shelf_popularity(dataset)[2:], [2 / 1, 3 / 3, 1 / 2])
    assert user_kinds.ranked(dataset, "test", "niche").tolist() == [4, 3, 2]


def test_any_are_all_of_the_split_in_an_order_that_stays(dataset: Dataset) -> None:
    first = user_kinds.ranked(dataset, "test", "any").tolist()
    assert sorted(first) == [2, 3, 4]
    assert first == user_kinds.ranked(dataset, "test", "any").tolist()


def test_badly_served_ones_come_as_they_are_judged_and_nobody_while_nobody_is(dataset: Dataset) -> None:
    assert user_kinds.ranked(dataset, "test", "badly_served").tolist() == []
    worst = np.array([4, 0, 2], np.int32)  # user 0 is of train
    assert user_kinds.ranked(dataset, "test", "badly_served", worst).tolist() == [4, 2]


@pytest.mark.parametrize(
    ("turn", "expected"), [(0, [7, 5]), (1, [9, 7]), (2, [5, 9])]
)  # after the last, from the start again
def test_each_turn_draws_the_next_ones(turn: int, expected: list[int]) -> None:
    assert user_kinds.draw(np.array([7, 5, 9], np.int32), 2, turn).tolist() == expected


def test_no_more_are_drawn_than_there_are() -> None:
    assert user_kinds.draw(np.array([7], np.int32), 3, 0).tolist() == [7]
    assert user_kinds.draw(np.array([], np.int32), 3, 1).tolist() == []

"""Ranking metrics on lists short enough to work out by hand."""

import math

import numpy as np
import pytest

from recsys.columns import DEV, TEST
from recsys.errors import BadInput
from recsys.evaluation import ranking
from recsys.evaluation.ranking import Holdout
from recsys.models.feedback import Shelf
from recsys.models.top import top
from tests.worlds import Rated, world


def ints(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def test_metrics_by_hand() -> None:
    # Ranked for both: 4, 3, 2, 1, 0 without what is visible. First user: 3, 2, 1; second: 4, 3, 1.
    holdout = Holdout(ints(0, 1), [Shelf.touched([4, 0]), Shelf.touched([2, 0])], [ints(1, 3), ints(1)], n_items=5)
    found = ranking.evaluate(lambda shelf: np.arange(5, dtype=np.float32), holdout, k=3)
    second, third = 1 / math.log2(3), 1 / math.log2(4)
    assert found["ndcg@3"] == pytest.approx(((1 + third) / (1 + second) + third / 1) / 2)
    assert found["recall@3"] == (2 / 2 + 1 / 1) / 2
    assert found["precision@3"] == pytest.approx((2 / 3 + 1 / 3) / 2)
    assert found["hit@3"] == 1
    assert found["coverage@3"] == 4 / 5
    assert found["difference@3"] == 1 - 2 / 4


def test_a_perfect_ranking_of_more_relevant_items_than_k_has_ndcg_1() -> None:
    holdout = Holdout(ints(0), [Shelf.touched([])], [ints(0, 1, 2)], n_items=6)
    found = ranking.evaluate(lambda shelf: -np.arange(6, dtype=np.float32), holdout, k=2)
    assert found["ndcg@2"] == 1
    assert found["recall@2"] == 2 / 3


def test_one_list_for_everybody_has_no_difference() -> None:
    holdout = Holdout(ints(0, 1, 2), [Shelf.touched([])] * 3, [ints(1)] * 3, n_items=4)
    assert ranking.evaluate(lambda shelf: np.arange(4, dtype=np.float32), holdout, k=2)["difference@2"] == 0


def test_ties_go_to_the_lower_number_and_short_lists_are_allowed() -> None:
    scores = np.array([1, 2, 1, 2, 1], np.float32)
    assert top(scores, ints(), 3).tolist() == [1, 3, 0]
    assert top(scores, ints(1, 0), 2).tolist() == [3, 2]
    assert top(scores, ints(0, 1, 2), 10).tolist() == [3, 4]


def test_a_fifth_rounded_up_is_held_out_and_the_rest_is_visible() -> None:
    rated = [Rated(0, item, 5.0) for item in range(6)] + [Rated(1, item, 5.0) for item in range(5)]
    dataset = world(rated, touched=[(0, 9)], split={0: TEST, 1: TEST})
    holdout = ranking.hold_out(dataset, "test", seed=3)
    assert [len(relevant) for relevant in holdout.relevant] == [2, 1]
    for user, visible, relevant in zip(holdout.user, holdout.visible, holdout.relevant, strict=True):
        assert sorted([*visible.items, *relevant]) == dataset.histories.of(user).tolist()
    first = np.random.default_rng([3, 0]).permutation(6)[:2]
    assert holdout.relevant[0].tolist() == sorted(first.tolist())


def test_disliked_items_are_held_out_but_not_relevant() -> None:
    rated = [Rated(0, item, 1.0) for item in range(5)] + [Rated(1, item, 5.0) for item in range(5)]
    holdout = ranking.hold_out(world(rated, split={0: TEST, 1: TEST}))
    assert holdout.user.tolist() == [1]


def test_users_of_other_splits_are_not_asked() -> None:
    rated = [Rated(user, item, 5.0) for user in range(8) for item in range(5)]
    dataset = world(rated, split={0: DEV} | dict.fromkeys(range(1, 7), TEST))
    assert ranking.hold_out(dataset).user.tolist() == [1, 2, 3, 4, 5, 6]


def test_popularity_counts_train_users_only() -> None:
    train = [Rated(0, 0, 5.0), Rated(1, 0, 1.0), Rated(1, 1, 5.0)]
    held = [Rated(2, 1, 5.0), Rated(3, 2, 5.0), Rated(4, 2, 5.0)]
    dataset = world([*train, *held], touched=[(0, 3)], split={2: TEST, 3: TEST, 4: DEV})
    assert ranking.popularity(dataset)(Shelf.touched([])).tolist() == [2, 1, 0, 1]


def test_random_scores_repeat_with_their_seed() -> None:
    first, again = ranking.random(5, seed=1), ranking.random(5, seed=1)
    assert first(Shelf.touched([])).tolist() == again(Shelf.touched([])).tolist()
    assert first(Shelf.touched([])).tolist() != ranking.random(5, seed=2)(Shelf.touched([])).tolist()


def test_a_holdout_of_nobody_is_refused() -> None:
    with pytest.raises(BadInput, match="No test user"):
        ranking.evaluate(lambda shelf: np.zeros(3, np.float32), Holdout(ints(), [], [], 3))

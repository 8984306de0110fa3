"""Popularity: likes are counted by hand."""

import numpy as np
import pytest
from baselines_world import fit, likes, rated_feedback

from recsys.errors import BadInput
from recsys.models.baselines import evidence, popularity
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf

RATED = rated_feedback([(0, 0, 5), (0, 1, 2), (1, 0, 4), (1, 2, 5), (2, 1, 1), (3, 0, 3)], n_items=4)


def test_what_is_liked_is_counted_as_a_share_of_the_users() -> None:
    model = fit(popularity.FAMILY, RATED)
    assert model.scores(Shelf.touched([])).tolist() == [2 / 4, 0, 1 / 4, 0]
    assert model.scores(RATED.shelves.of(2)).tolist() == [2 / 4, 0, 1 / 4, 0]


def test_what_is_touched_counts_what_the_setting_says() -> None:
    model = fit(popularity.FAMILY, RATED, {"touched": 0.5})
    assert model.scores(Shelf.touched([])).tolist() == [2.5 / 4, 1 / 4, 1 / 4, 0]


def test_a_label_counts_as_far_as_it_is_likely_and_weighs() -> None:
    sure = likes([(0, 0), (1, 0), (1, 1)], n_users=2, n_items=2)
    label, weight = np.array([0.5, 1, 0], np.float32), np.array([1, 0.25, 1], np.float32)
    examples = Examples(sure.examples.user, sure.examples.item, label, weight)
    weak = Feedback(examples, label, (0, 1), 0.5, sure.shelves, sure.users, 2)
    assert fit(popularity.FAMILY, weak).scores(Shelf.touched([])).tolist() == [(0.5 + 0.25) / 2, 0]


def test_a_touch_of_somebody_who_is_not_learned_from_does_not_count() -> None:
    few = Feedback(
        likes([(0, 0)], 1, 2).examples, np.ones(1, np.float32), (0, 1), 0.5,
        likes([(0, 0), (1, 1)], 2, 2).shelves, np.array([0], np.int32), 2,
    )  # fmt: skip
    assert evidence.matrix(few, touched=1).toarray().tolist() == [[1, 0]]


def test_nothing_that_is_liked_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="None of the 2 examples"):
        fit(popularity.FAMILY, rated_feedback([(0, 0, 1), (1, 1, 2)], n_items=2))


def test_a_shelf_without_stars_is_liked_as_a_whole_and_one_with_stars_where_they_say_so() -> None:
    stars = np.array([5, 0, 2], np.float32)
    shelf = Shelf(np.array([0, 1, 2], np.int32), stars)
    assert evidence.of_shelf(shelf, 4, touched=0.25).tolist() == [1, 0.25, 0.25]
    assert evidence.of_shelf(Shelf.touched([3, 4]), 4, touched=0.25).tolist() == [1, 1]

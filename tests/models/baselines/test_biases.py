"""Biases: a tiny table by hand, and the same as surprise's."""

import numpy as np
import pytest
from baselines_world import fit, random_ratings, rated_feedback

from recsys.models.baselines import biases, star_factors_fitting
from recsys.models.feedback import Shelf
from recsys.progress import silent

TINY = rated_feedback([(0, 0, 5), (0, 1, 3), (1, 0, 4)], n_items=3)


def test_a_tiny_table_by_hand() -> None:
    model = fit(biases.FAMILY, TINY, {"l2_user": 1, "l2_item": 1, "iterations": 1})
    # mean 4; items: (1 + 0) / (1 + 2) and (-1) / (1 + 1); user 0: (1 - 1/3 - 1 + 1/2) / (1 + 2)
    user = (1 - 1 / 3 + (-1) + 1 / 2) / 3
    np.testing.assert_allclose(
        model.scores(TINY.shelves.of(0)), [4 + user + 1 / 3, 4 + user - 1 / 2, 4 + user], atol=1e-6
    )


def test_without_a_rating_everybody_gets_the_mean_and_what_the_items_get() -> None:
    model = fit(biases.FAMILY, TINY, {"l2_user": 1, "l2_item": 1, "iterations": 1})
    for shelf in (Shelf.touched([]), Shelf.touched([1, 2])):
        np.testing.assert_allclose(model.scores(shelf), [4 + 1 / 3, 4 - 1 / 2, 4], atol=1e-6)


def test_scores_are_the_estimates_of_surprise() -> None:
    import surprise

    feedback = random_ratings(n_users=30, n_items=12)
    model = fit(biases.FAMILY, feedback)
    options = {"method": "als", "n_epochs": 20, "reg_u": 5, "reg_i": 3}
    theirs = surprise.BaselineOnly(options, verbose=False).fit(star_factors_fitting.Ratings(feedback, 1, silent))
    for user in range(30):
        expected = [theirs.estimate(user, item) for item in range(12)]
        np.testing.assert_allclose(model.scores(feedback.shelves.of(user)), expected, atol=1e-6)


def test_no_pull_and_no_rating_is_no_division_by_zero() -> None:
    model = fit(biases.FAMILY, TINY, {"l2_user": 0, "l2_item": 0})
    assert model.scores(Shelf.touched([]))[2] == pytest.approx(4)

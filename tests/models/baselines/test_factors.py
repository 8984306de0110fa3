"""ALS and BPR: implicit's own vectors and scores, and shelves that are folded in."""

import numpy as np
import pytest
from baselines_world import fit, likes, random_ratings

from recsys.errors import Cancelled
from recsys.models.baselines import evidence, factors
from recsys.models.baselines.factors import ALS, BPR
from recsys.models.contract import Family
from recsys.models.feedback import Shelf

FEEDBACK = random_ratings(n_users=30, n_items=12)
BOTH = {"als": factors.ALS_FAMILY, "bpr": factors.BPR_FAMILY}


def test_als_scores_known_users_as_implicit_does() -> None:
    from implicit.cpu.als import AlternatingLeastSquares

    model = fit(factors.ALS_FAMILY, FEEDBACK, {"factors": 4, "l2": 0.5, "alpha": 3, "seed": 7})
    theirs = AlternatingLeastSquares(4, regularization=0.5, alpha=3, num_threads=1, random_state=7)
    liked = evidence.matrix(FEEDBACK)
    theirs.fit(liked, show_progress=False)
    scores = theirs.user_factors @ theirs.item_factors.T
    for user in np.flatnonzero(liked.getnnz(axis=1)).tolist():
        np.testing.assert_allclose(model.scores(FEEDBACK.shelves.of(user)), scores[user], atol=1e-5)


def test_als_folds_a_shelf_in_as_implicit_does() -> None:
    from implicit.cpu.als import AlternatingLeastSquares

    model = fit(factors.ALS_FAMILY, FEEDBACK, {"factors": 4, "l2": 0.5, "alpha": 3, "touched": 0.25})
    assert isinstance(model, ALS)
    theirs = AlternatingLeastSquares(4, regularization=0.5, alpha=3, num_threads=1)
    liked = evidence.matrix(FEEDBACK, touched=0.25)
    theirs.item_factors = model.item_factors.copy()
    for user in range(30):
        expected = theirs.recalculate_user(0, liked[user])
        np.testing.assert_allclose(model.fold_in(FEEDBACK.shelves.of(user)), expected, atol=1e-4)


def test_als_contributions_add_up_to_the_score_of_the_shelf_folded_in() -> None:
    model = fit(factors.ALS_FAMILY, FEEDBACK, {"factors": 4, "l2": 0.5})
    assert isinstance(model, ALS)
    shelf = FEEDBACK.shelves.of(3).without([])
    for item in range(12):
        assert model.contributions(shelf, item).sum() == pytest.approx(model.scores(shelf)[item], abs=1e-4)


def test_bpr_scores_known_users_as_implicit_does_and_others_by_the_mean_of_what_they_like() -> None:
    from implicit.cpu.bpr import BayesianPersonalizedRanking

    model = fit(factors.BPR_FAMILY, FEEDBACK, {"factors": 4, "iterations": 30, "seed": 7})
    assert isinstance(model, BPR)
    theirs = BayesianPersonalizedRanking(
        4, learning_rate=0.005, regularization=0.02, iterations=30, num_threads=1, random_state=7
    )
    theirs.fit(evidence.matrix(FEEDBACK), show_progress=False)
    expected = theirs.user_factors @ theirs.item_factors.T
    np.testing.assert_allclose(model.scores(FEEDBACK.shelves.of(3)), expected[3], atol=1e-6)
    taste = (model.item_factors[1] + model.item_factors[4]) / 2
    taste[-1] = 1  # what an item's bias is multiplied with
    np.testing.assert_allclose(model.scores(Shelf.touched([1, 4])), model.item_factors @ taste, atol=1e-6)


@pytest.mark.parametrize("family", BOTH.values(), ids=BOTH)
def test_each_pass_is_a_point_of_the_curve_and_can_be_the_last(family: Family) -> None:
    curve: list[dict[str, float]] = []
    fit(family, FEEDBACK, {"factors": 4, "iterations": 6}, record=curve.append)
    assert [point["epoch"] for point in curve] == [1, 2, 3, 4, 5, 6]
    assert all(np.isfinite(list(point.values())).all() for point in curve)
    told: list[float] = []

    def stop_in_the_third(fraction: float, message: str) -> None:
        told.append(fraction)
        if message.startswith("pass 3"):
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(family, FEEDBACK, {"factors": 4, "iterations": 6}, report=stop_in_the_third)
    assert told == [0, 1 / 7, 2 / 7, 3 / 7]


@pytest.mark.parametrize("family", BOTH.values(), ids=BOTH)
def test_who_likes_nothing_has_no_row_and_gets_what_is_popular(family: Family) -> None:
    model = fit(family, likes([(0, 0), (0, 1), (2, 1)], n_users=3, n_items=3), {"factors": 2})
    assert model.arrays()["users"].tolist() == [0, 2]
    np.testing.assert_allclose(model.scores(Shelf.touched([], user=1)), [1 / 3, 2 / 3, 0])

"""SVD and SVD++: surprise's own estimates, and shelves that are folded in."""

from typing import Any

import numpy as np
import pytest
from baselines_world import fit, likes, random_ratings, rated_feedback

from recsys.errors import Cancelled
from recsys.models.baselines import star_factors, star_factors_fitting
from recsys.models.baselines.star_factors import StarFactors, SVDSettings
from recsys.models.contract import Family
from recsys.models.feedback import Shelf
from recsys.progress import silent

FEEDBACK = random_ratings(n_users=30, n_items=12)
BOTH = {"svd": star_factors.SVD_FAMILY, "svdpp": star_factors.SVDPP_FAMILY}
BRIEF = {"factors": 3, "epochs": 20, "seed": 7}


def surprises(family: Family) -> Any:
    """The algorithm of surprise, fitted to the same ratings."""
    import surprise

    kind = surprise.SVDpp if family is star_factors.SVDPP_FAMILY else surprise.SVD
    found = kind(3, n_epochs=20, lr_all=0.01, reg_all=0.08, random_state=7)
    return found.fit(star_factors_fitting.Ratings(FEEDBACK, 20, silent))


@pytest.mark.parametrize("family", BOTH.values(), ids=BOTH)
def test_known_users_get_the_estimates_of_surprise(family: Family) -> None:
    model, theirs = fit(family, FEEDBACK, BRIEF), surprises(family)
    for user in range(30):
        expected = [theirs.estimate(user, item) for item in range(12)]
        np.testing.assert_allclose(model.scores(FEEDBACK.shelves.of(user)), expected, atol=1e-6)


def test_an_item_never_rated_has_no_taste_and_no_bias() -> None:
    model = fit(star_factors.SVDPP_FAMILY, FEEDBACK, BRIEF)
    assert isinstance(model, StarFactors)
    assert model.item_factors[11].tolist() == model.shelf_factors[11].tolist() == [0, 0, 0]
    assert model.item_bias[11] == 0


def test_a_shelf_is_folded_in_by_least_squares_with_the_items_fixed() -> None:
    # One factor. Residuals of the two ratings: 5 - 3 - .5 = 1.5 and 2 - 3 = -1; the pull is 2 × .5 = 1.
    settings = SVDSettings(factors=1, l2=0.5)
    none, nobody = np.empty((0, 1)), np.empty(0, np.int32)
    model = star_factors.SVD(
        settings, np.array(3.0), np.array([0.5, 0, 0]), np.array([[1.0], [-1], [2]]), none, np.empty(0), none, nobody
    )
    # [[2 + 1, 0], [0, 2 + 1]] x = [1.5 - 1, 1.5 + 1]
    bias, taste = 0.5 / 3, 2.5 / 3
    shelf = Shelf(np.array([0, 1], np.int32), np.array([5, 2], np.float32))
    expected = [3.5 + bias + taste, 3 + bias - taste, 3 + bias + 2 * taste]
    np.testing.assert_allclose(model.scores(shelf), expected, atol=1e-6)


@pytest.mark.parametrize("family", BOTH.values(), ids=BOTH)
def test_somebody_never_met_gets_nearly_what_they_would_if_they_were_known(family: Family) -> None:
    model = fit(family, FEEDBACK, BRIEF | {"epochs": 200})
    known = np.concatenate([model.scores(FEEDBACK.shelves.of(user)) for user in range(30)])
    unknown = np.concatenate([model.scores(FEEDBACK.shelves.of(user).without([])) for user in range(30)])
    assert np.corrcoef(known, unknown)[0, 1] > 0.97


def test_svdpp_learns_from_a_shelf_without_stars_and_svd_does_not() -> None:
    of_taste, plain = (fit(family, FEEDBACK, BRIEF | {"epochs": 100}) for family in BOTH.values())
    one, other = Shelf.touched([1, 2]), Shelf.touched([7, 8])
    assert np.array_equal(of_taste.scores(one), of_taste.scores(other))
    assert not np.array_equal(plain.scores(one), plain.scores(other))


def test_labels_are_learned_where_there_are_no_ratings() -> None:
    model = fit(star_factors.SVD_FAMILY, likes([(0, 0), (0, 1), (1, 0)], n_users=2, n_items=3), BRIEF)
    np.testing.assert_allclose(model.scores(Shelf.touched([], user=0)), [1, 1, 1], atol=0.2)


@pytest.mark.parametrize("family", BOTH.values(), ids=BOTH)
def test_a_pass_over_the_ratings_tells_how_far_it_is_and_can_be_stopped(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(star_factors_fitting, "REPORT_EVERY", -1.0)
    told: list[tuple[float, str]] = []

    def stop_in_the_third(fraction: float, message: str) -> None:
        told.append((fraction, message))
        if message == "epoch 3 of 20":
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(family, FEEDBACK, BRIEF, report=stop_in_the_third)
    assert told[0] == (0, "preparing the ratings")
    assert [message for _, message in told[1:]] == [f"epoch {epoch} of 20" for epoch in (1, 2, 3)]
    assert told[-1][0] == pytest.approx(0.99 * 2 / 20)


def test_all_stars_the_same_is_what_everybody_gets() -> None:
    model = fit(star_factors.SVD_FAMILY, rated_feedback([(0, 0, 4), (0, 1, 4), (1, 1, 4)], n_items=2), BRIEF)
    np.testing.assert_allclose(model.scores(Shelf.touched([])), [4, 4], atol=0.1)

"""EASE against its closed form, worked out by hand and with an inverse."""

import numpy as np
import pytest
from baselines_world import fit, likes, rated_feedback
from scipy import sparse

from recsys.errors import BadInput
from recsys.models.baselines import ease, ease_fitting
from recsys.models.baselines.ease import Ease
from recsys.models.feedback import Shelf
from recsys.progress import silent

# Three users, three items: the first likes 0 and 1, the second 1 and 2, the third 1.
THREE = likes([(0, 0), (0, 1), (1, 1), (1, 2), (2, 1)], n_users=3, n_items=3)
# XᵀX + 1 = [[2, 1, 0], [1, 4, 1], [0, 1, 2]], its inverse 1/12 of [[7, -2, 1], [-2, 4, -2], [1, -2, 7]].
BY_HAND = np.array([[0, 2 / 4, -1 / 7], [2 / 7, 0, 2 / 7], [-1 / 7, 2 / 4, 0]])


def model(feedback=THREE, **settings: object) -> Ease:
    found = fit(ease.FAMILY, feedback, {"l2": 1, "least_users": 1, "touched": 0} | settings)
    assert isinstance(found, Ease)
    return found


def test_three_items_by_hand() -> None:
    np.testing.assert_allclose(model().weights, BY_HAND, atol=1e-6)


def test_scores_add_up_what_the_shelf_brings_and_contributions_say_what() -> None:
    shelf = Shelf.touched([0, 1])
    np.testing.assert_allclose(model().scores(shelf), [2 / 7, 2 / 4, -1 / 7 + 2 / 7], atol=1e-6)
    np.testing.assert_allclose(model().contributions(shelf, 2), [-1 / 7, 2 / 7], atol=1e-6)


def test_an_empty_shelf_gets_what_is_popular() -> None:
    np.testing.assert_allclose(model().scores(Shelf.touched([])), [1 / 3, 3 / 3, 1 / 3])


@pytest.mark.parametrize("n_users", [4, 12], ids=["fewer users than items", "more"])
def test_both_ways_to_solve_give_what_an_inverse_does(n_users: int) -> None:
    x = (np.random.default_rng(n_users).random((n_users, 7)) < 0.4).astype(np.float32)
    inverse = np.linalg.inv(x.T @ x + 3 * np.eye(7))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    found = ease_fitting.solve(sparse.csr_matrix(x), outputs=7, l2=3, report=silent)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_similarity_is_the_partial_correlation() -> None:
    # P_01 / sqrt(P_00 P_11) with its sign turned, as P is above
    assert model().similarity(0)[1] == pytest.approx(2 / np.sqrt(7 * 4))
    assert model().similarity(0)[0] == 1
    assert model().similarity(0, "dot")[1] == pytest.approx(2 / 4)


def test_what_is_disliked_has_weights_of_its_own() -> None:
    # Who likes 0 likes 1; who dislikes 0 likes 2.
    rows = [(user, 0, 5 if user < 5 else 1) for user in range(10)]
    rows += [(user, 1 if user < 5 else 2, 5) for user in range(10)]
    found = model(rated_feedback(rows, n_items=3), disliked=True)
    assert found.kept_disliked.tolist() == [0]
    likes_it, dislikes_it = (Shelf(np.array([0], np.int32), np.array([stars], np.float32)) for stars in (5, 1))
    assert found.scores(likes_it)[1] > 0.5 > found.scores(likes_it)[2]
    assert found.scores(dislikes_it)[2] > 0.5 > found.scores(dislikes_it)[1]
    assert found.contributions(dislikes_it, 2).sum() == pytest.approx(found.scores(dislikes_it)[2])


def test_items_that_few_like_are_left_out() -> None:
    found = model(least_users=2)
    assert found.kept.tolist() == [1]
    assert found.scores(Shelf.touched([0, 1])).tolist() == [0, 0, 0]
    assert found.contributions(Shelf.touched([1]), 0).tolist() == [0]


def test_of_a_large_catalog_the_most_liked_have_weights() -> None:
    of = likes([(0, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2)], n_users=3, n_items=3)
    assert model(of, most_items=2).kept.tolist() == [1, 2]
    assert model(of, most_items=1).kept.tolist() == [1]


def test_more_weights_than_there_is_memory_for_are_refused_with_what_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ease_fitting, "MOST_BYTES", 35)
    with pytest.raises(BadInput, match=r"3 × 3 .* Lower “most_items” below 10,000"):
        model()
    monkeypatch.setattr(ease_fitting, "MOST_BYTES", 36)
    assert model().weights.nbytes == 36

"""KNNBaseline: surprise's own likenesses and estimates."""

from typing import Any

import numpy as np
import pytest
from baselines_world import fit, random_ratings

from recsys.errors import Cancelled
from recsys.models.baselines import star_factors_fitting, star_neighbors, star_neighbors_fitting
from recsys.models.baselines.star_neighbors import KNNBaseline
from recsys.models.feedback import Shelf
from recsys.progress import silent

FEEDBACK = random_ratings(n_users=60, n_items=25)


def surprises(k: int, least_raters: int = 2, shrinkage: float = 100) -> Any:
    """The algorithm of surprise, fitted to the same ratings."""
    import surprise

    likeness = {"name": "pearson_baseline", "user_based": False, "min_support": least_raters, "shrinkage": shrinkage}
    biases = {"method": "als", "n_epochs": 20, "reg_u": 5, "reg_i": 3}
    found = surprise.KNNBaseline(k, sim_options=likeness, bsl_options=biases, verbose=False)
    return found.fit(star_factors_fitting.Ratings(FEEDBACK, 1, silent))


def model(**settings: object) -> KNNBaseline:
    found = fit(star_neighbors.FAMILY, FEEDBACK, settings)
    assert isinstance(found, KNNBaseline)
    return found


@pytest.mark.parametrize(("least_raters", "shrinkage"), [(2, 100), (8, 5)])
def test_likenesses_are_those_of_surprise_where_they_are_positive(
    monkeypatch: pytest.MonkeyPatch, least_raters: int, shrinkage: float
) -> None:
    monkeypatch.setattr(star_neighbors_fitting, "ITEMS_AT_ONCE", 7)
    found = model(least_raters=least_raters, shrinkage=shrinkage)
    expected = np.maximum(surprises(40, least_raters, shrinkage).sim, 0)
    np.testing.assert_allclose(np.stack([found.similarity(item) for item in range(25)]), expected, atol=1e-6)


@pytest.mark.parametrize("k", [1, 3, 40])
def test_known_users_get_the_estimates_of_surprise(k: int) -> None:
    found, theirs = model(k=k), surprises(k)
    for user in range(60):
        # Surprise counts an item that was rated among its own neighbors, which nobody asks for.
        rest = np.setdiff1d(np.arange(24), FEEDBACK.shelves.of(user).items)
        expected = [theirs.estimate(user, item)[0] for item in rest]
        np.testing.assert_allclose(found.scores(FEEDBACK.shelves.of(user))[rest], expected, atol=1e-6)


def test_who_rated_nothing_gets_what_the_items_get() -> None:
    found = model()
    np.testing.assert_allclose(found.scores(Shelf.touched([3, 4])), found.mean + found.item, atol=1e-6)


def test_each_block_of_items_can_be_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(star_neighbors_fitting, "ITEMS_AT_ONCE", 5)
    told: list[str] = []

    def stop_in_the_third(fraction: float, message: str) -> None:
        told.append(message)
        if message == "comparing item 11 of 25":
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(star_neighbors.FAMILY, FEEDBACK, report=stop_in_the_third)
    assert told[1:] == ["comparing item 1 of 25", "comparing item 6 of 25", "comparing item 11 of 25"]

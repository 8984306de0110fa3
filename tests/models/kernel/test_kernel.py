"""Kernel ridge: equal to the dense formula worked out by brute force, for those learned from and for new shelves."""

from typing import Any, cast

import numpy as np
import polars as pl
import pytest

from recsys.errors import BadInput
from recsys.models import families, residuals
from recsys.models.contract import Around
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf, Shelves, Validation
from recsys.models.kernel import fitting
from recsys.models.kernel.model import KernelModel, KernelSettings

Triples = list[tuple[int, int, float]]
FOUR_FILMS = pl.DataFrame({"item_id": list("abcd"), "genres": ["war", "war", "love", "love|war"]})
THREE_RATINGS: Triples = [(0, 0, 5), (0, 1, 3), (1, 1, 4)]


def feedback(
    ratings: Triples, n_users: int, n_items: int, users: list[int] | None = None, weight: float = 1
) -> Feedback:
    user, item = (np.array([rating[place] for rating in ratings], np.int32) for place in (0, 1))
    stars = np.array([rating[2] for rating in ratings], np.float32)
    examples = Examples(user, item, (stars >= 4).astype(np.float32), np.full(len(stars), weight, np.float32))
    shelves = Shelves.rated(user, item, stars, n_users)
    learned = np.arange(n_users) if users is None else users
    return Feedback(examples, stars, (1, 5), 4, shelves, np.array(learned, np.int32), n_items)


def fit(of: Feedback, items: pl.DataFrame = FOUR_FILMS, **settings: Any) -> KernelModel:
    return cast(KernelModel, families.named("kernel").fit(of, KernelSettings(**settings), Around(items)))


def shelf(items: list[int], stars: list[float], user: int | None = None) -> Shelf:
    return Shelf(np.array(items, np.int32), np.array(stars, np.float32), user)


def covariance(model: KernelModel, tastes: np.ndarray, first: Triples, second: Triples) -> np.ndarray:
    """By the definition in words, number for number. tastes: (users, t)."""
    settings, width = model.settings, model.answers.company.shape[1]
    company, catalog = model.vectors[:, :width], model.vectors[:, width:]
    found = np.zeros((len(first), len(second)))
    for row, (u, i, _) in enumerate(first):
        for column, (v, j, _) in enumerate(second):
            same = float(u == v)
            together, genre = float(company[i] @ company[j]), float(catalog[i] @ catalog[j])
            alike = float(tastes[u] @ tastes[v])
            found[row, column] = (
                settings.level * same
                + settings.shared_catalog * genre
                + same * (settings.own_company * together + settings.own_catalog * genre)
                + alike * (settings.taste_company * together + settings.taste_item * (i == j))
            )
    return found


def test_scores_of_the_known_are_those_of_the_dense_formula() -> None:
    whole = feedback(THREE_RATINGS, 2, 4)
    model = fit(whole, noise=0.3, level=0.7)
    left = residuals.residuals_of(whole, model.settings)
    among = covariance(model, model.user_taste, THREE_RATINGS, THREE_RATINGS)
    amounts = np.linalg.solve(among + 0.3 * np.eye(3), left.above)
    for user in (0, 1):
        asked: Triples = [(user, item, 0) for item in range(4)]
        above = covariance(model, model.user_taste, asked, THREE_RATINGS) @ amounts
        expected = left.known.mean + left.by_user[user] + left.known.item + above
        np.testing.assert_allclose(model.scores(whole.shelves.of(user)), expected, atol=1e-4)


def test_one_rating_of_one_user_by_hand() -> None:
    # Two users rate film a 5 and 3; without shrinkage the mean is 4 and the biases are 1 and -1: nothing is left.
    even = fit(feedback([(0, 0, 5), (1, 0, 3)], 2, 4), l2_user=0, l2_item=0)
    assert even.scores(shelf([], [], user=0))[0] == pytest.approx(5)
    # With 1 rating of nobody's, half of a star is left; a user's level alone takes 0.5 / (0.5 + 0.5) of that.
    only_level = {"own_company": 0, "own_catalog": 0, "shared_catalog": 0, "taste_company": 0, "taste_item": 0}
    level = fit(feedback([(0, 0, 5), (1, 0, 3)], 2, 4), l2_user=1, l2_item=1, level=0.5, noise=0.5, **only_level)
    assert level.scores(shelf([], [], user=0)).tolist() == pytest.approx([4.5 + 0.25] * 4)


def test_a_new_shelf_is_answered_as_if_it_was_learned_while_others_stay_as_they_are() -> None:
    whole = feedback(THREE_RATINGS, 2, 4)
    model = fit(whole)
    stars = shelf([0, 2], [2, 5])
    mine: Triples = [(2, 0, 2), (2, 2, 5)]
    count = model.touch[stars.items]
    taste = count @ model.directions[stars.items] / np.sqrt(float(count @ count) + 30)
    tastes = np.vstack([model.user_taste, taste])
    left = residuals.residuals_of(whole, model.settings)
    among = covariance(model, tastes, THREE_RATINGS, THREE_RATINGS)
    amounts = np.linalg.solve(among + 0.6 * np.eye(3), left.above)
    bias = float((stars.stars - left.known.mean - left.known.item[stars.items]).sum() / (5 + 2))
    asked: Triples = [(2, item, 0) for item in range(4)]
    expected = left.known.mean + bias + left.known.item + covariance(model, tastes, asked, THREE_RATINGS) @ amounts
    error = stars.stars - expected[stars.items]
    own = np.linalg.solve(covariance(model, tastes, mine, mine) + 0.6 * np.eye(2), error)
    np.testing.assert_allclose(model.scores(stars), expected + covariance(model, tastes, asked, mine) @ own, atol=1e-4)


def test_whoever_shows_nothing_gets_what_everybody_thinks() -> None:
    model = fit(feedback(THREE_RATINGS, 2, 4), shared_catalog=0)
    assert model.scores(shelf([], [])).tolist() == pytest.approx((model.mean + model.item_bias).tolist())


def test_what_was_touched_without_a_star_tells_of_the_taste_alone() -> None:
    model = fit(feedback(THREE_RATINGS, 2, 4), taste_company=0, taste_item=0)
    assert model.scores(shelf([0, 1], [0, 0])).tolist() == model.scores(shelf([], [])).tolist()


def test_a_genre_that_is_liked_lifts_a_film_nobody_rated() -> None:
    of = feedback([(0, 0, 5), (0, 2, 1), (1, 0, 5), (1, 2, 1)], 2, 4)
    items = pl.DataFrame({"item_id": list("abcd"), "genres": ["war", "war", "love", "love"]})
    scores = fit(of, items, own_catalog=1).scores(of.shelves.of(0))
    assert scores[1] > scores[3] + 0.5


def test_a_rating_that_weighs_twice_counts_as_two() -> None:
    twice = feedback(THREE_RATINGS, 2, 4, weight=2)
    single = fit(feedback(THREE_RATINGS, 2, 4), noise=0.3).scores(shelf([], [], user=0))
    assert fit(twice, noise=0.6).scores(shelf([], [], user=0)).tolist() == pytest.approx(single.tolist(), abs=1e-4)


def test_ratings_without_weight_are_nothing_to_learn_from() -> None:
    with pytest.raises(BadInput, match="any weight"):
        fit(feedback(THREE_RATINGS, 2, 4, weight=0))


def test_where_all_stars_are_the_same_they_are_predicted() -> None:
    of = feedback([(0, 0, 4), (0, 1, 4), (1, 2, 4)], 2, 4)
    assert fit(of).scores(of.shelves.of(1)).tolist() == [4, 4, 4, 4]


def test_items_of_which_nothing_is_known_but_their_number_are_enough() -> None:
    of = feedback(THREE_RATINGS, 2, 4)
    assert np.isfinite(fit(of, FOUR_FILMS.select("item_id")).scores(of.shelves.of(0))).all()


def test_each_step_is_a_point_and_every_fifth_is_judged() -> None:
    of = feedback(THREE_RATINGS, 2, 4)
    one = np.array([1], np.int32)
    asked = Examples(one, np.array([0], np.int32), np.ones(1, np.float32), np.ones(1, np.float32))
    valid = Validation(asked, np.full(1, 5, np.float32), np.zeros(1, np.int32), of.shelves, of.shelves)
    curve: list[dict[str, float]] = []
    model = fitting.fit(of, KernelSettings(iterations=6), Around(FOUR_FILMS, valid, record=curve.append))
    assert [set(point) - {"epoch", "loss"} == set() for point in curve] == [True] * 4 + [False] * 2
    error = float(model.scores(of.shelves.of(1))[0]) - 5
    assert curve[-1]["valid_loss"] == pytest.approx(error**2)
    assert curve[-1]["valid_rounded_hits"] == (abs(error) < 0.5)
    seen = [float(model.scores(of.shelves.of(user))[item]) - stars for user, item, stars in THREE_RATINGS]
    assert curve[-1]["loss"] == pytest.approx(np.mean(np.square(seen)), abs=1e-4)

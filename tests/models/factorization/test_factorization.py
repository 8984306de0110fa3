"""Factorization: biases and gravity worked out by hand or by brute force, and what a shelf says of who is not known."""

from typing import Any, cast

import numpy as np
import polars as pl
import pytest

from recsys.errors import BadInput
from recsys.models import families
from recsys.models.contract import Around
from recsys.models.examples import Examples
from recsys.models.factorization import network
from recsys.models.factorization.model import MF, MFSettings, RegularizedMF, RegularizedMFSettings
from recsys.models.feedback import Feedback, Shelf, Shelves, Validation
from recsys.models.validation_ranking import ranking_of

Triples = list[tuple[int, int, float]]


def feedback(ratings: Triples, n_users: int, n_items: int, weight: float = 1) -> Feedback:
    user, item = (np.array([rating[place] for rating in ratings], np.int32) for place in (0, 1))
    stars = np.array([rating[2] for rating in ratings], np.float32)
    examples = Examples(user, item, (stars >= 4).astype(np.float32), np.full(len(stars), weight, np.float32))
    shelves = Shelves.rated(user, item, stars, n_users)
    return Feedback(examples, stars, (1, 5), 4, shelves, np.arange(n_users, dtype=np.int32), n_items)


def fit(
    family: str, of: Feedback, valid: Validation | None = None, **settings: Any
) -> tuple[MF, list[dict[str, float]]]:
    curve: list[dict[str, float]] = []
    chosen = families.named(family)
    around = Around(pl.DataFrame({"item_id": range(of.n_items)}), valid, record=curve.append)
    return cast(MF, chosen.fit(of, chosen.settings.model_validate(settings), around)), curve


def shelf(items: list[int], stars: list[float], user: int | None = None) -> Shelf:
    return Shelf(np.array(items, np.int32), np.array(stars, np.float32), user)


def by_hand(l2: float = 0.0) -> MF:
    """One number a vector. Item 0: vector 1, bias 0.5; item 1: vector -1, bias 0. User 7: vector 2, bias 0.25."""
    return MF(
        MFSettings(dimension=1, l2=l2),
        base=np.array(3.0),
        user_table=np.array([[2, 0.25]], np.float32),
        item_table=np.array([[1, 0.5], [-1, 0]], np.float32),
        users=np.array([7], np.int32),
        best_target=np.array(5.0),
    )


def test_a_score_is_the_mean_both_biases_and_the_product() -> None:
    assert by_hand().scores(shelf([], [], user=7)).tolist() == [3 + 0.25 + 0.5 + 2, 3 + 0.25 + 0 - 2]


def test_whoever_shows_nothing_and_is_not_known_is_the_mean_user() -> None:
    assert by_hand().scores(shelf([], [])).tolist() == pytest.approx(by_hand().scores(shelf([], [], user=7)).tolist())


def test_an_unknown_user_is_found_by_ridge_regression_on_their_stars() -> None:
    # One rating r of item 0, l2 = 1: the user moves from (2, .25) along (1, 1) by (r - 5.75) / (1 + 2).
    moved = (2.75 - 5.75) / 3
    assert by_hand(l2=1).fold_in(shelf([0], [2.75])).tolist() == pytest.approx([2 + moved, 0.25 + moved])


def test_among_stars_what_has_none_says_nothing() -> None:
    assert (
        by_hand(l2=1).fold_in(shelf([0, 1], [2.75, 0])).tolist() == by_hand(l2=1).fold_in(shelf([0], [2.75])).tolist()
    )


def test_on_a_shelf_without_any_star_each_item_counts_as_liked_best() -> None:
    assert (
        by_hand(l2=1).fold_in(shelf([0, 1], [0, 0])).tolist() == by_hand(l2=1).fold_in(shelf([0, 1], [5, 5])).tolist()
    )


SQUARE: Triples = [(0, 0, 5), (0, 1, 4), (1, 0, 3), (1, 1, 2)]  # mean 3.5; a user is 1 from it, an item a half


@pytest.mark.usefixtures("untraced")
def test_the_first_step_moves_each_bias_towards_its_own_ratings() -> None:
    model, curve = fit("mf", feedback(SQUARE, 2, 2), spread=1e-6, l2=0, epochs=1, learning_rate=0.01)
    assert float(model.base) == 3.5
    # Adam's first step is the learning rate, in the direction of the error
    assert model.user_table[:, -1].tolist() == pytest.approx([0.01, -0.01], rel=1e-4)
    assert model.item_table[:, -1].tolist() == pytest.approx([0.01, -0.01], rel=1e-4)
    assert curve[0]["observed_loss"] == pytest.approx((1.5**2 + 0.5**2 + 0.5**2 + 1.5**2) / 4)


def test_biases_pulled_to_zero_are_those_of_ridge_regression() -> None:
    # Of ridge's normal equations: each bias shrinks to (its mean error) / (1 + l2), here 1 / 1.5 and 0.5 / 1.5.
    model, _ = fit("mf", feedback(SQUARE, 2, 2), spread=1e-6, l2=0.5, epochs=100, learning_rate=0.05)
    assert model.user_table[:, -1].tolist() == pytest.approx([1 / 1.5, -1 / 1.5], abs=0.02)
    assert model.item_table[:, -1].tolist() == pytest.approx([0.5 / 1.5, -0.5 / 1.5], abs=0.02)


def test_without_biases_there_is_nothing_but_the_product() -> None:
    ratings: Triples = [(0, 0, 4), (0, 1, 2), (1, 0, 2), (1, 1, 1)]
    model, _ = fit(
        "mf", feedback(ratings, 2, 2), dimension=1, biases=False, spread=0.5, l2=0, epochs=100, learning_rate=0.1
    )
    assert float(model.base) == 0
    products = model.user_table @ model.item_table.T
    assert products.tolist() == [pytest.approx([4, 2], abs=0.05), pytest.approx([2, 1], abs=0.05)]


def test_an_item_that_nobody_rated_is_predicted_from_the_user_alone() -> None:
    model, _ = fit("mf", feedback([(0, 0, 5), (1, 0, 3)], 2, 2), epochs=50, learning_rate=0.02)
    assert not model.item_table[1].any()
    assert model.scores(shelf([], [], user=0))[1] == pytest.approx(float(model.base + model.user_table[0, -1]))


def tables(biases: bool) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return tuple(rng.normal(size=(rows, 3 + biases)).astype(np.float32) for rows in (4, 5))  # type: ignore[return-value]


@pytest.mark.parametrize("biases", [True, False])
def test_gravity_is_the_mean_square_of_all_predictions(biases: bool) -> None:
    users, items = tables(biases)
    found = network.FactorNetwork(users, items, 3, base=0.5).gravity(users, items)
    total = 0.0
    for user in users:
        for item in items:
            total += float(user[:3] @ item[:3] + (user[3] + item[3] if biases else 0)) ** 2
    assert float(found) == pytest.approx(total / (4 * 5), rel=1e-5)


@pytest.mark.parametrize("biases", [True, False])
def test_a_known_users_scores_are_what_the_network_says(biases: bool) -> None:
    users, items = tables(biases)
    settings = MFSettings(dimension=3, biases=biases)
    model = MF(settings, np.array(0.5), users, items, np.arange(4, dtype=np.int32), np.array(5.0))
    said = network.FactorNetwork(users.copy(), items.copy(), 3, base=0.5)(
        {"user": np.full(5, 2, np.int32), "item": np.arange(5, dtype=np.int32)}
    )
    np.testing.assert_allclose(model.scores(shelf([], [], user=2)), said.numpy(), rtol=1e-5)


def test_with_gravity_a_folded_in_user_has_the_least_loss_there_is() -> None:
    users, items = tables(True)
    settings = RegularizedMFSettings(dimension=3, l2=0.3, gravity=2)
    model = RegularizedMF(
        settings, np.array(1.0), users, items, np.arange(4, dtype=np.int32), np.array(5.0), np.array(2.5)
    )
    asked = shelf([0, 3], [5, 2])

    def loss(row: np.ndarray) -> float:
        """Of one user, in units of a rating's error: a user's part of S3's loss is divided by all 2.5 · n ratings."""
        predicted = items[:, :3] @ row[:3] + row[3] + items[:, 3]
        errors = (predicted[[0, 3]] + 1 - [5, 2]) ** 2
        return float(errors.sum() + 2.5 * 0.3 * ((row - users.mean(0)) ** 2).sum() + 2.5 * 2 * (predicted**2).mean())

    best = model.fold_in(asked)
    for place in range(4):
        for step in (-0.01, 0.01):
            assert loss(best + step * np.eye(4)[place]) > loss(best)


def blocks() -> tuple[Feedback, Validation]:
    """Two groups rate their own half of the books alone, with stars that say nothing; two books are asked."""
    rng = np.random.default_rng(0)
    shown, asked = [], []
    for user in range(30):
        own = (user % 2) * 10 + rng.permutation(10)
        shown += [(user, int(item), float(rng.integers(4, 6))) for item in own[:8]]
        asked += [(user, int(item)) for item in own[8:]]
    whole = feedback(shown, 30, 20)
    user, item = np.array(asked, np.int32).T
    ones = np.ones(len(user), np.float32)
    rows = np.arange(len(user), dtype=np.int32)
    return whole, Validation(Examples(user, item, ones, ones), 5 * ones, rows, whole.shelves, whole.shelves)


def test_with_gravity_the_ranking_is_better_and_the_errors_are_larger() -> None:
    whole, valid = blocks()
    plain, errors = fit("mf", whole, valid, dimension=4, epochs=30, learning_rate=0.02, batch_size=32)
    pulled, curve = fit("mf-regularized", whole, valid, dimension=4, epochs=30, learning_rate=0.02, batch_size=32)
    assert ranking_of(pulled, valid)["valid_ndcg"] > 0.95
    assert ranking_of(plain, valid)["valid_ndcg"] < 0.6
    assert min(point["valid_loss"] for point in curve) > 2 * min(point["valid_loss"] for point in errors)


@pytest.mark.usefixtures("untraced")
def test_each_part_of_the_loss_is_a_curve_and_they_add_up_to_it() -> None:
    whole, valid = blocks()
    _, curve = fit("mf-regularized", whole, valid, dimension=4, epochs=2)
    parts = ("observed_loss", "regularization_loss", "gravity_loss")
    assert set(curve[0]) == {"epoch", "loss", *parts, "valid_loss", "valid_rounded_hits", "valid_ndcg"}
    assert curve[0]["loss"] == pytest.approx(sum(curve[0][part] for part in parts))
    _, plain = fit("mf", whole, valid, dimension=4, epochs=2)
    assert set(plain[0]) == {
        "epoch",
        "loss",
        "observed_loss",
        "regularization_loss",
        "valid_loss",
        "valid_rounded_hits",
    }


@pytest.mark.usefixtures("untraced")
def test_a_small_spread_starts_with_the_error_of_the_mean() -> None:
    _, small = fit("mf", feedback([(0, 0, 5), (1, 1, 3)], 2, 2), spread=0.001, epochs=1, batch_size=2)
    assert small[0]["observed_loss"] == pytest.approx(1, abs=0.001)  # both are one star from the mean
    _, large = fit("mf", feedback([(0, 0, 5), (1, 1, 3)], 2, 2), spread=3, epochs=1, batch_size=2)
    assert large[0]["observed_loss"] > 10


@pytest.mark.usefixtures("untraced")
def test_a_second_phase_runs_in_full_and_goes_on_from_the_first() -> None:
    whole, _ = blocks()
    settings = {"dimension": 4, "epochs": 4, "sgd_epochs": 3, "patience": 1, "learning_rate": 0.02}
    _, once = fit("mf", whole, None, **settings)
    _, both = fit("mf", whole, None, **settings, phases="adam, then sgd")
    assert len(once) == 4
    assert both[:4] == once
    assert [point["epoch"] for point in both] == [1, 2, 3, 4, 5, 6, 7]
    _, other = fit("mf", whole, None, **settings | {"sgd_learning_rate": 0.2}, phases="adam, then sgd")
    assert other[:4] == both[:4]
    assert other[5:] != both[5:]


def test_examples_without_weight_are_nothing_to_learn_from() -> None:
    with pytest.raises(BadInput, match="any weight"):
        fit("mf", feedback([(0, 0, 5)], 1, 1, weight=0))


@pytest.mark.usefixtures("untraced")
def test_where_all_stars_are_the_same_they_are_predicted() -> None:
    model, _ = fit("mf", feedback([(0, 0, 4), (1, 1, 4)], 2, 2), epochs=3)
    assert model.scores(shelf([], [], user=0)).tolist() == pytest.approx([4, 4], abs=0.05)

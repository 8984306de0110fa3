"""NeuMF and hybrid: the sum worked out by hand, the network's own scores, and what a shelf says of who is not known."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
import pytest

from recsys.errors import BadInput
from recsys.models import families
from recsys.models.contract import Around
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf, Shelves, Validation
from recsys.models.neural import network
from recsys.models.neural.fitting import NeuralLearner
from recsys.models.neural.model import Hybrid, NeuMF
from recsys.models.neural.settings import HybridSettings, NeuMFSettings
from recsys.models.neural.starts import Starts

pytestmark = pytest.mark.usefixtures("untraced")

Triples = list[tuple[int, int, float]]
RATINGS: Triples = [(0, 0, 5), (0, 1, 3), (1, 1, 4), (1, 2, 1), (2, 0, 2)]
SMALL: dict[str, Any] = {"embedding": 3, "hidden": [4, 2], "dropout": [0.5, 0.3], "batch_size": 2}
ITEMS = pl.DataFrame({"item_id": list("abcd"), "genres": ["war", "war", "love", "love|war"]})


def feedback(ratings: Triples = RATINGS, n_users: int = 3, n_items: int = 4, weight: float = 1) -> Feedback:
    user, item = (np.array([rating[place] for rating in ratings], np.int32) for place in (0, 1))
    stars = np.array([rating[2] for rating in ratings], np.float32)
    examples = Examples(user, item, (stars >= 4).astype(np.float32), np.full(len(stars), weight, np.float32))
    shelves = Shelves.rated(user, item, stars, n_users)
    return Feedback(examples, stars, (1, 5), 4, shelves, np.arange(n_users, dtype=np.int32), n_items)


def fit(family: str, valid: Validation | None = None, **settings: Any) -> tuple[NeuMF, list[dict[str, float]]]:
    curve: list[dict[str, float]] = []
    chosen = families.named(family)
    around = Around(ITEMS, valid, record=curve.append)
    return cast(NeuMF, chosen.fit(feedback(), chosen.settings.model_validate(SMALL | settings), around)), curve


def shelf(items: list[int], stars: list[float], user: int | None = None) -> Shelf:
    return Shelf(np.array(items, np.int32), np.array(stars, np.float32), user)


def by_hand(l2: float = 1.0, l2_vectors: float = 2.0) -> Hybrid:
    """One number each. Item 0: product 1, layers 2, fixed 1; item 1: -1, 0, 0. User 7: product 2, layers 1, fixed 3."""
    return Hybrid(
        HybridSettings(embedding=1, hidden=(1,), dropout=(0.5,), l2=l2, l2_vectors=l2_vectors),
        mean=np.array(3.0),
        item_bias=np.array([0.5, 0.0]),
        item_table=np.array([[1, 2], [-1, 0]], np.float32),
        vectors=np.array([[1], [0]], np.float32),
        users=np.array([7], np.int32),
        user_bias=np.array([0.25]),
        user_table=np.array([[2, 1, 3]], np.float32),
        best_target=np.array(5.0),
        kernels=(np.array([[1], [1], [-1]], np.float32), np.array([[0.1]], np.float32)),
        biases=(np.array([-1.5], np.float32), np.array([0.01], np.float32)),
    )


def test_a_score_is_the_biases_the_product_the_taste_and_what_the_layers_make() -> None:
    # layers: relu(1 + 2 - 1 - 1.5) = 0.5 for item 0, relu(1 + 0 - 0 - 1.5) = 0 for item 1
    expected = [3 + 0.25 + 0.5 + 2 * 1 + 3 * 1 + 0.05 + 0.01, 3 + 0.25 + 0 + 2 * -1 + 0 + 0 + 0.01]
    assert by_hand().scores(shelf([], [], user=7)).tolist() == pytest.approx(expected)
    assert by_hand().predict(shelf([], [], user=7), np.array([1], np.int32)).tolist() == pytest.approx(expected[1:])


def test_whoever_shows_nothing_is_the_mean_user() -> None:
    known = by_hand().scores(shelf([], [], user=7))
    assert by_hand().scores(shelf([], [])).tolist() == pytest.approx(known.tolist())


def test_an_unknown_user_is_moved_by_ridge_regression() -> None:
    # One rating of item 0, an error of -3; each number moves by its input over its pull, all of them 1:
    # bias pull 5, product pull l2 · 1 rating = 1, taste pull 2. Error left: -3 / (1 + 1/5 + 1/1 + 1/2).
    mean_user = float(by_hand().scores(shelf([], []))[0])
    left = -3 / (1 + 1 / 5 + 1 + 1 / 2)
    bias, taste = by_hand().fold_in(shelf([0], [mean_user - 3]))
    assert bias == pytest.approx(0.25 + left / 5, rel=1e-5)
    assert taste.tolist() == pytest.approx([2 + left, 1, 3 + left / 2], rel=1e-5)


def test_among_stars_what_has_none_says_nothing_and_without_any_all_is_liked_best() -> None:
    model = by_hand()
    rated, bare = model.scores(shelf([0, 1], [3, 0])), model.scores(shelf([0, 1], [0, 0]))
    assert rated.tolist() == model.scores(shelf([0], [3])).tolist()
    assert bare.tolist() == model.scores(shelf([0, 1], [5, 5])).tolist()


@pytest.mark.parametrize("settings", [NeuMFSettings(**SMALL), HybridSettings(**SMALL, vector_width=2)])
def test_a_known_users_scores_are_what_the_network_says_above_the_biases(settings: NeuMFSettings) -> None:
    learner = NeuralLearner(feedback(), settings, Around(ITEMS))
    rng = np.random.default_rng(0)
    for variable in learner.trainer.network.variables:
        variable.assign(rng.normal(size=variable.shape))
    model, items = learner.model(), np.arange(4, dtype=np.int32)
    said = learner.trainer.network({"user": np.full(4, 1, np.int32), "item": items}).numpy()
    left = learner._left
    above = model.scores(shelf([], [], user=1)) - left.known.mean - left.by_user[1] - left.known.item
    np.testing.assert_allclose(above, said, rtol=1e-4, atol=1e-4)


def test_the_pull_is_that_of_the_ratings_own_rows_and_of_the_layers() -> None:
    settings = HybridSettings(embedding=1, hidden=(), dropout=(), l2=0.5, l2_vectors=3, l2_layers=0.25)
    starts = Starts(
        np.array([[1, 2, 4, 1]], np.float32), np.array([[3, 1, 2]], np.float32), np.array([[1]], np.float32)
    )
    trainer = network.Trainer(network.NeuralNetwork(starts, settings), np.array([2], np.float32), settings)
    trainer.network.layers_of[0].kernel.assign([[1], [0], [2]])
    held = trainer._held(starts.users, starts.items, np.array([0.5], np.float32), np.array([1], np.float32))
    # all but the taste: 1 + 4 + 1 of the user, 9 + 1 + 4 of the item; the taste 4² shared by two ratings; layers 1 + 4
    assert float(held) == pytest.approx(0.5 * 20 + 3 * 0.5 * 16 + 0.25 * 5)


def test_items_never_rated_get_nothing_but_what_is_fixed() -> None:
    model, _ = fit("hybrid", epochs=2, vector_width=2)
    assert not model.item_table[3].any()
    assert model.vectors[3].any()
    assert model.vectors.shape == (4, 2)


def test_the_curve_has_each_part_and_the_errors_of_clipped_stars() -> None:
    user, item = np.array([1, 2], np.int32), np.array([0, 1], np.int32)
    ones = np.ones(2, np.float32)
    shelves = feedback().shelves
    valid = Validation(Examples(user, item, ones, ones), 5 * ones, np.arange(2, dtype=np.int32), shelves, shelves)
    model, curve = fit("neumf", valid, epochs=1)
    assert set(curve[0]) == {
        "epoch", "loss", "observed_loss", "regularization_loss", "valid_loss", "valid_rounded_hits"
    }  # fmt: skip
    assert curve[0]["loss"] == pytest.approx(curve[0]["observed_loss"] + curve[0]["regularization_loss"])
    found = np.clip([model.scores(shelves.of(1))[0], model.scores(shelves.of(2))[1]], 1, 5)
    assert curve[0]["valid_loss"] == pytest.approx(float(np.mean((found - 5) ** 2)))
    assert curve[0]["valid_rounded_hits"] == np.mean(found >= 4.5)


def test_a_second_phase_runs_in_full_and_goes_on_from_the_first() -> None:
    _, once = fit("neumf", epochs=2)
    _, both = fit("neumf", epochs=2, phases="adam, then sgd", sgd_epochs=3, patience=1)
    assert both[:2] == once
    assert len(both) == 5
    _, other = fit("neumf", epochs=2, phases="adam, then sgd", sgd_epochs=3, sgd_learning_rate=0.5)
    assert other[:2] == once
    assert other[3:] != both[3:]


def test_each_layer_needs_its_own_dropout() -> None:
    with pytest.raises(ValueError, match="dropout needs 2 numbers, one a hidden layer, not 1"):
        NeuMFSettings(hidden=(8, 4), dropout=(0.5,))
    with pytest.raises(ValueError, match="less than 1"):
        NeuMFSettings(hidden=(8,), dropout=(1.0,))


def test_examples_without_weight_are_nothing_to_learn_from() -> None:
    family = families.named("neumf")
    with pytest.raises(BadInput, match="any weight"):
        family.fit(feedback(weight=0), NeuMFSettings(**SMALL), Around(ITEMS))


def test_the_hybrid_learns_with_vectors_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("item_id,x\na,1\nb,3\n")
    model, _ = fit("hybrid", epochs=1, vectors=str(path))
    assert model.vectors[:, 0].tolist() == pytest.approx([-(0.1**0.5), 0.1**0.5, 0, 0])

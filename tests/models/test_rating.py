"""The rating model on worlds whose best answer is known: each block of readers reads its own block of books."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from recsys.data.dataset import Histories
from recsys.errors import BadInput, Cancelled, DamagedFile, Failure
from recsys.models import contract, rating, stored
from recsys.models.contract import Around
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf, Shelves, Validation
from recsys.models.rating import RatingModel, RatingSettings

BLOCKS, READERS, BOOKS = 3, 12, 10  # a block's readers and books
N_ITEMS = BLOCKS * BOOKS
QUICK = RatingSettings(start="random", embedding=8, hidden=(8,), epochs=40, batch_size=64, learning_rate=0.02)


def examples(rows: list[tuple[int, int, float]]) -> Examples:
    user, item, label = zip(*rows, strict=True)
    ones = np.ones(len(rows), np.float32)
    return Examples(np.array(user, np.int32), np.array(item, np.int32), np.array(label, np.float32), ones)


def histories(*shelves: list[int]) -> Histories:
    offsets = np.cumsum([0, *map(len, shelves)]).astype(np.int64)
    return Histories(offsets, np.array([item for shelf in shelves for item in shelf], np.int32))


def feedback(of: Examples, shelves: Histories, n_items: int) -> Feedback:
    """All users may be learned from."""
    users = np.arange(len(shelves.offsets) - 1, dtype=np.int32)
    return Feedback(of, of.label, (0, 1), 0.5, Shelves.touched(shelves), users, n_items)


def fit(
    of: Examples, shelves: Histories, n_items: int, settings: RatingSettings, valid: Examples | None = None, **how: Any
) -> RatingModel:
    """The rating model of these examples, started at random."""
    asked = np.empty(0, np.int32)
    seen = Shelves.touched(shelves)
    check = Validation(valid, valid.label, asked, seen, seen) if valid else None
    around = Around(pl.DataFrame(), check, **how)
    return rating.FAMILY.fit(feedback(of, shelves, n_items), settings, around)  # type: ignore[return-value]


def block_of(user: int) -> range:
    return range(user // READERS * BOOKS, (user // READERS + 1) * BOOKS)


def shelf_of(user: int) -> list[int]:
    """All books of the reader's block but two, which differ from reader to reader."""
    left_out = {user % BOOKS, (user + 3) % BOOKS}
    return [book for place, book in enumerate(block_of(user)) if place not in left_out]


SHELVES = histories(*[shelf_of(user) for user in range(BLOCKS * READERS)])
LIKED = examples([(user, book, 1.0) for user in range(BLOCKS * READERS) for book in shelf_of(user)])


@pytest.fixture(scope="module")
def model() -> RatingModel:
    return fit(LIKED, SHELVES, N_ITEMS, QUICK)


def random_model(n_items: int = 7, hidden: tuple[int, ...] = (5, 3)) -> RatingModel:
    rng = np.random.default_rng(0)
    widths = (8, *hidden, 1)

    def normal(*shape: int) -> Any:
        return rng.normal(size=shape).astype(np.float32)

    kernels = tuple(normal(*shape) for shape in pairwise(widths))
    biases = tuple(normal(width) for width in widths[1:])
    settings = RatingSettings(embedding=4, hidden=hidden)
    return RatingModel(settings, normal(n_items, 4), normal(n_items, 4), normal(n_items), kernels, biases)


def test_each_reader_is_recommended_the_rest_of_their_own_block(model: RatingModel) -> None:
    for user in range(BLOCKS * READERS):
        best, _ = contract.recommend(model, Shelf.touched(SHELVES.of(user)), k=2)
        assert set(best) == set(block_of(user)) - set(shelf_of(user))


def test_readers_with_different_shelves_get_different_lists(model: RatingModel) -> None:
    lists = {
        tuple(contract.recommend(model, Shelf.touched(SHELVES.of(user)), k=5)[0]) for user in range(BLOCKS * READERS)
    }
    assert len(lists) > BLOCKS


def test_the_hidden_layers_matter() -> None:
    model = random_model(hidden=(5,))
    without = RatingModel(
        model.settings, model.history_table, model.item_table, model.item_bias,
        (model.kernels[0], np.zeros_like(model.kernels[1])), model.biases,
    )  # fmt: skip
    shelf = Shelf.touched([0, 2])
    assert not np.allclose(np.diff(model.scores(shelf)), np.diff(without.scores(shelf)))


@pytest.mark.parametrize("hidden", [(), (5,), (6, 3)])
def test_numpy_scores_what_keras_scores(hidden: tuple[int, ...]) -> None:
    from recsys.models import rating_training
    from recsys.models.rating_network import RatingNetwork

    network = RatingNetwork(7, 4, hidden, seed=3)
    rng = np.random.default_rng(0)
    for variable in network.variables:
        variable.assign(rng.normal(size=variable.shape))
    model = rating_training.parameters(network, RatingSettings(embedding=4, hidden=hidden))
    shelves = histories([0, 3, 6], [], [2], [1, 2])
    padded = np.array([[0, 3, 6], [-1, -1, -1], [2, -1, -1], [1, 2, -1]], np.int32)
    item = np.array([1, 4, 5, 0], np.int32)
    logits = np.array(network({"history": padded, "item": item}))
    expected = 1 / (1 + np.exp(-logits))
    np.testing.assert_allclose(model.predict(np.arange(4, dtype=np.int32), item, shelves), expected, atol=1e-5)
    for user in range(4):
        scores = model.scores(Shelf.touched(shelves.of(user)))
        np.testing.assert_allclose(scores[item[user]], logits[user], rtol=1e-5, atol=1e-5)
        probability = model.probability(shelves.of(user), item[user : user + 1])
        np.testing.assert_allclose(probability, expected[user : user + 1], atol=1e-5)


def test_a_step_on_few_rows_is_the_first_step_of_keras_adam() -> None:
    import keras
    import tensorflow as tf

    from recsys.models.rating_network import LazyAdam

    table = keras.layers.Embedding(3, 2)
    table.build(())
    start = table.embeddings.numpy()
    lazy = LazyAdam(table, learning_rate=0.1, l2=0.0)
    gradient = np.array([[0.5, -2.0], [1.0, 0.25]], np.float32)
    expected = keras.Variable(start[[0, 2]])
    reference = keras.optimizers.Adam(0.1, epsilon=LazyAdam.EPSILON)
    for step in (1.0, 2.0, 3.0):
        lazy.apply(tf.constant(step), tf.constant([0, 2]), lazy.rows(tf.constant([0, 2])), tf.constant(gradient))
        reference.apply([tf.constant(gradient)], [expected])
    np.testing.assert_allclose(table.embeddings.numpy()[[0, 2]], expected.numpy(), atol=1e-6)
    np.testing.assert_array_equal(table.embeddings.numpy()[1], start[1])


def test_the_rated_book_is_left_out_of_its_own_history() -> None:
    model = random_model()
    with_it, without_it = histories([1, 2, 5]), histories([1, 5])
    user, item = np.array([0], np.int32), np.array([2], np.int32)
    np.testing.assert_allclose(model.predict(user, item, with_it), model.predict(user, item, without_it), atol=1e-6)
    assert model.predict(user, item, with_it)[0] != model.predict(user, np.array([3], np.int32), with_it)[0]


def test_training_sees_neither_the_rated_book_nor_other_users_in_a_history() -> None:
    import tensorflow as tf

    from recsys.models.rating_training import Trainer

    whole = QUICK.model_copy(update={"history_dropout": 0.0})
    trainer = Trainer(histories([1, 2, 5], [], [2], [0, 6]), 7, whole)
    touched, owner = trainer._histories_without(tf.constant([0, 1, 2, 3, 0]), tf.constant([2, 2, 2, 2, 4]))
    assert touched.numpy().tolist() == [1, 5, 0, 6, 1, 2, 5]
    assert owner.numpy().tolist() == [0, 0, 3, 3, 4, 4, 4]


def test_a_reader_without_a_history_gets_what_an_empty_shelf_gets() -> None:
    model = random_model()
    nobody = Shelf.touched([])
    alone = histories([2])  # the only book is the one asked for
    predicted = model.predict(np.array([0], np.int32), np.array([2], np.int32), alone)
    np.testing.assert_allclose(predicted, rating.sigmoid(model.scores(nobody)[[2]]), atol=1e-6)
    assert np.isfinite(model.scores(nobody)).all()
    assert model.contributions(nobody, 3).shape == (0,)


def test_training_on_readers_whose_only_book_is_the_rated_one_works() -> None:
    shelves = histories([0], [1])
    model = fit(examples([(0, 0, 1.0), (1, 1, 1.0)]), shelves, 4, QUICK.model_copy(update={"epochs": 2}))
    assert np.isfinite(model.scores(Shelf.touched(shelves.of(0)))).all()


@pytest.mark.parametrize("hidden", [(), (5,), (5, 3), (6, 4, 3)])
def test_many_are_scored_as_each_alone(hidden: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rating, "ITEMS_AT_ONCE", 3)  # of 7, so that the last chunk is a short one
    model, shelves = random_model(7, hidden), [Shelf.touched(items) for items in ([], [2], [0, 3, 6])]
    together = model.scores_of_many(shelves)
    assert together.shape == (3, 7)
    for row, shelf in zip(together, shelves, strict=True):
        assert row == pytest.approx(model.scores(shelf), abs=1e-5)
        others = np.setdiff1d(np.arange(7, dtype=np.int32), shelf.items)  # of these, `probability` leaves nothing out
        assert rating.sigmoid(row[others]) == pytest.approx(model.probability(shelf.items, others), abs=1e-5)


def test_contributions_are_the_logit_less_the_logit_without_the_book() -> None:
    model = random_model()
    shelf = Shelf.touched([0, 2, 5])
    pull = model.contributions(shelf, item=3)
    expected = [model.scores(shelf)[3] - model.scores(shelf.without(book))[3] for book in shelf.items]
    np.testing.assert_allclose(pull, expected, atol=1e-5)


def test_recommendations_leave_out_the_shelf_and_stop_when_books_run_out() -> None:
    model = random_model(n_items=7)
    shelf = Shelf.touched([0, 1, 2, 3])
    best, scores = contract.recommend(model, shelf, k=10)
    assert set(best) == {4, 5, 6}
    assert sorted(scores, reverse=True) == scores.tolist()
    assert len(contract.recommend(model, shelf, k=10, exclude=np.empty(0, np.int32))[0]) == 7


def test_soft_labels_are_learned_as_probabilities() -> None:
    rows = [(user, book, 0.7) for user in range(BLOCKS * READERS) for book in shelf_of(user)]
    settings = QUICK.model_copy(update={"negatives": 0, "learning_rate": 0.005, "disliked_weight": 1.0})
    model = fit(examples(rows), SHELVES, N_ITEMS, settings)
    predicted = model.predict(LIKED.user, LIKED.item, SHELVES)
    assert predicted.mean() == pytest.approx(0.7, abs=0.02)


def test_negatives_weigh_as_much_as_their_row_is_positive() -> None:
    import tensorflow as tf

    from recsys.models.rating_training import _targets

    items = tf.constant([[3, 7], [4, 8], [5, -1], [6, 9]])
    targets, weights = _targets(items, tf.constant([1.0, 0.25, 1.0, 0.0]), tf.constant([1.0, 1.0, 1.0, 2.0]), 1.0)
    assert targets.numpy().tolist() == [[1, 0], [0.25, 0], [1, 0], [0, 0]]
    assert weights.numpy().tolist() == [[1, 1], [1, 0.25], [1, 0], [2, 0]]


def test_a_dislike_weighs_as_much_as_set_and_what_is_half_of_each_in_between() -> None:
    import tensorflow as tf

    from recsys.models.rating_training import _targets

    items = tf.constant([[3, 7], [4, 8], [5, 9]])
    # Half a like at 1 and half a dislike at .5 weigh .5 + .25, of which the like is two thirds.
    targets, weights = _targets(items, tf.constant([1.0, 0.0, 0.5]), tf.constant([1.0, 2.0, 1.0]), 0.5)
    np.testing.assert_allclose(targets.numpy(), [[1, 0], [0, 0], [2 / 3, 0]], rtol=1e-6)
    assert weights.numpy().tolist() == [[1, 1], [1, 0], [0.75, 0.5]]
    targets, weights = _targets(items, tf.constant([1.0, 0.0, 0.5]), tf.constant([1.0, 1.0, 1.0]), 0.0)
    assert targets.numpy().tolist() == [[1, 0], [0, 0], [1, 0]]
    assert weights.numpy().tolist() == [[1, 1], [0, 0], [0.5, 0.5]]


def test_item_vectors_start_as_far_apart_as_set() -> None:
    from recsys.models.rating_training import RatingLearner

    settings = RatingSettings(embedding=4, start_spread=0.05)
    start = RatingLearner(feedback(LIKED, SHELVES, N_ITEMS), settings, None).model()
    assert (start.history_table.std(), start.item_table.std()) == (pytest.approx(0.05), pytest.approx(0.05))


def test_the_same_seed_gives_the_same_scores_and_another_does_not() -> None:
    brief = QUICK.model_copy(update={"epochs": 3})
    first, again = (fit(LIKED, SHELVES, N_ITEMS, brief) for _ in range(2))
    other = fit(LIKED, SHELVES, N_ITEMS, brief.model_copy(update={"seed": 1}))
    np.testing.assert_array_equal(
        first.scores(Shelf.touched(SHELVES.of(0))), again.scores(Shelf.touched(SHELVES.of(0)))
    )
    assert not np.array_equal(first.scores(Shelf.touched(SHELVES.of(0))), other.scores(Shelf.touched(SHELVES.of(0))))


def test_the_best_epoch_is_kept_and_training_stops_when_it_gets_worse() -> None:
    # What valid says contradicts what there is to learn: each epoch is worse than the one before.
    upside_down = examples([(READERS + reader, book, 1.0) for reader in range(3) for book in range(5)])
    curve: list[dict[str, float]] = []
    settings = QUICK.model_copy(update={"patience": 2})
    fit(LIKED, SHELVES, N_ITEMS, settings, upside_down, record=curve.append)
    best = max(curve, key=lambda point: point["valid_auc"])
    assert len(curve) == best["epoch"] + 2 < settings.epochs
    assert set(curve[0]) == {"epoch", "loss", "valid_loss", "valid_auc"}


def test_a_report_can_cancel_the_training() -> None:
    told: list[float] = []

    def stop_soon(fraction: float, message: str) -> None:
        told.append(fraction)
        if len(told) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(LIKED, SHELVES, N_ITEMS, QUICK, report=stop_soon)
    assert told == sorted(told)
    assert told[-1] < 1


def test_a_loss_that_is_no_number_says_to_lower_the_learning_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    from recsys.models.rating_training import Trainer

    monkeypatch.setattr(Trainer, "_learn", lambda *_: np.float32("nan"))
    with pytest.raises(Failure, match="learning rate"):
        fit(LIKED, SHELVES, N_ITEMS, QUICK)


def test_no_examples_is_refused() -> None:
    none = np.empty(0, np.int32)
    nothing = Examples(none, none, none.astype(np.float32), none.astype(np.float32))
    with pytest.raises(BadInput, match="0 examples"):
        fit(nothing, SHELVES, N_ITEMS, QUICK)


@pytest.mark.parametrize("label", [1.5, -0.1, float("nan")])
def test_a_label_that_is_no_probability_is_refused(label: float) -> None:
    with pytest.raises(BadInput, match="1 of 2 labels"):
        examples([(0, 0, 1.0), (0, 1, label)])


def test_a_saved_model_scores_as_before(tmp_path: Path) -> None:
    model = random_model()
    stored.save(model, tmp_path)
    loaded = stored.load(rating.FAMILY, tmp_path)
    shelf = Shelf.touched([1, 4])
    np.testing.assert_array_equal(loaded.scores(shelf), model.scores(shelf))
    assert loaded.settings == model.settings


def test_a_changed_or_missing_file_is_never_read_as_a_model(tmp_path: Path) -> None:
    stored.save(random_model(), tmp_path)
    arrays, info = tmp_path / "rating.npz", tmp_path / "rating.json"
    whole = arrays.read_bytes()
    arrays.write_bytes(whole[:-10])
    with pytest.raises(DamagedFile, match="Train the model again"):
        stored.load(rating.FAMILY, tmp_path)
    arrays.unlink()
    with pytest.raises(DamagedFile, match=r"rating\.npz is missing"):
        stored.load(rating.FAMILY, tmp_path)
    arrays.write_bytes(whole)
    description = json.loads(info.read_text())
    info.write_text(json.dumps(description | {"format": 99}))
    with pytest.raises(DamagedFile, match="format 1"):
        stored.load(rating.FAMILY, tmp_path)
    info.write_text(json.dumps(description | {"settings": {"depth": 3}}))
    with pytest.raises(DamagedFile, match="depth"):
        stored.load(rating.FAMILY, tmp_path)
    info.write_text("{")
    with pytest.raises(DamagedFile):
        stored.load(rating.FAMILY, tmp_path)


def test_using_a_model_imports_no_training_library() -> None:
    code = "import sys, recsys.models.rating; print([m for m in ('tensorflow', 'keras', 'torch') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

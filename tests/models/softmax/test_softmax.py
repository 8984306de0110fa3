"""The softmax: what is shown and asked, its loss by hand, and the sample that stands for all items."""

import math
from typing import Any, cast

import numpy as np
import polars as pl
import pytest
import tensorflow as tf

from recsys.errors import BadInput
from recsys.models import families
from recsys.models.contract import Around
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf, Shelves
from recsys.models.softmax import network, shelf_entries
from recsys.models.softmax.features import item_features
from recsys.models.softmax.model import SoftmaxModel, SoftmaxSettings


def feedback(
    shelves: list[dict[int, float]], labels: list[tuple[int, int, float]], n_items: int, liked_from: float = 4
) -> Feedback:
    """shelves: each user's items and their stars. labels: user, item, P(liked)."""
    touched = [(user, item, stars) for user, shelf in enumerate(shelves) for item, stars in shelf.items()]
    owner, items = (np.array([row[place] for row in touched], np.int32) for place in (0, 1))
    on_shelves = Shelves.rated(owner, items, np.array([row[2] for row in touched], np.float32), len(shelves))
    user, item = (np.array([row[place] for row in labels], np.int32) for place in (0, 1))
    liked = np.array([row[2] for row in labels], np.float32)
    examples = Examples(user, item, liked, np.ones(len(labels), np.float32))
    return Feedback(
        examples, liked, (0, 1), liked_from, on_shelves, np.arange(len(shelves), dtype=np.int32), n_items
    )  # fmt: skip


def fit(of: Feedback, items: pl.DataFrame | None = None, **settings: Any) -> SoftmaxModel:
    family = families.named("softmax")
    items = pl.DataFrame({"item_id": range(of.n_items)}) if items is None else items
    return cast(SoftmaxModel, family.fit(of, family.settings.model_validate(settings), Around(items)))


def rows(entries: shelf_entries.Entries) -> list[list[tuple[int, float, float]]]:
    """Each user's items, with what they count when shown and when asked."""
    found = list(zip(entries.items.tolist(), entries.shown.tolist(), entries.asked.tolist(), strict=True))
    return [found[start:end] for start, end in zip(entries.offsets, entries.offsets[1:], strict=False)]


def test_of_a_rated_shelf_the_liked_items_are_shown_and_asked() -> None:
    found = shelf_entries.entries_of(feedback([{0: 5, 1: 2, 2: 4}], [(0, 0, 1), (0, 1, 0), (0, 2, 1)], 3))
    assert rows(found) == [[(0, 1, 1), (2, 1, 1)]]


def test_of_a_shelf_without_stars_all_is_shown_and_an_answer_counts_as_surely_as_it_is_liked() -> None:
    found = shelf_entries.entries_of(feedback([{0: 0, 1: 0, 2: 0}], [(0, 1, 0.75), (0, 2, 0)], 3))
    assert rows(found) == [[(0, 1, 0), (1, 1, 0.75), (2, 1, 0)]]


def test_whoever_has_nothing_to_be_asked_for_is_left_out() -> None:
    found = shelf_entries.entries_of(feedback([{0: 0}, {1: 0}], [(0, 0, 0), (1, 1, 1)], 2))
    assert rows(found) == [[(1, 1, 1)]]


def test_where_nobody_likes_anything_there_is_nothing_to_learn() -> None:
    with pytest.raises(BadInput, match="somebody likes something"):
        fit(feedback([{0: 0}], [(0, 0, 0)], 1))


def test_an_items_genres_share_one_and_its_five_years_have_one() -> None:
    items = pl.DataFrame({"genres": ["war|love", "love", "", None], "year": [1994, 1990, 1989, None]})
    # love, war; 1990 to 1994, 1985 to 1989
    assert item_features(items).tolist() == [[0.5, 0.5, 1, 0], [1, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]]


def test_without_genres_and_years_there_are_no_features() -> None:
    assert item_features(pl.DataFrame({"title": ["a", "b"]})).shape == (2, 0)
    assert item_features(pl.DataFrame({"genres": ["", ""], "year": pl.Series([None, None], dtype=pl.Int32)})).shape == (
        2,
        0,
    )


def tables(n_items: int, features: np.ndarray, seed: int = 0) -> network.SoftmaxNetwork:
    made, rng = network.SoftmaxNetwork(features.astype(np.float32), 3), np.random.default_rng(seed)
    for table in made.tables.values():
        table.embeddings.assign(rng.normal(size=table.embeddings.shape))
    assert made.tables["item"].input_dim == n_items
    return made


def model_of(made: network.SoftmaxNetwork) -> SoftmaxModel:
    found = {name: table.embeddings.numpy() for name, table in made.tables.items()}
    history = found["history"] + made.features.numpy() @ found["feature"]
    return SoftmaxModel(SoftmaxSettings(), history, found["item"], found["bias"][:, 0], np.array(4.0))


def test_the_scores_are_what_the_network_says() -> None:
    made = tables(5, np.array([[1, 0], [0.5, 0.5], [0, 1], [0, 0], [1, 0]]))
    said = made({"history": np.array([[0, 2, 3], [1, -1, -1], [-1, -1, -1]], np.int32)}).numpy()
    for place, items in enumerate(([0, 2, 3], [1], [])):
        np.testing.assert_allclose(model_of(made).scores(Shelf.touched(items)), said[place], rtol=1e-5, atol=1e-6)


def test_what_is_rated_but_not_liked_says_nothing() -> None:
    model = model_of(tables(4, np.zeros((4, 0))))
    both = Shelf(np.array([0, 2], np.int32), np.array([5, 3], np.float32))
    np.testing.assert_array_equal(model.scores(both), model.scores(Shelf.touched([0])))
    assert model.contributions(both, 1)[1] == 0


def test_an_items_score_is_its_bias_and_what_each_of_the_shelf_brings() -> None:
    model, shelf = model_of(tables(4, np.zeros((4, 0)))), Shelf.touched([0, 2, 3])
    brought = model.contributions(shelf, 1).sum() + model.item_bias[1]
    assert brought == pytest.approx(float(model.scores(shelf)[1]), rel=1e-5)


def test_the_loss_of_two_users_by_hand() -> None:
    # The first shows item 2 and is asked for 0 (1) and 1 (0.5), all logits alike: ln 2 each. The second for 0: ln 3.
    shown = tf.constant([[0.0, 0, 1], [0, 0, 0]])
    asked = tf.constant([[1, 0.5, 0], [1, 0, 0]])
    found = network.cross_entropy(tf.zeros((2, 3)), tf.zeros(3), shown, asked)
    expected = (math.sqrt(1.5) * math.log(2) + math.log(3)) / (math.sqrt(1.5) + 1)
    assert float(found) == pytest.approx(expected)


def test_where_nothing_is_asked_there_is_no_loss() -> None:
    assert float(network.cross_entropy(tf.zeros((1, 2)), tf.zeros(2), tf.zeros((1, 2)), tf.zeros((1, 2)))) == 0


def world(n_items: int = 40) -> Feedback:
    rng = np.random.default_rng(1)
    shelves = [dict.fromkeys(rng.choice(n_items, 6, replace=False).tolist(), 0.0) for _ in range(30)]
    return feedback(shelves, [(user, item, 1.0) for user, shelf in enumerate(shelves) for item in shelf], n_items, 0.5)


@pytest.mark.usefixtures("untraced")
def test_a_sample_of_all_items_teaches_what_all_items_do(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"embedding": 4, "epochs": 5, "batch_size": 8, "sampled": 40}
    whole = fit(world(), **settings)
    monkeypatch.setattr(network, "FULL_UP_TO", 39)
    sampled = fit(world(), **settings)
    for name, learned in whole.arrays().items():
        np.testing.assert_allclose(sampled.arrays()[name], learned, atol=2e-4)


def test_a_sample_stands_on_average_for_all_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "FULL_UP_TO", 39)
    entries = shelf_entries.entries_of(world())
    trainer = network.Trainer(tables(40, np.zeros((40, 0))), entries, SoftmaxSettings(sampled=20))
    logits = np.random.default_rng(2).normal(size=40)
    sums, candidates_of = [], tf.function(trainer._candidates)  # traced once, or each of so many steps takes long
    for step in range(1, 2_001):
        candidates, spot, more = candidates_of(tf.constant([7]), tf.constant([7]), tf.constant(step))
        assert candidates.numpy()[spot.numpy()[0]] == 7
        counted = np.exp(logits[candidates.numpy()] + more.numpy())
        sums.append(counted.sum())
    assert np.mean(sums) == pytest.approx(np.exp(logits).sum(), rel=0.02)
    assert np.std(sums) > 0  # it is a sample


def test_what_is_shown_is_never_asked_for_and_half_of_it_is_shown() -> None:
    entries = shelf_entries.entries_of(world())
    trainer = network.Trainer(tables(40, np.zeros((40, 0))), entries, SoftmaxSettings())
    shown, asked = trainer._divide(tf.range(len(entries.items)), tf.constant(1))
    np.testing.assert_array_equal(shown.numpy() + asked.numpy(), np.ones(180))
    assert 70 < shown.numpy().sum() < 110


def test_genres_alone_tell_what_comes_next() -> None:
    # Everybody stays in one genre, and each item is on one shelf only: shelves say nothing of what goes together.
    items = pl.DataFrame({"item_id": range(40), "genres": ["war" if item < 20 else "love" for item in range(40)]})
    shelves = [dict.fromkeys(range(start, start + 4), 0.0) for start in range(0, 40, 4)]
    labels = [(user, item, 1.0) for user, shelf in enumerate(shelves) for item in shelf]
    of = feedback(shelves, labels, 40, 0.5)
    settings = {"embedding": 8, "start": "random", "epochs": 60, "batch_size": 10, "learning_rate": 0.02}

    def own_genre_first(model: SoftmaxModel) -> float:
        """How often another shelf's item of one's own genre comes before one of the other."""
        found = []
        for start in range(0, 40, 4):
            scores = model.scores(Shelf.touched(range(start, start + 4)))
            own = np.arange(40) // 20 == start // 20
            own_others = own & ~np.isin(np.arange(40), range(start, start + 4))
            found.append(np.mean(scores[own_others][:, None] > scores[~own][None]))
        return float(np.mean(found))

    assert own_genre_first(fit(of, items, **settings)) > own_genre_first(fit(of, **settings)) + 0.2

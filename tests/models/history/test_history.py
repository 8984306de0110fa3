"""The history model: what a shelf says, what is learned from it, and that two parts add up to one score."""

from typing import cast

import numpy as np
import polars as pl
import pytest
import tensorflow as tf

from recsys.errors import BadInput
from recsys.models import families
from recsys.models.contract import Around
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelf, Shelves, Validation
from recsys.models.history import channels, entries
from recsys.models.history.model import HistoryModel, HistorySettings
from recsys.models.history.network import HistoryNetwork, Trainer
from recsys.models.history.validation import LinearAnswers
from recsys.models.softmax.features import item_features
from recsys.models.validation_ranking import ranking_of

pytestmark = pytest.mark.usefixtures("untraced")

Labels = list[tuple[int, int, float]]


def feedback(shelves: list[dict[int, float]], labels: Labels, n_items: int) -> Feedback:
    """shelves: each user's items and their stars. labels: user, item, P(liked). From 4 stars on, an item is liked."""
    touched = [(user, item, stars) for user, shelf in enumerate(shelves) for item, stars in shelf.items()]
    owner, items = (np.array([row[place] for row in touched], np.int32) for place in (0, 1))
    on_shelves = Shelves.rated(owner, items, np.array([row[2] for row in touched], np.float32), len(shelves))
    user, item = (np.array([row[place] for row in labels], np.int32) for place in (0, 1))
    liked = np.array([row[2] for row in labels], np.float32)
    examples = Examples(user, item, liked, np.ones(len(labels), np.float32))
    return Feedback(examples, liked, (0, 1), 4, on_shelves, np.arange(len(shelves), dtype=np.int32), n_items)


def rated() -> Feedback:
    shelves: list[dict[int, float]] = [{0: 5, 1: 4, 2: 1}, {0: 4, 1: 5, 3: 2}, {2: 5, 3: 4, 0: 1}, {2: 4, 3: 5}]
    labels = [
        (user, item, float(stars >= 4)) for user, shelf in enumerate(shelves) for item, stars in sorted(shelf.items())
    ]
    return feedback(shelves, labels, 4)


ITEMS = pl.DataFrame({"genres": ["war", "war", "love", "love"], "year": [1990, 1991, 2000, 2001]})
SHELF = Shelf(np.array([0, 2], np.int32), np.array([5, 1], np.float32))


def fit(of: Feedback | None = None) -> HistoryModel:
    family = families.named("history")
    chosen = family.settings.model_validate({"embedding": 4, "epochs": 3, "linear_weight": 3.0})
    return cast(HistoryModel, family.fit(of or rated(), chosen, Around(ITEMS)))


@pytest.mark.parametrize(("stars", "liked"), [([5, 3, 0], [1, 0, 0]), ([0, 0, 0], [1, 1, 1])])
def test_without_any_stars_all_counts_as_liked(stars: list[float], liked: list[float]) -> None:
    shelf = Shelf(np.arange(3, dtype=np.int32), np.array(stars, np.float32))
    assert channels.of_shelf(shelf, 4).tolist() == [liked, [1 - one for one in liked]]


def test_everybodys_shelf_is_read_as_one_is() -> None:
    of = feedback([{0: 5, 1: 2}, {1: 0, 2: 0}, {0: 0, 2: 4}], [(0, 0, 1)], 3)
    liked, other = channels.of_feedback(of)
    for user in range(3):
        shelf = of.shelves.of(user)
        found = np.stack([liked[user].toarray()[0], other[user].toarray()[0]])[:, shelf.items]
        np.testing.assert_array_equal(found, channels.of_shelf(shelf, 4))


def test_what_has_no_label_is_wanted_a_little_and_what_has_one_as_surely_as_it_is_liked() -> None:
    of = feedback([{0: 0, 1: 0, 2: 0}], [(0, 0, 0.75), (0, 1, 0)], 4)
    np.testing.assert_allclose(channels.wanted(of, 0.25).toarray(), [[0.75, 0, 0.25, 0]])
    np.testing.assert_allclose(channels.wanted(of, 0).toarray(), [[0.75, 0, 0, 0]])


def test_where_nobody_likes_anything_there_is_nothing_to_learn() -> None:
    with pytest.raises(BadInput, match="somebody likes something"):
        fit(feedback([{0: 0}], [(0, 0, 0)], 1))


def test_entries_are_of_those_who_want_something() -> None:
    of = feedback([{0: 0}, {0: 5, 1: 2}], [(0, 0, 0), (1, 0, 1), (1, 1, 0)], 2)
    found = entries.entries_of(*channels.of_feedback(of), channels.wanted(of, 0.3))
    assert found.offsets.tolist() == [0, 2]
    assert found.items.tolist() == [0, 1]
    assert (found.shown.tolist(), found.other.tolist(), found.asked.tolist()) == ([1, 0], [0, 1], [1, 0])


def test_a_hidden_like_is_asked_for_and_a_shown_one_is_not() -> None:
    of = rated()
    found = entries.entries_of(*channels.of_feedback(of), channels.wanted(of, 0))
    trainer = Trainer(HistoryNetwork(np.zeros((4, 0), np.float32), 2), found, HistorySettings())
    every = tf.range(len(found.items), dtype=tf.int64)
    hidden = 0
    for step in range(20):
        shown, other, asked = (part.numpy() for part in trainer._divide_three(every, tf.constant(step)))
        liked = found.asked > 0
        assert ((shown > 0) != (asked > 0))[liked].all()
        assert not shown[~liked].any()
        assert not asked[~liked].any()
        assert set(other[liked]) == {0}
        hidden += int(asked.sum())
    assert 0.3 < hidden / (20 * found.asked.sum()) < 0.7


def test_the_model_scores_as_the_network_and_the_linear_part_together() -> None:
    model = fit()
    np.testing.assert_allclose(
        model.scores(SHELF), model.logits(SHELF) + 3 * model.linear_scores(SHELF), rtol=1e-6, atol=1e-6
    )
    taste = (model.history_vectors[0] + model.other_vectors[2]) / np.sqrt(30)  # one like
    np.testing.assert_allclose(model.logits(SHELF), model.item_vectors @ taste + model.item_bias, rtol=1e-5, atol=1e-6)


def test_the_keras_model_and_the_arrays_give_the_same_logits() -> None:
    features = item_features(ITEMS)
    network = HistoryNetwork(features, 4)
    rng = np.random.default_rng(0)
    for table in network.tables.values():
        table.embeddings.assign(rng.normal(size=table.embeddings.shape).astype(np.float32))
    tables = {name: table.embeddings.numpy() for name, table in network.tables.items()}
    model = HistoryModel(
        HistorySettings(), tables["liked"] + features @ tables["feature"], tables["other"], tables["item"],
        tables["bias"][:, 0], np.array(4.0), fit().linear,
    )  # fmt: skip
    found = network({"liked": np.array([[0, -1], [-1, -1]]), "other": np.array([[2], [-1]])}).numpy()
    np.testing.assert_allclose(found[0], model.logits(SHELF), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found[1], model.item_bias, rtol=1e-6)


def test_contributions_and_the_bias_add_up_to_the_score() -> None:
    model = fit()
    for item in range(4):
        pulls = model.contributions(SHELF, item)
        assert pulls.sum() + model.item_bias[item] == pytest.approx(model.scores(SHELF)[item], abs=1e-4)


def test_of_an_empty_shelf_the_most_liked_comes_first() -> None:
    of = feedback(
        [{0: 5, 1: 5}, {1: 5, 2: 1}, {1: 4, 3: 5}], [(0, 0, 1), (0, 1, 1), (1, 1, 1), (2, 1, 1), (2, 3, 1)], 4
    )
    assert int(np.argmax(fit(of).scores(Shelf.touched([])))) == 1


def test_remembered_answers_of_the_linear_part_change_no_number() -> None:
    of, model = rated(), fit()
    asked = Examples(np.array([3], np.int32), np.array([2], np.int32), np.ones(1, np.float32), np.ones(1, np.float32))
    visible = of.shelves.without(asked.user, asked.item)
    valid = Validation(asked, asked.label, np.zeros(1, np.int32), visible, of.shelves)
    answers = LinearAnswers()
    assert answers.ranking_of(model, valid) == answers.ranking_of(model, valid) == ranking_of(model, valid)
    assert list(answers.of_users) == [3]

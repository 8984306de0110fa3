"""Classification metrics, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from recsys.data.dataset import Histories
from recsys.evaluation.classification import classification, with_random_negatives
from recsys.models.examples import Examples


def test_numbers_by_hand_leave_out_unknown_gold() -> None:
    probability = np.array([0.9, 0.6, 0.4, 0.2, 0.99], np.float32)
    gold = np.array([1, 0, 1, 0, -1], np.int8)
    found = classification(probability, gold)
    assert found["accuracy"] == 2 / 4
    assert found["precision"] == 1 / 2
    assert found["recall"] == 1 / 2
    assert found["f1"] == 1 / 2
    assert found["auc"] == 3 / 4
    assert found["brier"] == pytest.approx((0.01 + 0.36 + 0.36 + 0.04) / 4)


def test_numbers_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    gold = (rng.random(500) < 0.4).astype(np.int8)
    probability = np.clip(rng.normal(0.4 + 0.2 * gold, 0.2), 0, 1).round(2).astype(np.float32)
    found, predicted = classification(probability, gold), probability > 0.5
    assert found["accuracy"] == pytest.approx(metrics.accuracy_score(gold, predicted))
    assert found["f1"] == pytest.approx(metrics.f1_score(gold, predicted))
    assert found["precision"] == pytest.approx(metrics.precision_score(gold, predicted))
    assert found["recall"] == pytest.approx(metrics.recall_score(gold, predicted))
    assert found["auc"] == pytest.approx(metrics.roc_auc_score(gold, probability))
    assert found["brier"] == pytest.approx(metrics.brier_score_loss(gold, probability.astype(np.float64)))


def test_a_number_that_is_not_defined_is_none() -> None:
    none_positive = classification(np.array([0.1, 0.2], np.float32), np.array([0, 0], np.int8))
    assert none_positive["accuracy"] == 1
    assert [none_positive[name] for name in ("f1", "precision", "recall", "auc")] == [None] * 4
    nothing = classification(np.empty(0, np.float32), np.empty(0, np.int8))
    assert set(nothing.values()) == {None}


def test_each_positive_brings_one_item_its_user_never_touched() -> None:
    shelves = Histories(np.array([0, 2, 4]), np.array([0, 1, 1, 2], np.int32))
    ones = np.ones(3, np.float32)
    known = Examples(
        np.array([0, 0, 1], np.int32), np.array([0, 1, 2], np.int32), np.array([1, 0, 1], np.float32), ones
    )
    found = with_random_negatives(known, shelves, n_items=4, seed=0)
    assert found.user.tolist() == [0, 0, 1, 0, 1]
    assert found.label.tolist() == [1, 0, 1, 0, 0]
    assert found.item[3] in {2, 3}
    assert found.item[4] in {0, 3}
    again = with_random_negatives(known, shelves, n_items=4, seed=0)
    assert again.item.tolist() == found.item.tolist()


def test_a_user_who_touched_everything_brings_none() -> None:
    shelves = Histories(np.array([0, 2]), np.array([0, 1], np.int32))
    one = np.ones(1, np.float32)
    known = Examples(np.array([0], np.int32), np.array([0], np.int32), one, one)
    assert len(with_random_negatives(known, shelves, n_items=2, seed=0)) == 1

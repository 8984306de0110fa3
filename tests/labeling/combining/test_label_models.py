"""Label models: P(positive) by vote pattern, and what it is worth."""

import json
import math

import numpy as np
import pytest
from vote_tables import by_hand, count, random_votes

from recsys.errors import BadInput
from recsys.labeling import patterns
from recsys.labeling.combining import label_model_fitting, label_models
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.settings import checked

NAMES = ("a", "b", "c", "d")
SETTINGS = LabelModelSettings(epochs=200)


def test_a_function_that_never_votes_has_no_weight_and_changes_nothing() -> None:
    L = random_votes(1)
    L[:, 3] = -1
    fitted = label_model_fitting.fit(count(L), NAMES, SETTINGS, 0.5)
    assert [weight is None for weight in fitted.weights] == [False, False, False, True]
    assert np.isfinite(fitted.conditional).all()
    three = label_model_fitting.fit(count(L[:, :3]), NAMES[:3], SETTINGS, 0.5)
    np.testing.assert_allclose(fitted.probabilities(L), three.probabilities(L[:, :3]), atol=1e-3)


def test_a_fitted_model_comes_back_from_json_as_it_was() -> None:
    L = random_votes(2)
    L[:, 3] = -1
    fitted = label_model_fitting.fit(count(L), NAMES, SETTINGS, 0.3)
    again = checked(LabelModel, json.loads(json.dumps(fitted.model_dump(mode="json"))), "run.json")
    assert again == fitted
    np.testing.assert_array_equal(again.probabilities(L), fitted.probabilities(L))


def test_probabilities_follow_bayes_rule() -> None:
    # One function votes 1 on .6 of the liked and .2 of the others; a quarter is liked.
    model = LabelModel(
        settings=SETTINGS, class_balance=0.25, functions=("a",), conditional=((0.3, 0.1), (0.2, 0.6)), weights=(0.7,)
    )
    probability = model.probabilities(np.array([[1], [0], [-1]], np.int8))
    liked_if_1, liked_if_0 = 0.25 * 0.6 / (0.25 * 0.6 + 0.75 * 0.2), 0.25 * 0.1 / (0.25 * 0.1 + 0.75 * 0.3)
    np.testing.assert_allclose(probability, [liked_if_1, liked_if_0, np.nan])


def test_a_majority_vote_is_the_share_of_positive_votes() -> None:
    votes = np.array([[1, 1, 0], [1, 0, -1], [-1, -1, 0], [-1, -1, -1]], np.int8)
    expected = [2 / 3, 0.5, 0.0, np.nan]
    np.testing.assert_array_equal(label_models.majority_vote(votes), expected)
    fitted = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.5, functions=NAMES[:3])
    np.testing.assert_array_equal(fitted.probabilities(votes), expected)


def test_equal_votes_get_equal_probabilities_to_the_last_digit_wherever_they_stand() -> None:
    L = random_votes(9, n=1_000)
    probability = label_model_fitting.fit(count(L), NAMES, SETTINGS, 0.3).probabilities(L)
    for row in np.unique(L, axis=0):
        assert len(np.unique(probability[(row == L).all(axis=1)])) == 1


def test_a_weighted_vote_does_not_count_the_class_balance_once_more() -> None:
    weighted = LabelModel(
        settings=LabelModelSettings(model="weighted"), class_balance=0.9, functions=("a",),
        conditional=((0.8, 0.2), (0.2, 0.8)), weights=(0.8,),
    )  # fmt: skip
    np.testing.assert_allclose(weighted.probabilities(np.array([[1], [0], [-1]], np.int8)), [0.8, 0.2, np.nan])


def test_accuracies_by_a_models_parameters() -> None:
    # Of 100 rows 25 are liked; the function votes 1 on 15 of them and on 15 others, 0 on 30 others and on no liked one.
    conditional = np.array([[30 / 75, 0], [15 / 75, 15 / 25]])
    np.testing.assert_allclose(label_models.accuracies(conditional, 0.25, np.array([60 / 100])), [(30 + 15) / 60])
    assert np.isnan(label_models.accuracies(conditional, 0.25, np.array([0.0]))).all()


def test_judging_by_hand() -> None:
    found = by_hand(([1, 1], 1, 4), ([0, -1], 2, 1), ([-1, -1], 5, 7))
    # 1 wrong and 4 right above, 2 right and 1 wrong below; the third pattern has no label.
    numbers = label_models.judge(np.array([0.9, 0.2, np.nan]), found, 0.5)
    assert numbers["accuracy"] == 6 / 8
    assert numbers["f1"] == 2 * 4 / (2 * 4 + 1 + 1)
    # Of 5 liked and 3 other rows: 4 liked beat 2 and tie with 1, 1 liked ties with 2 and loses to 1.
    assert numbers["auc"] == pytest.approx((4 * 2 + 4 * 0.5 + 1 * 2 * 0.5) / (5 * 3))
    assert numbers["coverage"] == 8 / 20


@pytest.mark.parametrize(("balance", "accuracy"), [(0.6, 3 / 4), (0.5, 3 / 4), (0.4, 1 / 4)])
def test_a_tie_is_decided_by_the_class_balance(balance: float, accuracy: float) -> None:
    assert label_models.judge(np.array([0.5]), by_hand(([1, 0], 1, 3)), balance)["accuracy"] == accuracy


def test_numbers_that_cannot_be_had_are_none() -> None:
    assert label_models.judge(np.array([0.9]), by_hand(([1], 0, 0)), 0.5) == {
        "accuracy": None, "f1": None, "auc": None, "coverage": None,
    }  # fmt: skip
    assert label_models.judge(np.array([np.nan]), by_hand(([-1], 1, 2)), 0.5) == {
        "accuracy": None, "f1": None, "auc": None, "coverage": 0,
    }  # fmt: skip
    assert label_models.judge(np.array([0.9]), by_hand(([1], 0, 2)), 0.5)["auc"] is None


def test_all_label_models_are_compared_on_the_same_rows() -> None:
    found = by_hand(([1, 0, 1], 1, 3), ([0, -1, -1], 2, 1), ([1, 0, -1], 2, 1), ([-1, -1, -1], 3, 3))
    model = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.3, functions=("a", "b", "c"))
    compared = label_models.compare(model, found)
    assert compared["model"] == compared["majority_vote"]
    assert compared["majority_vote"]["accuracy"] == (3 + 2 + 2) / 10  # the tie goes to the larger class, 0
    assert compared["majority_class"]["accuracy"] == 5 / 10
    assert [numbers["coverage"] for numbers in compared.values()] == [10 / 16] * 3


def test_the_class_balance_of_the_settings_comes_first() -> None:
    found = count(random_votes(3))
    given_balance = label_model_fitting.fit(found, NAMES, SETTINGS.model_copy(update={"class_balance": 0.2}), 0.7)
    assert given_balance.class_balance == 0.2
    assert given_balance.conditional == label_model_fitting.fit(found, NAMES, SETTINGS, 0.2).conditional


@pytest.mark.parametrize("balance", [0.0, 1.0])
def test_a_dev_split_of_one_class_is_refused(balance: float) -> None:
    sentence = (
        f"The share of liked rows on dev is {balance:g}, so dev has one class only. Give a class balance yourself."
    )
    with pytest.raises(BadInput) as refusal:
        label_model_fitting.fit(count(random_votes(4)), NAMES, SETTINGS, balance)
    assert str(refusal.value) == sentence


def test_two_functions_are_too_few_for_snorkel() -> None:
    sentence = r"needs at least 3 functions, and 2 are on. Switch more on, or take the majority vote."
    with pytest.raises(BadInput, match=sentence):
        label_model_fitting.fit(count(random_votes(5, m=2)), NAMES[:2], SETTINGS, 0.5)


@pytest.mark.parametrize("m", [0, 3])
def test_functions_that_never_vote_leave_nothing_to_fit(m: int) -> None:
    silent = patterns.count([np.full(5, -1, np.int8)] * m, np.full(5, -1, np.int8))
    with pytest.raises(BadInput, match="No function votes on any train row"):
        label_model_fitting.fit(silent, NAMES[:m], SETTINGS, 0.5)


@pytest.mark.parametrize("value", [0, 1, -0.1, math.nan])
def test_a_class_balance_that_is_no_share_is_refused(value: float) -> None:
    with pytest.raises(BadInput, match="class_balance"):
        checked(LabelModelSettings, {"class_balance": value}, "label fit")

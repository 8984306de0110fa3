"""Label models fitted at once: from gold by hand, on data whose truth is known, and honestly judged on dev."""

import json

import numpy as np
import pytest
from vote_tables import by_hand, count, drawn

from recsys.errors import BadInput
from recsys.labeling.combining import label_models, live_fitting
from recsys.labeling.combining.label_models import LabelModel, LabelModelName, LabelModelSettings
from recsys.labeling.patterns import Patterns
from recsys.settings import checked

# Function a votes both ways, b only for liked. Gold: 6 not liked, 10 liked.
DEV = by_hand(([1, 1], 1, 4), ([0, -1], 3, 1), ([-1, 1], 0, 2), ([-1, -1], 2, 3))
NAMES = ("a", "b")
ROWS = np.array([[1, 1], [0, -1], [-1, 1], [0, 1], [-1, -1]], np.int8)


def fit(kind: LabelModelName, dev: Patterns = DEV, train: Patterns = DEV, balance: float | None = None) -> LabelModel:
    names = tuple("abcdef"[: dev.votes.shape[1]])
    return live_fitting.fit(train, dev, names, LabelModelSettings(model=kind, class_balance=balance))


def test_a_weighted_vote_by_hand() -> None:
    model = fit("weighted")
    a, b = (7 + 1) / (9 + 2), (6 + 1) / (7 + 2)  # right of cast, with one imagined vote on each side
    assert model.weights == pytest.approx((a, b))
    odds_a, odds_b = a / (1 - a), b / (1 - b)
    odds = np.array([odds_a * odds_b, 1 / odds_a, odds_b, odds_b / odds_a])
    np.testing.assert_allclose(model.probabilities(ROWS), [*(odds / (1 + odds)), np.nan])


def test_a_calibrated_vote_by_hand() -> None:
    model = fit("calibrated")
    # One imagined row, 6/16 of it not liked and 10/16 liked, for each of the three answers.
    zero, one = 6 / 16, 10 / 16
    a1, a0 = (
        ((4 + one) / (10 + 3 * one)) / ((1 + zero) / (6 + 3 * zero)),
        (((1 + one) / (10 + 3 * one)) / ((3 + zero) / (6 + 3 * zero))),
    )
    b1 = ((6 + one) / (10 + 3 * one)) / ((1 + zero) / (6 + 3 * zero))
    odds = 10 / 6 * np.array([a1 * b1, a0, b1, a0 * b1])
    np.testing.assert_allclose(model.probabilities(ROWS), [*(odds / (1 + odds)), np.nan])


def test_a_vote_that_gold_never_saw_changes_no_probability() -> None:
    dev = by_hand(([1, -1], 2, 8), ([0, -1], 5, 3), ([-1, -1], 30, 60))
    model = fit("calibrated", dev)
    with_it, without = model.probabilities(np.array([[1, 1], [1, -1]], np.int8))
    assert with_it == pytest.approx(without)
    assert model.weights[1] is None
    assert fit("weighted", dev).weights[1] is None


def test_a_calibrated_vote_on_many_rows_is_bayes_rule_with_the_true_accuracies() -> None:
    L, truth = drawn(0, 200_000, [0.9, 0.6, 0.75], balance=0.3)
    model = fit("calibrated", count(L, truth))
    assert model.class_balance == pytest.approx(0.3, abs=0.01)
    assert model.weights == pytest.approx((0.9, 0.6, 0.75), abs=0.01)
    odds = 0.3 / 0.7 * (0.9 / 0.1) * (0.4 / 0.6)
    assert model.probabilities(np.array([[1, 0, -1]], np.int8))[0] == pytest.approx(odds / (1 + odds), abs=0.01)


@pytest.mark.parametrize("kind", ["weighted", "calibrated"])
def test_what_is_fitted_from_gold_ranks_better_than_a_majority_vote_on_new_rows(kind: LabelModelName) -> None:
    accuracies = [0.9, 0.6, 0.6, 0.55, 0.7]
    dev, test = (count(*drawn(seed, 5_000, accuracies, balance=0.65)) for seed in (1, 2))
    compared = label_models.compare(fit(kind, dev), test)
    ours, majority = compared["model"]["auc"], compared["majority_vote"]["auc"]
    assert ours is not None
    assert majority is not None
    assert ours > majority + 0.02


@pytest.mark.parametrize("kind", live_fitting.LIVE)
def test_every_kind_comes_back_from_json_and_labels_exactly_the_covered_rows(kind: LabelModelName) -> None:
    model = fit(kind)
    again = checked(LabelModel, json.loads(json.dumps(model.model_dump(mode="json"))), "run.json")
    assert again == model
    np.testing.assert_array_equal(np.isnan(again.probabilities(ROWS)), [False] * 4 + [True])
    assert model.class_balance == 10 / 16


@pytest.mark.parametrize("kind", live_fitting.LIVE)
def test_a_class_balance_that_is_given_comes_first(kind: LabelModelName) -> None:
    assert fit(kind, balance=0.2).class_balance == 0.2


def test_a_majority_vote_needs_neither_gold_nor_three_functions() -> None:
    model = fit("majority", by_hand(([1], 0, 0)), by_hand(([1], 3, 0)))
    assert (model.functions, model.class_balance, model.weights) == (("a",), 0.5, ())


def test_without_gold_there_is_no_class_balance() -> None:
    for kind in ("weighted", "calibrated", "dawid_skene"):
        with pytest.raises(BadInput, match=r"the class balance can't be measured\. Give one yourself"):
            fit(kind, by_hand(([1, 1], 0, 0)))
    assert fit("dawid_skene", by_hand(([1, 1], 0, 0)), balance=0.4).class_balance == 0.4


def test_gold_of_one_class_is_refused_with_a_way_out() -> None:
    dev = by_hand(([1, 1], 0, 4), ([0, 1], 0, 2))
    with pytest.raises(BadInput, match=r"dev has one class only\. Give a class balance yourself"):
        fit("calibrated", dev)
    with pytest.raises(BadInput, match="no gold of one class, so votes can't be calibrated"):
        fit("calibrated", dev, balance=0.6)
    assert fit("weighted", dev, balance=0.6).weights == pytest.approx(((4 + 1) / (6 + 2), (6 + 1) / (6 + 2)))
    with pytest.raises(BadInput, match="No function votes on a dev row with gold"):
        fit("weighted", by_hand(([-1, -1], 2, 2)))


def test_votes_are_needed_on_train() -> None:
    with pytest.raises(BadInput, match="No function votes on any train row"):
        fit("calibrated", train=by_hand(([-1, -1], 3, 3)))


def test_snorkels_model_is_no_live_one() -> None:
    with pytest.raises(ValueError, match="in a worker"):
        fit("snorkel")


def test_all_that_can_be_fitted_are_fitted_and_the_others_say_why_not() -> None:
    models, reasons = live_fitting.fit_all(DEV, DEV, NAMES)
    assert list(models) == ["majority vote", "the weighted vote", "Dawid-Skene", "the calibrated vote"]
    assert reasons == []
    models, reasons = live_fitting.fit_all(DEV, by_hand(([1, 1], 0, 0)), NAMES)
    assert list(models) == ["majority vote"]
    assert reasons == ["Dev has no row with gold, so the class balance can't be measured. Give one yourself."]


def test_on_dev_no_row_is_judged_by_a_model_that_saw_its_gold() -> None:
    # In each half the function is right on all its rows, but the other way round: whoever saw the gold is always right.
    first = by_hand(([1], 0, 40), ([0], 40, 0))
    second = by_hand(([1], 40, 0), ([0], 0, 40))
    both = by_hand(([1], 40, 40), ([0], 40, 40))
    compared = live_fitting.cross_fitted((first, second), fit("calibrated", both))
    assert compared["model"]["accuracy"] == 0
    assert compared["model"]["coverage"] == 1
    assert compared["majority_vote"]["accuracy"] == 1 / 2
    assert set(compared) == {"model", "majority_vote", "majority_class"}


def test_halves_with_too_little_gold_leave_the_models_numbers_out() -> None:
    compared = live_fitting.cross_fitted((by_hand(([1, 1], 0, 3)), by_hand(([0, 1], 2, 1))), fit("calibrated"))
    assert compared["model"] == {"accuracy": None, "f1": None, "auc": None, "coverage": None}
    assert compared["majority_vote"]["coverage"] == 1

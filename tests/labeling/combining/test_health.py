"""Is a fit to be trusted? Tables by hand, and a sentence for each thing that can be well or not."""

import numpy as np
import pytest
from vote_tables import by_hand, count, drawn

from recsys.evaluation import intervals
from recsys.labeling.combining import fit_health, health, label_model_fitting
from recsys.labeling.combining.fit_health import FitHealth
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings

NAMES = ("a", "b", "c")


def model(*weights: float | None) -> LabelModel:
    return LabelModel(
        settings=LabelModelSettings(), class_balance=0.5, functions=NAMES[: len(weights)],
        conditional=((0.4, 0.1), (0.1, 0.4)) * len(weights), weights=weights,
    )  # fmt: skip


# a is right on 9 of 10, b on 60 of 100, c on 80 of 100.
JUDGED = by_hand(
    ([1, -1, -1], 1, 9), ([-1, 1, -1], 40, 0), ([-1, 0, -1], 60, 0), ([-1, -1, 1], 0, 80), ([-1, -1, 0], 0, 20)
)  # fmt: skip


def said(name: str, fitted: LabelModel, kept: FitHealth | None = None, train: object = JUDGED) -> health.Finding:
    return next(found for found in health.findings(fitted, kept, train, JUDGED) if found.name == name)


def test_weights_beside_accuracies_by_hand() -> None:
    table = health.weights_and_accuracies(model(0.7, 0.8, None), JUDGED)
    assert table["accuracy"].tolist() == [9 / 10, 60 / 100, 80 / 100]
    assert table["n"].tolist() == [10, 100, 100]
    low, high = intervals.wilson([9, 60, 80], [10, 100, 100])
    assert (table["low"].tolist(), table["high"].tolist()) == (low.tolist(), high.tolist())
    np.testing.assert_array_equal(table["weight"], [0.7, 0.8, np.nan])


def test_pairs_in_the_wrong_order_by_hand() -> None:
    table = health.inversions(health.weights_and_accuracies(model(0.7, 0.8, 0.75), JUDGED))
    assert table[["trusted", "better", "beyond_chance"]].values.tolist() == [
        ["b", "a", False],  # a has too few votes
        ["b", "c", True],
        ["c", "a", False],
    ]
    assert table["accuracy_difference"].tolist() == pytest.approx([0.3, 0.2, 0.1])
    assert table["weight_difference"].tolist() == pytest.approx([0.1, 0.05, 0.05])


def test_the_order_of_trust_in_words() -> None:
    assert said("order", model(0.9, 0.6, 0.8)) == (
        "order", True, "It trusts the functions in the order of their accuracy.",
    )  # fmt: skip
    assert said("order", model(0.6, 0.8, 0.9)) == (
        "order", None, "It trusts b more than a, which is more often right, but by no more than chance could do.",
    )  # fmt: skip
    assert said("order", model(0.9, 0.8, 0.6)) == (
        "order", False, "It trusts b more than c, which is more often right.",
    )  # fmt: skip


def test_the_spread_over_seeds_and_the_way_from_the_start_by_hand() -> None:
    start = ((0.3, 0), (0, 0.35)) * 3
    kept = FitHealth(seeds=(1, 2), weights=((0.7, None, 0.8), (0.71, None, 0.6)), start=start)
    fitted = model(0.7, None, 0.8)
    table = health.spread(fitted, kept)
    np.testing.assert_allclose(table["spread"], [0.01, np.nan, 0.2])
    np.testing.assert_allclose(table["lowest"], [0.7, np.nan, 0.6])
    way = health.moved(fitted, kept)
    np.testing.assert_allclose(way["moved"], [0, np.nan, 0.1], atol=1e-12)
    np.testing.assert_allclose(way["parameters"], [0.1] * 3)  # .4 from .3, .1 from 0
    assert said("seeds", fitted, kept) == ("seeds", False, "The weights depend on the seed: that of c changes by 0.20.")
    close = kept.model_copy(update={"weights": ((0.7, None, 0.8), (0.71, None, 0.8))})
    assert said("seeds", fitted, close).sentence == ("Fitted from 2 seeds, no weight changes by more than 0.010 (a).")
    same = kept.model_copy(update={"weights": ((0.7, None, 0.8), (0.7004, None, 0.8))})
    assert said("seeds", fitted, same).sentence == (
        "Fitted from 2 seeds, the weights come out the same to three decimals."
    )
    assert said("moved", fitted, kept) == (
        "moved", None,
        "Still near where every weight starts, 0.7: a. That is what it found, or that it learned nothing of them.",
    )  # fmt: skip


def test_seeds_from_which_the_fit_diverges_are_said_and_have_no_part_in_the_spread() -> None:
    rows = ((0.7, 0.6, 0.8), (None, None, None), (0.71, 0.6, 0.6), (None, None, None), (0.7, 0.6, 0.8))
    kept = FitHealth(seeds=(1, 2, 3, 4, 5), weights=rows, start=((0.3, 0), (0, 0.3)) * 3)
    np.testing.assert_allclose(health.spread(model(0.7, 0.6, 0.8), kept)["spread"], [0.01, 0, 0.2])
    assert said("seeds", model(0.7, 0.6, 0.8), kept) == (
        "seeds", False,
        "From 2 of 5 seeds the fit diverges: its weights become no numbers. Lower the learning rate and fit again.",
    )  # fmt: skip
    none = FitHealth(seeds=(1, 2), weights=((None,) * 3,) * 2, start=((0.3, 0), (0, 0.3)) * 3)
    assert said("seeds", model(0.7, 0.6, 0.8), none).sentence.startswith("From 2 of 2 seeds the fit diverges")
    assert health.spread(model(0.7, 0.6, 0.8), none)["spread"].isna().all()


def test_functions_that_never_voted_are_no_divergence() -> None:
    kept = FitHealth(seeds=(1, 2), weights=((None,) * 3,) * 2, start=((0.3, 0), (0, 0.3)) * 3)
    assert said("seeds", model(None, None, None), kept) == (
        "seeds", None, "A fit from other seeds gave no weights.",
    )  # fmt: skip


def test_weights_that_all_stayed_have_learned_nothing() -> None:
    kept = FitHealth(seeds=(1,), weights=((0.69, 0.7, 0.71),), start=((0.3, 0), (0, 0.3)) * 3)
    assert said("moved", model(0.69, 0.7, 0.71), kept).well is False
    assert said("moved", model(0.6, 0.8, 0.9), kept) == ("moved", True, "Every weight has left its start, 0.7.")
    assert said("seeds", model(0.69, 0.7, 0.71), kept).well is True


def test_weights_at_their_bounds_are_named() -> None:
    assert said("bounds", model(1.0, 0.0005, 0.8)).sentence == (
        "It takes as always right or always wrong: a (1.00) and b (0.00)."
    )
    assert said("bounds", model(0.9, None, 0.8)).well is True


def test_shares_of_rows_with_two_and_three_votes_by_hand() -> None:
    train = by_hand(([1, 1, 1], 1, 1), ([1, -1, 0], 4, 4), ([1, -1, -1], 45, 45), ([-1, -1, -1], 500, 500))
    assert health.vote_shares(train) == {1: 1, 2: 10 / 100, 3: 2 / 100}
    finding = said("overlap", model(0.7, 0.8, 0.9), train=train)
    assert finding.sentence.startswith("Of the rows with a vote, 10.0% have two or more and 2.0% three or more: enough")
    assert finding.well
    assert health.vote_shares(by_hand(([-1], 1, 1))) == {1: 0, 2: 0, 3: 0}
    assert said("overlap", model(0.7, 0.8, 0.9)).well is False


def test_probabilities_that_keep_their_word_and_such_that_do_not() -> None:
    fitted = model(0.8)  # a vote makes it .8 or .2
    kept = by_hand(([1], 20, 80), ([0], 80, 20))
    broken = by_hand(([1], 50, 50), ([0], 50, 50))
    assert health.findings(fitted, None, kept, kept)[-1] == (
        "reliability", True,
        "Its probabilities are 0.00 away from the share of liked rows, on average over 200 rows with gold.",
    )  # fmt: skip
    assert health.findings(fitted, None, kept, broken)[-1].well is False
    assert health.findings(fitted, None, kept, by_hand(([1], 0, 0)))[-1].well is None


def test_a_fit_on_functions_of_their_own_that_meet_often_is_well_in_all() -> None:
    accuracies = [0.9, 0.6, 0.8, 0.74]
    train, test = (count(*drawn(seed, 20_000, accuracies, coverage=0.6, balance=0.6)) for seed in (1, 2))
    fitted = label_model_fitting.fit(train, tuple("abcd"), LabelModelSettings(epochs=3_000), 0.6)
    findings = health.findings(fitted, fit_health.measure(train, fitted), train, test)
    assert [found.name for found in findings] == ["overlap", "order", "seeds", "moved", "bounds", "reliability"]
    assert [found.sentence for found in findings if not found.well] == []


def test_copies_show_in_the_health_of_a_fit() -> None:
    L, truth = drawn(3, 20_000, [0.85, 0.8, 0.75, 0.55, 0.55, 0.55], coverage=0.4, balance=0.6)
    L[:, 4] = L[:, 5] = L[:, 3]
    found = count(L, truth)
    fitted = label_model_fitting.fit(found, tuple("abcdef"), LabelModelSettings(epochs=3_000), 0.6)
    wrong = {finding.name for finding in health.findings(fitted, None, found, found) if finding.well is False}
    assert {"order", "bounds", "reliability"} <= wrong

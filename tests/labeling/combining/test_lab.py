"""Label models side by side, by hand and in plain words."""

import numpy as np
import pandas as pd
import pytest
from vote_tables import by_hand, count, drawn

from recsys.errors import BadInput
from recsys.labeling.combining import lab, live_fitting, paired
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings

MAJORITY = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.6, functions=("a", "b"))
# It trusts a and does the opposite of what b says.
AGAINST_B = LabelModel(
    settings=LabelModelSettings(model="calibrated"), class_balance=0.5, functions=("a", "b"),
    conditional=((0.4, 0.1), (0.1, 0.4), (0.1, 0.2), (0.2, 0.1)), weights=(0.8, 1 / 3),
)  # fmt: skip
FOUND = by_hand(([1, 0], 30, 90), ([0, 1], 60, 30), ([1, 1], 50, 40), ([-1, -1], 7, 3))

NONE_OF = "No model is better than majority vote beyond what chance gives the best of {}."


def test_majority_vote_and_a_model_on_the_same_rows_by_hand() -> None:
    table = lab.compare({"against b": AGAINST_B, "majority vote": MAJORITY}, FOUND)
    assert list(table.columns) == [
        "name", "accuracy", "macro_f1", "auc", "brier", "coverage", "n",
        "accuracy_difference", "accuracy_low", "accuracy_high", "auc_difference", "auc_low", "auc_high", "auc_p",
    ]  # fmt: skip
    assert table["name"].tolist() == ["majority vote", "against b"]
    assert table["n"].tolist() == [300, 300]
    assert table["coverage"].tolist() == [300 / 310] * 2
    # a's odds are 4, b's 1/2, so P is 8/9, 1/9 and 2/3; the class balance of .5 calls the ties liked.
    assert table["accuracy"].tolist() == [(90 + 30 + 40) / 300, (90 + 60 + 40) / 300]
    brier = (90 * (1 / 9) ** 2 + 30 * (8 / 9) ** 2 + 60 * (1 / 9) ** 2 + 30 * (8 / 9) ** 2 + 40 / 9 + 50 * 4 / 9) / 300
    assert table["brier"][1] == pytest.approx(brier)
    score, reference = AGAINST_B.probabilities(FOUND.votes[:3]), np.array([0.5, 0.5, 1.0])
    auc = paired.auc(score, reference, FOUND.gold_counts[:3])
    assert tuple(table.loc[1, ["auc_difference", "auc_low", "auc_high", "auc_p"]]) == auc
    accuracy = paired.accuracy(score, reference, FOUND.gold_counts[:3], 0.5)
    assert tuple(table.loc[1, ["accuracy_difference", "accuracy_low", "accuracy_high"]]) == accuracy[:3]
    assert table.iloc[0, 7:].isna().all()


def test_models_of_different_functions_are_not_compared() -> None:
    other = MAJORITY.model_copy(update={"functions": ("a", "c")})
    with pytest.raises(BadInput, match="on the same functions"):
        lab.compare({"one": MAJORITY, "other": other}, FOUND)
    with pytest.raises(BadInput, match="nothing to compare"):
        lab.compare({}, FOUND)


def test_without_gold_there_are_rows_without_numbers() -> None:
    table = lab.compare({"against b": AGAINST_B}, by_hand(([1, 0], 0, 0)))
    assert table["n"].tolist() == [0, 0]
    assert table.drop(columns=["name", "n"]).isna().all(axis=None)
    assert "Too few rows to say" in lab.verdict(table)


def differences(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """A table of `compare` with only what a verdict reads: name, difference and p-value; the interval is ± .01."""
    return pd.DataFrame(
        [
            {"name": name, "auc_difference": value, "auc_low": value - 0.01, "auc_high": value + 0.01, "auc_p": p}
            for name, value, p in (("majority vote", np.nan, np.nan), *rows)
        ]
    )


def test_the_verdict_names_the_best_of_those_that_are_better_and_all_that_are_worse() -> None:
    table = differences(
        ("the weighted vote", 0.05, 1e-6), ("the calibrated vote", 0.0712, 1e-4), ("Dawid-Skene", -0.1, 1e-9)
    )
    assert lab.verdict(table) == (
        "The calibrated vote ranks better than majority vote: AUC +0.071 (+0.061 to +0.081). "
        "Dawid-Skene ranks worse than majority vote: AUC -0.100 (-0.110 to -0.090)."
    )


def test_the_more_models_are_tried_the_more_one_must_show() -> None:
    alone, others = ("the weighted vote", 0.05, 0.03), [(f"model {k}", 0.0, 0.9) for k in range(3)]
    assert lab.verdict(differences(alone)).startswith("The weighted vote ranks better")
    assert lab.verdict(differences(alone, *others)) == NONE_OF.format(4)


def test_on_data_with_a_known_answer_the_calibrated_vote_is_found_to_be_better() -> None:
    accuracies = [0.9, 0.6, 0.6, 0.55, 0.7]
    dev, test = (count(*drawn(seed, 5_000, accuracies)) for seed in (1, 2))
    models, _ = live_fitting.fit_all(dev, dev, tuple("abcde"))
    verdict = lab.verdict(lab.compare(models, test))
    assert "ranks better than majority vote: AUC +0." in verdict
    assert "worse" not in verdict


def test_models_that_are_no_better_are_not_said_to_be() -> None:
    # All functions are equally good, so no weighting can beat one vote each.
    dev, test = (count(*drawn(seed, 5_000, [0.7] * 5, coverage=1)) for seed in (3, 4))
    models, _ = live_fitting.fit_all(dev, dev, tuple("abcde"))
    assert lab.verdict(lab.compare(models, test)) == NONE_OF.format(3)


def test_another_class_balance_by_hand() -> None:
    curve = lab.balance_curve(AGAINST_B, FOUND, [0.1, 0.5, 0.9])
    assert list(curve.columns) == ["balance", "accuracy", "macro_f1", "auc"]
    # Odds of 8, 1/8 and 2, times 1/9, 1 and 9: at .1 nobody is called liked, at .9 all.
    assert curve["accuracy"].tolist() == [(30 + 60 + 50) / 300, (90 + 60 + 40) / 300, (90 + 30 + 40) / 300]
    assert curve["auc"].nunique() == 1
    # The parameters are kept.
    assert AGAINST_B.class_balance == 0.5


def test_a_class_balance_decides_the_ties_of_a_majority_vote() -> None:
    curve = lab.balance_curve(MAJORITY, FOUND, [0.4, 0.6])
    assert curve["accuracy"].tolist() == [(30 + 60 + 40) / 300, (90 + 30 + 40) / 300]


def ranking(*rows: tuple[str, float | None, float | None, float | None]) -> pd.DataFrame:
    """A table of `compare` of which only the ranking matters: name, auc, auc_difference, auc_p."""
    found = pd.DataFrame(rows, columns=["name", "auc", "auc_difference", "auc_p"])
    return found.astype(dict.fromkeys(found.columns[1:], float))


def test_the_leader_is_named_with_its_auc_and_majority_votes() -> None:
    majority = ("majority vote", 0.65, None, None)
    sure, unsure = ("the calibrated vote", 0.7125, 0.0625, 0.001), ("Dawid-Skene", 0.7, 0.05, 0.4)
    assert lab.leader(ranking(majority, unsure, sure)) == (
        "the calibrated vote ranks best: AUC 0.713, majority vote 0.650."
    )
    assert lab.leader(ranking(majority, unsure)) == (
        "Dawid-Skene ranks best: AUC 0.700, majority vote 0.650, a difference that chance explains."
    )
    assert lab.leader(ranking(("majority vote", 0.8, None, None), unsure)) == "majority vote ranks best: AUC 0.800."


def test_a_p_value_that_is_small_for_one_model_is_not_for_two() -> None:
    rows = (("majority vote", 0.5, None, None), ("a", 0.7, 0.2, 0.03), ("b", 0.4, -0.1, 0.5))
    assert "chance" not in lab.leader(ranking(*rows[:2]))
    assert "chance, with 2 models tried, explains" in lab.leader(ranking(*rows))


def test_without_two_models_that_could_be_judged_nobody_leads() -> None:
    assert lab.leader(ranking(("majority vote", 0.8, None, None))) == ""
    assert lab.leader(ranking(("majority vote", None, None, None), ("a", None, None, None))) == ""

"""Tuning on one half of dev, told by the other.

All users of `readers` have the same four rows, so whoever is in a half, its numbers are known.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recsys.data.dataset import Dataset
from recsys.errors import BadInput, Cancelled
from recsys.evaluation import intervals
from recsys.labeling import functions, halves
from recsys.labeling.functions import FunctionSet, KeywordFunction, ThresholdFunction
from recsys.labeling.tuning import thresholds, tuning_report, tuning_sentences
from recsys.labeling.tuning.threshold_search import Choice, LabelModelGoal, PrecisionGoal
from recsys.labeling.tuning.tuning_report import Trial
from recsys.labeling.tuning.tuning_sentences import NO_GAIN
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

POLARITY = (-0.5, -0.1, 0.2, 0.6)
STARS = (1, 5, 5, 5)
ANY = LabelModelGoal(least_votes=1)
KEEP = "keep what you had"

POSITIVE = ThresholdFunction(name="positive", feature="polarity", comparison=">", threshold=0.5, label=1)
NEGATIVE = ThresholdFunction(name="negative", feature="polarity", comparison="<", threshold=0.0, label=0)
BOTH = FunctionSet(functions=(NEGATIVE, POSITIVE))


def readers(users: int = 10, stars: Sequence[int] = STARS, polarity: Sequence[float] = POLARITY) -> Dataset:
    """Dev users with the same rows each; one train user more, so that dev does not begin at row 0."""
    rated = [Rated(user, item, one) for user in range(users + 1) for item, one in enumerate(stars)]
    dataset = world(rated, split=dict.fromkeys(range(users), 1))
    return replace(dataset, features={"polarity": np.tile(np.array(polarity, np.float64), users + 1)})


def numbers(tuned: tuning_report.Tuned, half: str, rows: str, when: str) -> "pd.Series[float]":
    return tuned.label_model.set_index(["half", "rows", "when"]).loc[(half, rows, when)]


def test_halves_are_of_users_and_hold_every_row_of_dev() -> None:
    dataset = readers(users=9)
    fitting, reporting = halves.masks(dataset)
    users = dataset.pairs.user[dataset.rows("dev")]
    assert (fitting ^ reporting).all()
    assert not set(users[fitting]) & set(users[reporting])
    assert (fitting.sum(), reporting.sum()) == (5 * 4, 4 * 4)


def test_halves_are_the_same_every_time_and_others_with_another_seed() -> None:
    dataset = readers()
    first = halves.masks(dataset, seed=1)[0]
    np.testing.assert_array_equal(first, halves.masks(dataset, seed=1)[0])
    assert (first != halves.masks(dataset, seed=2)[0]).any()


@pytest.mark.parametrize("users", [0, 1])
def test_tuning_needs_two_users_on_dev(users: int) -> None:
    with pytest.raises(BadInput, match="Dev of tiny has fewer than two users"):
        thresholds.tune_set(Voter(readers(users=users)), BOTH)


def test_a_precision_is_reached_with_as_many_votes_as_possible() -> None:
    # Above -.5 all votes of 1 are right, and that is 3 of 4 rows; voting on all would be right on 3 of 4.
    current = FunctionSet(functions=(POSITIVE,))
    tuned = thresholds.tune_threshold(
        Voter(readers()), current, "positive", PrecisionGoal(precision=0.9, least_votes=5)
    )
    assert tuned.trial.moves == {"positive": (0.5, -0.5)}
    assert tuned.trial.after == current.changed("positive", threshold=-0.5)
    low, high = (float(bound) for bound in intervals.wilson(15, 15))
    expected = {
        ("fitting", "before"): [0.5, 5, 5 / 5, *map(float, intervals.wilson(5, 5)), 5 / 20],
        ("fitting", "after"): [-0.5, 15, 15 / 15, low, high, 15 / 20],
        ("reporting", "before"): [0.5, 5, 5 / 5, *map(float, intervals.wilson(5, 5)), 5 / 20],
        ("reporting", "after"): [-0.5, 15, 15 / 15, low, high, 15 / 20],
    }
    assert tuned.votes["name"].tolist() == ["positive"] * 4
    found = tuned.votes.drop(columns="name").set_index(["half", "when"])
    assert {key: found.loc[key].tolist() for key in expected} == expected
    assert tuned.sentence == (
        "positive at -0.5: of the thresholds that reach 90.0% on the fitting half, the one with the most votes; "
        f"there it has 100.0%. On the half held out it has 100.0% ({low:.0%} to 100%) of 15 votes: as wanted, but too "
        "few rows to be sure."
    )


@pytest.mark.parametrize(
    ("accuracy", "low", "high", "ending"),
    [
        (0.95, 0.91, 0.98, "surely that precise."),
        (0.91, 0.85, 0.95, "as wanted, but too few rows to be sure."),
        (0.89, 0.85, 0.95, "less, but too few rows to be sure."),
        (0.80, 0.75, 0.85, f"surely less: what was found is chance, so {KEEP}."),
    ],
)
def test_the_half_held_out_says_whether_the_precision_was_chance(
    accuracy: float, low: float, high: float, ending: str
) -> None:
    votes = pd.DataFrame(
        {"half": "reporting", "when": "after", "n": 50, "accuracy": accuracy, "low": low, "high": high}, index=[0]
    )
    choice = Choice(threshold=-0.5, precision=0.95, is_enough=True)
    assert tuning_sentences.of_precision(POSITIVE, choice, PrecisionGoal(precision=0.9), votes).endswith(ending)
    assert tuning_sentences.is_precise(votes, PrecisionGoal(precision=0.9)) == (KEEP not in ending)


def test_a_threshold_without_votes_on_the_half_held_out_is_not_borne_out() -> None:
    votes = pd.DataFrame(
        {"half": "reporting", "when": "after", "n": 0, "accuracy": np.nan, "low": 0, "high": 1}, index=[0]
    )
    assert not tuning_sentences.is_precise(votes, PrecisionGoal(precision=0.9))


def test_the_lower_end_of_the_interval_is_stricter() -> None:
    goal = PrecisionGoal(precision=0.9, judged_by="lower bound", least_votes=5)
    tuned = thresholds.tune_threshold(Voter(readers()), BOTH, "positive", goal)
    assert tuned.trial.after == BOTH
    best = float(intervals.wilson(15, 15)[0])
    assert tuned.sentence == (
        "No threshold of positive reaches 90.0% by the lower end of its interval on the fitting half; "
        f"the best is {best:.1%} at -0.5. Lower the target."
    )
    reached = thresholds.tune_threshold(Voter(readers(users=40)), BOTH, "positive", goal)
    assert reached.trial.moves == {"positive": (0.5, -0.5)}


def test_where_no_threshold_reaches_the_precision_the_best_is_named_and_nothing_changes() -> None:
    # Of the rows on which negative can vote, none is better than 1 of 2: -.5 is not liked, -.6 is.
    voter = Voter(readers(polarity=(-0.5, -0.6, 0.2, 0.6)))
    tuned = thresholds.tune_threshold(voter, BOTH, "negative", PrecisionGoal(precision=0.9, least_votes=10))
    assert tuned.trial.after == BOTH
    assert tuned.sentence == (
        "No threshold of negative reaches 90.0% on the fitting half; the best is 50.0% at 0. Lower the target."
    )
    before, after = (tuned.votes[tuned.votes["when"] == when].drop(columns="when") for when in ("before", "after"))
    pd.testing.assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True))


def test_too_few_votes_are_not_judged() -> None:
    tuned = thresholds.tune_threshold(Voter(readers()), BOTH, "positive", PrecisionGoal(least_votes=21))
    assert tuned.trial.after == BOTH
    assert tuned.sentence == (
        "No threshold of positive has 21 votes with gold on the fitting half, so none can be judged. "
        "Ask for fewer votes, or give more rows gold."
    )


@pytest.mark.parametrize("least_votes", [5, 20])
def test_a_lower_target_gives_more_votes(least_votes: int) -> None:
    goal = PrecisionGoal(precision=0.7, least_votes=least_votes)
    tuned = thresholds.tune_threshold(Voter(readers()), BOTH, "positive", goal)
    assert tuned.trial.moves == {"positive": (0.5, -0.55)}  # all 20 rows, 15 of them right


def test_precision_can_be_tuned_without_gold_of_one_class() -> None:
    tuned = thresholds.tune_threshold(Voter(readers(stars=(5,) * 4)), BOTH, "positive", PrecisionGoal(least_votes=5))
    assert tuned.trial.moves == {"positive": (0.5, -0.55)}
    assert tuned.label_model["auc"].isna().all()


def test_a_threshold_is_tuned_for_the_label_model() -> None:
    tuned = thresholds.tune_threshold(Voter(readers()), BOTH, "negative", ANY)
    assert tuned.trial.moves == {"negative": (0.0, -0.1)}
    for half in ("fitting", "reporting"):
        # Before, a liked row has the same lone negative vote as the one that is not liked.
        assert numbers(tuned, half, "labeled", "before")[["n", "auc", "coverage"]].tolist() == [15, 1.5 / 2, 3 / 4]
        assert numbers(tuned, half, "labeled", "after")[["n", "auc", "coverage"]].tolist() == [10, 1, 2 / 4]
        # On the two rows labeled by both the order is right already.
        assert numbers(tuned, half, "labeled by both", "before")[["n", "auc"]].tolist() == [10, 1]
        assert numbers(tuned, half, "labeled by both", "after")[["n", "auc"]].tolist() == [10, 1]
        # The row without a vote counts as the class balance, which lies between the two votes.
        assert numbers(tuned, half, "all", "before")[["n", "auc", "coverage"]].tolist() == [20, 2.5 / 3, 1]
        assert numbers(tuned, half, "all", "after")[["n", "auc", "coverage"]].tolist() == [20, 1, 1]
    assert tuned.sentence == (
        "negative from 0 to -0.1. On the other half the label model's AUC on the rows it labels goes from 0.750 to "
        "1.000; on those labeled before and after, from 1.000 to 1.000. Its coverage goes from 75.0% to 50.0%."
    )


def test_coverage_has_a_floor() -> None:
    # Two of the three covered rows would be too few, so the other function grows instead, over the doubtful row too.
    tuned = thresholds.tune_set(Voter(readers()), BOTH, ANY.model_copy(update={"least_coverage": 0.9}))
    assert tuned.trial.moves == {"positive": (0.5, -0.5)}
    assert numbers(tuned, "reporting", "labeled", "after")[["auc", "coverage"]].tolist() == [1, 1]


def test_a_function_keeps_its_least_votes() -> None:
    # At -.1 negative would have one vote a user, 5 on the fitting half.
    for least, moves in ((5, {"negative": (0.0, -0.1)}), (6, {})):
        tuned = thresholds.tune_threshold(Voter(readers()), BOTH, "negative", LabelModelGoal(least_votes=least))
        assert tuned.trial.moves == moves
    assert tuned.sentence == (
        "No other threshold gives the label model a higher AUC on the fitting half; nothing changes."
    )


def test_all_rows_can_be_what_counts() -> None:
    # The unlabeled rows, .2 and .3, are one liked and one not: to put them in order, more rows need a vote.
    dataset = readers(stars=(1, 5, 5, 1), polarity=(-0.5, 0.3, 0.6, 0.2))
    by_labeled = thresholds.tune_threshold(Voter(dataset), BOTH, "positive", ANY)
    assert by_labeled.trial.moves == {}
    by_all = thresholds.tune_threshold(Voter(dataset), BOTH, "positive", ANY.model_copy(update={"rows": "all"}))
    assert by_all.trial.moves == {"positive": (0.5, 0.2)}
    assert numbers(by_all, "reporting", "all", "before")["auc"] == (2 + 1.5) / 4
    assert numbers(by_all, "reporting", "all", "after")["auc"] == 1
    assert "the label model's AUC on all rows goes from 0.875 to 1.000" in by_all.sentence


def test_macro_f1_can_be_what_counts() -> None:
    tuned = thresholds.tune_threshold(Voter(readers()), BOTH, "negative", ANY.model_copy(update={"metric": "macro_f1"}))
    assert numbers(tuned, "fitting", "labeled", "after")["macro_f1"] == 1
    assert "the label model's macro F1 on the rows it labels goes from" in tuned.sentence


def test_a_set_is_tuned_function_by_function_until_nothing_changes() -> None:
    told: list[str] = []
    tuned = thresholds.tune_set(Voter(readers()), BOTH, ANY, report=lambda fraction, message: told.append(message))
    assert tuned.trial.moves == {"negative": (0.0, -0.1)}
    assert told == ["trying thresholds of negative", "trying thresholds of positive"] * 2
    told.clear()
    again = thresholds.tune_set(
        Voter(readers()), tuned.trial.after, ANY, report=lambda _, message: told.append(message)
    )
    assert again.trial.after == tuned.trial.after
    assert len(told) == 2


def test_what_is_off_or_has_no_threshold_stays_as_it_is() -> None:
    words = KeywordFunction(name="words", positive=("good",))
    off = POSITIVE.model_copy(update={"name": "off", "enabled": False})
    current = FunctionSet(functions=(words, off, *BOTH.functions))
    tuned = thresholds.tune_set(Voter(readers()), current, ANY)
    assert tuned.trial.after == current.changed("negative", threshold=-0.1)
    assert tuned.votes["name"].unique().tolist() == ["negative", "positive"]


def test_without_a_threshold_function_nothing_changes() -> None:
    current = FunctionSet(functions=(KeywordFunction(name="words", positive=("good",)),))
    assert thresholds.tune_set(Voter(readers()), current, ANY).trial.after == current


def test_tuning_can_be_stopped() -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        thresholds.tune_set(Voter(readers()), BOTH, ANY, report=stop)


def test_the_gold_of_the_other_half_has_no_say_but_tells_what_was_chance() -> None:
    dataset = readers()
    reporting = halves.masks(dataset)[1]
    gold = dataset.pairs.gold.copy()
    # On the other half it is the row at -.5 that is liked, and the one at -.1 that is not.
    start = dataset.rows("dev").start
    of_half = gold[start:][: len(reporting)][reporting].reshape(-1, 4)
    gold[start + np.flatnonzero(reporting)] = of_half[:, [1, 0, 2, 3]].ravel()
    changed = replace(dataset, pairs=replace(dataset.pairs, gold=gold))
    for goal in (ANY, PrecisionGoal(precision=0.9, least_votes=5)):
        for name in ("negative", "positive"):
            as_before = thresholds.tune_threshold(Voter(dataset), BOTH, name, goal).trial.after
            assert thresholds.tune_threshold(Voter(changed), BOTH, name, goal).trial.after == as_before
    tuned, expected = thresholds.tune_set(Voter(changed), BOTH, ANY), thresholds.tune_set(Voter(dataset), BOTH, ANY)
    assert tuned.trial.moves == {"negative": (0.0, -0.1)}
    on_fitting = [found.label_model[found.label_model["half"] == "fitting"] for found in (tuned, expected)]
    pd.testing.assert_frame_equal(*on_fitting)
    # All the rows it still labels there are liked, so there is no AUC any more.
    assert np.isnan(numbers(tuned, "reporting", "labeled", "after")["auc"])
    assert "goes from 0.750 to unknown; on those" in tuned.sentence
    assert tuned.sentence.endswith(NO_GAIN)
    assert (tuned.is_borne_out, expected.is_borne_out) == (False, NO_GAIN not in expected.sentence)


@pytest.mark.parametrize(
    ("current", "name", "message"),
    [
        (BOTH, "nobody", r"There is no function “nobody”"),
        (
            FunctionSet(functions=(KeywordFunction(name="words", positive=("good",)),)),
            "words",
            "words has no threshold",
        ),
        (functions.published(), "shared_first_author", "shared_first_author does not apply: .*Choose another function"),
        (BOTH.changed("negative", enabled=False), "negative", "negative is off, so the label model does not see it"),
    ],
)
def test_what_cannot_be_tuned_is_said(current: FunctionSet, name: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        thresholds.tune_threshold(Voter(readers()), current, name, ANY)


def test_a_label_model_needs_gold_of_both_classes_in_both_halves() -> None:
    with pytest.raises(BadInput, match="A half of dev of tiny lacks gold of one class"):
        thresholds.tune_set(Voter(readers(stars=(5,) * 4)), BOTH, ANY)


def test_sets_with_other_functions_can_be_compared_too() -> None:
    voter = Voter(readers())
    more = FunctionSet(functions=(POSITIVE, NEGATIVE.model_copy(update={"threshold": -0.1})))
    trial = Trial(voter, FunctionSet(functions=(NEGATIVE,)), more, halves.masks(voter.dataset))
    assert trial.moves == {"negative": (0.0, -0.1)}
    table = tuning_report.compare(trial).set_index(["half", "rows", "when"])
    assert table.loc[("reporting", "labeled", "before"), ["n", "auc"]].tolist() == [10, 1 / 2]
    assert table.loc[("reporting", "labeled", "after"), ["n", "auc"]].tolist() == [10, 1]
    assert table.loc[("reporting", "labeled by both", "after"), "n"] == 5


def test_tuning_the_published_functions_raises_the_held_out_auc_on_the_demo(small_demo: Dataset) -> None:
    tuned = thresholds.tune_set(Voter(small_demo), functions.published())
    before, after = (numbers(tuned, "reporting", "labeled", when) for when in ("before", "after"))
    assert after["auc"] > before["auc"]
    assert after["coverage"] > before["coverage"] * 0.4
    assert tuned.trial.moves


@pytest.mark.parametrize(
    ("threshold", "text"),
    [(0.3, "0.3"), (-0.199306, "-0.1993"), (15.0, "15"), (12_345.0, "12,345"), (3.14159, "3.142"),
     (0.00123456, "0.001235"), (0.0, "0"), (12_345.678, "12,345.7"), (0.5, "0.5")],
)  # fmt: skip
def test_thresholds_are_written_with_as_many_digits_as_people_read(threshold: float, text: str) -> None:
    assert tuning_sentences.number(threshold) == text

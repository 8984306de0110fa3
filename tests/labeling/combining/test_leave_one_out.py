"""What leaving a function out does, by hand and by doing it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vote_tables import by_hand, count, drawn
from worlds import Rated, world

from recsys.columns import DEV
from recsys.labeling import halves
from recsys.labeling.combining import label_models, leave_one_out, live_fitting
from recsys.labeling.combining.label_models import LabelModel, LabelModelName, LabelModelSettings
from recsys.labeling.facts import features
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.votes import Voter

MAJORITY = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.5, functions=("a", "b"))


def test_a_majority_vote_without_each_of_two_by_hand() -> None:
    found = by_hand(([1, 1], 1, 4), ([1, -1], 0, 2), ([0, 1], 3, 1), ([-1, -1], 5, 5))
    table = leave_one_out.leave_one_out(MAJORITY, found).set_index("name")
    # Without b all 11 covered rows keep a's vote; b's ties are gone.
    assert (table["n"]["b"], table["n_all"]["b"]) == (11, 11)
    whole = (6 * 3 + 6 * 0.5 * 1 + 0 + 1 * 3 * 0.5) / (7 * 4)  # scores 1, 1 and .5
    alone = (6 * 3 + 6 * 0.5 * 1 + 1 * 3 * 0.5) / (7 * 4)  # scores 1, 1 and 0
    assert table["auc"]["b"] == table["auc_all"]["b"] == pytest.approx(whole)
    assert table["auc_without"]["b"] == pytest.approx(alone)
    assert table["f1"]["b"] == 2 * 7 / (2 * 7 + 4)  # ties are called liked
    assert table["f1_without"]["b"] == 2 * 6 / (2 * 6 + 1 + 1)
    # Without a the two liked rows that a alone voted on have no label, and both are judged on the other 9.
    assert table["n"]["a"] == 9
    assert table["coverage"]["a"] == 11 / 21
    assert table["coverage_without"]["a"] == 9 / 21
    assert table["auc"]["a"] == pytest.approx((4 * 3 + 4 * 0.5 + 1 * 3 * 0.5) / (5 * 4))
    assert table["auc_without"]["a"] == 0.5
    assert table["auc_change"]["a"] == table["auc_without"]["a"] - table["auc"]["a"]
    assert table["coverage_change"]["a"] == pytest.approx(-2 / 21)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(live_fitting.LIVE))
def test_it_is_what_the_model_says_of_rows_whose_votes_were_taken_away(seed: int, kind: LabelModelName) -> None:
    L, truth = drawn(seed, 200, [0.8, 0.6, 0.7, 0.7])
    found, names = count(L, truth), tuple("abcd")
    model = live_fitting.fit(found, found, names, LabelModelSettings(model=kind))
    table = leave_one_out.leave_one_out(model, found)
    for j in range(4):
        without = L.copy()
        without[:, j] = -1
        left = count(without, truth)
        numbers = label_models.judge(model.probabilities(left.votes), left, model.class_balance)
        row = table.loc[j]
        for name in ("auc", "f1", "coverage"):
            assert row[f"{name}_without"] == pytest.approx(numbers[name])
        still = (without >= 0).any(axis=1)
        kept = count(L[still], truth[still])
        before = label_models.judge(model.probabilities(kept.votes), kept, model.class_balance)
        assert (row["auc"], row["f1"]) == pytest.approx((before["auc"], before["f1"]))


def test_a_function_that_never_votes_is_not_missed() -> None:
    L, truth = drawn(1, 100, [0.8, 0.6, 0.7])
    L[:, 1] = -1
    found = count(L, truth)
    model = live_fitting.fit(found, found, ("a", "b", "c"), LabelModelSettings(model="calibrated"))
    row = leave_one_out.leave_one_out(model, found).loc[1]
    assert (row["auc_change"], row["f1_change"], row["coverage_change"], row["n"]) == (0, 0, 0, row["n_all"])


def test_the_only_function_leaves_nothing_to_judge() -> None:
    model = MAJORITY.model_copy(update={"functions": ("a",)})
    row = leave_one_out.leave_one_out(model, by_hand(([1], 1, 3), ([0], 2, 1))).loc[0]
    assert (row["n"], row["coverage_without"], row["n_all"]) == (0, 0, 7)
    assert np.isnan(row[["auc", "auc_without", "auc_change", "f1_without"]].astype(float)).all()


def test_without_gold_there_are_no_numbers() -> None:
    table = leave_one_out.leave_one_out(MAJORITY, by_hand(([1, 1], 0, 0)))
    assert table["n"].tolist() == [0, 0]
    assert table[["auc", "f1", "coverage", "auc_all"]].isna().all(axis=None)


def readers(stars: list[int]) -> Voter:
    """Six readers of dev, each with a good review of an item and a bad one of another; stars: of the two."""
    rated = [Rated(user, item, stars[item], text) for user in range(6) for item, text in enumerate(("great", "awful"))]
    return Voter(features.add(world(rated, split=dict.fromkeys(range(6), DEV))))


def test_a_calibrated_vote_is_fitted_on_one_half_of_dev_and_judged_on_the_other() -> None:
    voter = readers([5, 1])
    words = [
        KeywordFunction(name="praise", positive=("great",)), KeywordFunction(name="scorn", negative=("awful",)),
    ]  # fmt: skip
    fitting, reporting = halves.patterns_of_halves(voter, words)
    model = live_fitting.fit(fitting, fitting, ("praise", "scorn"), LabelModelSettings(model="calibrated"))
    pd.testing.assert_frame_equal(
        leave_one_out.of_a_calibrated_vote(voter, words), leave_one_out.leave_one_out(model, reporting)
    )


def test_where_gold_is_of_one_class_nothing_is_calibrated_and_there_is_no_row() -> None:
    table = leave_one_out.of_a_calibrated_vote(readers([5, 5]), [KeywordFunction(name="praise", positive=("great",))])
    assert table[["name", "auc_change", "f1_change"]].shape == (0, 3)

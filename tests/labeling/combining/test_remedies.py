"""Keep, drop or merge: what each does, by hand and on data with a known answer."""

import numpy as np
import pandas as pd
import pytest
from vote_tables import by_hand, count, drawn

from recsys.errors import BadInput
from recsys.labeling import patterns
from recsys.labeling.combining import label_models, live_fitting, remedies
from recsys.labeling.combining.label_models import LabelModelName, LabelModelSettings
from recsys.labeling.combining.remedies import Pair

NAMES = ("a", "b", "c")
HALF = by_hand(
    ([1, 1, -1], 10, 40), ([0, -1, 0], 40, 20), ([-1, 1, 0], 20, 30), ([1, 0, -1], 20, 20), ([-1, -1, 1], 10, 20)
)


def test_a_majority_vote_under_each_remedy_by_hand() -> None:
    table = remedies.effects(HALF, HALF, NAMES, Pair(0, 1), "majority").set_index("remedy")
    assert list(table.index) == ["keep both", "drop a", "drop b", "merge"]
    rows = 230
    # The third pattern loses no vote but b's, the fourth but a's and b's; merged, the fourth has none left.
    assert table["coverage"].tolist() == [1, 1, 1, (rows - 40) / rows]
    assert table["n"].tolist() == [rows - 40] * 4
    # Merged: scores 1, 0, 1/2 and 1. Without a: 1, 0, 1/2, 1. Without b: 1, 0, 0, 1.
    top, low, middle = (20, 60), (40, 20), (20, 30)  # not liked, liked
    ranked = top[1] * (low[0] + middle[0] + top[0] / 2) + middle[1] * (low[0] + middle[0] / 2) + low[1] * low[0] / 2
    assert table["auc"]["merge"] == table["auc"]["drop a"] == pytest.approx(ranked / (110 * 80))
    below = (60, 50)
    assert table["auc"]["drop b"] == pytest.approx((top[1] * (60 + 10) + below[1] * 30) / (110 * 80))
    assert table["auc_change"]["keep both"] == 0
    assert table["auc_change"]["drop b"] == pytest.approx(table["auc"]["drop b"] - table["auc"]["keep both"])


def test_what_merged_functions_vote_against_each_other_is_up_to_their_rule() -> None:
    table = remedies.effects(HALF, HALF, NAMES, Pair(0, 1, against=0), "majority").set_index("remedy")
    assert table["coverage"].tolist() == [1, 1, 1, 1]  # the fourth pattern keeps a vote: 0
    assert table["n"].tolist() == [230] * 4
    # Merged: scores 1, 0, 1/2, 0 and 1.
    top, low, middle = (20, 60), (60, 40), (20, 30)
    ranked = top[1] * (low[0] + middle[0] + top[0] / 2) + middle[1] * (low[0] + middle[0] / 2) + low[1] * low[0] / 2
    assert table["auc"]["merge"] == pytest.approx(ranked / (130 * 100))


def test_advice_is_given_among_the_remedies_that_are_to_be_had() -> None:
    table = pd.DataFrame(
        {
            "remedy": ["keep both", "drop a", "drop b", "merge"], "n": 500, "auc_change": [0, 0.02, 0.01, 0.05],
            "auc_low": [0, 0.01, 0, 0.04], "auc_high": [0, 0.03, 0.02, 0.06], "auc_p": [np.nan, 0.001, 0.2, 0.0001],
        }
    )  # fmt: skip
    assert remedies.advice(table) == "Merge: AUC +0.050 (+0.040 to +0.060) on 500 rows."
    assert remedies.advice(table[table["remedy"] != "merge"]) == "Drop a: AUC +0.020 (+0.010 to +0.030) on 500 rows."
    # Of two that vote identically one is to go, whatever chance made of the AUC.
    of_copies = remedies.advice(table, are_identical=True)
    assert of_copies == "Drop b: it repeats the other vote for vote, so it tells nothing new."


@pytest.mark.parametrize("kind", live_fitting.LIVE)
def test_dropping_is_fitting_without_it(kind: LabelModelName) -> None:
    fitted_on, judged_on = drawn(1, 2_000, [0.8, 0.7, 0.75]), drawn(2, 2_000, [0.8, 0.7, 0.75])
    table = remedies.effects(count(*fitted_on), count(*judged_on), NAMES, Pair(0, 1), kind).set_index("remedy")
    others = [count(L[:, [0, 2]], truth) for L, truth in (fitted_on, judged_on)]
    model = live_fitting.fit(others[0], others[0], ("a", "c"), LabelModelSettings(model=kind))
    alone = label_models.judge(model.probabilities(others[1].votes), others[1], model.class_balance)
    assert table["coverage"]["drop b"] == alone["coverage"]
    # On the rows every remedy labels: those with a vote of c, of a and b both, unless against each other.
    L, truth = judged_on
    common = (L[:, 2] >= 0) | ((L[:, 0] >= 0) & (L[:, 0] == L[:, 1]))
    found = patterns.count(list(np.asfortranarray(L[common][:, [0, 2]]).T), truth[common])
    numbers = label_models.judge(model.probabilities(found.votes), found, model.class_balance)
    assert table["n"].tolist() == [int(common.sum())] * 4
    assert table["auc"]["drop b"] == pytest.approx(numbers["auc"], abs=1e-4)


def test_a_copy_of_a_bad_function_is_better_dropped() -> None:
    halves = []
    for seed in (3, 4):
        L, truth = drawn(seed, 6_000, [0.55, 0.55, 0.75, 0.7], coverage=0.7)
        L[:, 1] = L[:, 0]
        halves.append(count(L, truth))
    table = remedies.effects(*halves, ("bad", "copy", "c", "d"), Pair(0, 1), "majority")
    sentence = remedies.advice(table)
    assert sentence.startswith(("Drop copy: AUC +0.", "Drop bad: AUC +0.", "Merge: AUC +0."))
    assert sentence.endswith(f"on {table['n'][0]:,} rows.")


def test_two_functions_of_their_own_are_kept() -> None:
    halves = [count(*drawn(seed, 4_000, [0.8, 0.75, 0.7])) for seed in (5, 6)]
    assert remedies.advice(remedies.effects(*halves, NAMES, Pair(0, 1))).startswith(
        "Keeping both does no harm that shows: on "
    )


def test_few_rows_advise_nothing() -> None:
    few = by_hand(([1, 1, 1], 3, 6), ([0, 0, -1], 5, 2))
    table = remedies.effects(few, few, NAMES, Pair(0, 1))
    assert table["auc_p"].isna().all()
    assert remedies.advice(table) == (
        "Keeping both does no harm that shows: on 16 rows nothing else ranks better beyond chance."
    )


def test_without_gold_there_is_nothing_to_judge_remedies_by() -> None:
    with pytest.raises(BadInput, match="Dev has no row with gold"):
        remedies.effects(by_hand(([1, 1, 1], 0, 0)), HALF, NAMES, Pair(0, 1))

"""What gold says of each function, by hand and row by row."""

import hypothesis.extra.numpy as arrays
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.evaluation import intervals
from recsys.labeling import analysis, evidence, patterns
from recsys.labeling.patterns import Patterns


def by_hand(*rows: tuple[list[int], int, int]) -> Patterns:
    """Patterns with how many of their rows have gold 0 and gold 1."""
    votes = np.array([votes for votes, _, _ in rows], np.int8)
    gold = np.array([[not_liked, liked] for _, not_liked, liked in rows])
    return Patterns(votes, gold.sum(axis=1), gold, np.arange(len(rows)))


def test_the_table_by_hand() -> None:
    found = by_hand(([1, -1, -1], 2, 6), ([1, 0, -1], 1, 1), ([0, -1, -1], 3, 1), ([-1, -1, -1], 4, 12))
    table = evidence.table(found, ["a", "b", "never"])
    assert list(table.columns) == evidence.COLUMNS
    assert table["name"].tolist() == ["a", "b", "never"]
    assert table["votes_with_gold"].tolist() == [14, 2, 0]
    assert table["correct"].tolist() == [6 + 1 + 3, 1, 0]
    np.testing.assert_allclose(table["accuracy"], [10 / 14, 1 / 2, np.nan])
    # Of all 30 rows 20 are liked; a votes 1 ten times and 0 four times, b votes 0 only.
    priors = [(10 * 20 / 30 + 4 * 10 / 30) / 14, 10 / 30, np.nan]
    np.testing.assert_allclose(table["prior"], priors)
    np.testing.assert_allclose(table["lift"], [10 / 14 - priors[0], 1 / 2 - priors[1], np.nan])
    low, high = intervals.wilson([10, 1, 0], [14, 2, 0])
    np.testing.assert_array_equal(table["low"], low)
    np.testing.assert_array_equal(table["high"], high)
    assert table["verdict"].tolist() == [evidence.TOO_FEW] * 3


@pytest.mark.parametrize(
    ("right", "wrong", "verdict"),
    [(90, 10, evidence.BETTER), (10, 90, evidence.WORSE), (52, 48, evidence.TOO_FEW), (3, 1, evidence.TOO_FEW)],
)
def test_the_verdict_is_where_the_interval_lies(right: int, wrong: int, verdict: str) -> None:
    balanced = by_hand(([1], wrong, right), ([-1], right, wrong))
    assert evidence.table(balanced, ["a"])["verdict"].tolist() == [verdict]


def test_what_everybody_could_guess_is_no_better_than_chance() -> None:
    # 9 of 10 are liked, with and without a vote.
    table = evidence.table(by_hand(([1], 100, 900), ([-1], 100, 900)), ["a"]).iloc[0]
    assert (table["accuracy"], table["prior"], table["lift"]) == (0.9, 0.9, 0)
    assert table["verdict"] == evidence.TOO_FEW


def test_without_gold_nothing_is_said() -> None:
    table = evidence.table(patterns.count([np.array([1, 0], np.int8)], np.array([-1, -1], np.int8)), ["a"]).iloc[0]
    assert (table["votes_with_gold"], table["correct"], table["verdict"]) == (0, 0, evidence.TOO_FEW)
    assert table[["accuracy", "low", "high", "prior", "lift"]].isna().all()


def test_no_function_is_an_empty_table() -> None:
    assert evidence.table(patterns.count([], np.array([1], np.int8)), []).shape == (0, len(evidence.COLUMNS))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.data(), st.integers(1, 30), st.integers(1, 12))
def test_the_table_is_that_of_the_rows(data: st.DataObject, n: int, m: int) -> None:
    L = data.draw(arrays.arrays(np.int8, (n, m), elements=st.integers(-1, 1)))
    gold = data.draw(arrays.arrays(np.int8, n, elements=st.integers(-1, 1)))
    known = gold[gold >= 0]
    names = [f"f{j}" for j in range(m)]
    found = patterns.count(list(np.asfortranarray(L).T), gold)
    table = evidence.table(found, names)
    for j in range(m):
        votes = L[(L[:, j] >= 0) & (gold >= 0), j]
        assert table["votes_with_gold"][j] == len(votes)
        blind = np.mean([np.mean(known == vote) for vote in votes]) if len(votes) else np.nan
        np.testing.assert_allclose(table["prior"][j], blind)
    np.testing.assert_array_equal(table["accuracy"], analysis.summary(found, names)["accuracy"])


def test_changes_are_joined_by_name() -> None:
    gold = np.array([1, 0, 1, -1], np.int8)
    a, b = np.array([1, 1, -1, 0], np.int8), np.array([1, -1, -1, 0], np.int8)
    new, gone = np.array([0, 0, -1, -1], np.int8), np.array([-1, 0, -1, -1], np.int8)
    before = analysis.summary(patterns.count([gone, a], gold), ["gone", "kept"])
    after = analysis.summary(patterns.count([b, new], gold), ["kept", "new"])
    changes = evidence.changes(before, after).set_index("name")
    assert list(changes.columns) == evidence.CHANGES
    # kept votes on 2 rows instead of 3, right on 1 as before, and no longer wrong on 1.
    assert changes.loc["kept"].tolist() == [2 / 4 - 3 / 4, 0, 0, 1 - 1, 0 - 1, 1 / 1 - 1 / 2]
    assert changes.loc["new"].isna().all()
    assert list(changes.index) == ["kept", "new"]


def test_what_stays_has_no_change_and_a_missing_accuracy_stays_missing() -> None:
    table = analysis.summary(patterns.count([np.array([-1, -1], np.int8)], np.array([1, 0], np.int8)), ["a"])
    assert evidence.changes(table, table)[evidence.CHANGES[:-1]].to_numpy().tolist() == [[0] * 5]
    assert evidence.changes(table, table)["accuracy"].isna().all()


def test_changes_of_other_tables_and_of_those_without_a_row() -> None:
    before = pd.DataFrame({"name": ["a", "b"], "lift": [0.1, 0.2], "low": [0.5, np.nan]})
    after = pd.DataFrame({"name": ["b", "a"], "lift": [0.5, 0.0], "low": [0.25, 0.75]})
    changes = evidence.changes(before, after, ("lift", "low")).set_index("name")
    assert changes.loc["a"].tolist() == [0.0 - 0.1, 0.75 - 0.5]
    assert changes.loc["b", "lift"] == 0.5 - 0.2
    assert np.isnan(changes.loc["b", "low"])
    assert evidence.changes(before[:0], after, ("lift",))["lift"].isna().all()

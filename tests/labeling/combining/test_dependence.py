"""Functions that vote alike beyond what gold explains: found where they are, and only there."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control
from vote_tables import by_hand, count, drawn

from recsys.labeling.combining import dependence

NAMES = tuple("abcde")
ACCURACIES = [0.85, 0.7, 0.75, 0.6, 0.8]

# Both classes: 40 rows both wrong, 10 and 20 one wrong, 30 both right; and rows on which only one votes.
ERRING = by_hand(
    ([1, 1], 40, 30), ([1, 0], 10, 20), ([0, 1], 20, 10), ([0, 0], 30, 40), ([1, -1], 7, 5), ([-1, 1], 3, 4)
)  # fmt: skip


def test_errors_that_coincide_by_hand() -> None:
    found = dependence.wrong_together(ERRING)
    assert found.rows[0, 1] == 200
    assert found.agreement[0, 1] == 140 / 200
    # Of 100 rows of each class a is wrong on 50 and b on 60 (60 and 50 for the liked).
    assert found.expected[0, 1] == (50 * 60 + 50 * 40) / 100 / 100
    assert found.odds_ratio[0, 1] == pytest.approx((40 * 30 / 100 * 2) / (10 * 20 / 100 * 2))
    excess, variance = 2 * (40 - 30), 2 * (50 * 50 * 60 * 40) / (100**2 * 99)
    assert found.z[0, 1] == pytest.approx((excess - 0.5) / math.sqrt(variance))
    assert found.z[0, 1] == found.z[1, 0]


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.lists(st.integers(12, 60), min_size=4, max_size=4))
def test_with_one_gold_class_the_test_is_the_corrected_chi_square_of_two_by_two(cells: list[int]) -> None:
    both, first, second, right = cells
    found = dependence.wrong_together(
        by_hand(([1, 1], both, 0), ([1, 0], first, 0), ([0, 1], second, 0), ([0, 0], right, 0))
    )
    n = sum(cells)
    expected = chi2_contingency([[both, first], [second, right]], correction=True).statistic * (n - 1) / n
    assert found.z[0, 1] ** 2 == pytest.approx(expected)
    assert (found.z[0, 1] > 0) == (both * right > first * second) or found.z[0, 1] == 0


def test_errors_that_have_no_room_to_coincide_are_not_tested() -> None:
    # Both are wrong on 4 rows at the most, where .16 are expected.
    found = dependence.wrong_together(by_hand(([1, 1], 0, 92), ([1, 0], 0, 4), ([0, 1], 0, 4)))
    assert np.isnan(found.z[0, 1])
    assert found.agreement[0, 1] == 92 / 100


def test_evidence_that_is_counted_twice_by_hand() -> None:
    # 400 rows of each class; a votes on 100 liked and 25 others, b just where a does, and on as many more.
    found = by_hand(([1, 1], 25, 100), ([-1, 1], 25, 100), ([-1, -1], 350, 200))
    evidence = dependence.counted_twice(found)
    assert evidence.claimed[0, 1] == pytest.approx((100 / 25) * (200 / 50))
    assert evidence.earned[0, 1] == pytest.approx((100 + 0.5) / (25 + 0.5))
    assert evidence.z[0, 1] > 3
    # A function beside itself claims its odds twice and earns them once.
    assert evidence.claimed[0, 0] == pytest.approx((100 / 25) ** 2)
    assert evidence.earned[0, 0] == pytest.approx(100.5 / 25.5)


def test_votes_that_know_nothing_of_each_other_earn_what_they_claim() -> None:
    # In each class they meet as often as independent votes: 200 * 100 / 400 and 100 * 40 / 400.
    found = by_hand(([1, 1], 10, 50), ([1, -1], 90, 150), ([-1, 1], 30, 50), ([-1, -1], 270, 150))
    evidence = dependence.counted_twice(found)
    assert evidence.claimed[0, 1] == pytest.approx((200 / 100) * (100 / 40))
    assert evidence.earned[0, 1] == pytest.approx(50.5 / 10.5)
    assert abs(evidence.z[0, 1]) < 0.2


@pytest.mark.parametrize("gold", [0, 1])
def test_a_vote_for_not_liked_is_evidence_too(gold: int) -> None:
    for_liked = by_hand(([1, 1], 25, 100), ([-1, 1], 25, 100), ([-1, -1], 350, 200))
    for_not = by_hand(([0, 0], 100, 25), ([-1, 0], 100, 25), ([-1, -1], 200, 350))
    for field, mirrored in zip(dependence.counted_twice(for_liked), dependence.counted_twice(for_not), strict=True):
        assert field[0, gold] == pytest.approx(mirrored[0, gold])


def test_a_copy_that_votes_one_way_is_warned_of_though_it_never_disagrees() -> None:
    L, truth = drawn(0, 8_000, ACCURACIES, coverage=0.1, balance=0.65)
    L[L[:, 0] == 0, 0] = -1
    L[:, 1] = L[:, 0]
    L[np.flatnonzero(L[:, 0] == 1)[0], 1] = -1  # all rows but one
    table = dependence.pairs(count(L, truth), NAMES)
    first = table.iloc[0]
    assert (first["first"], first["second"], first["kind"]) == ("a", "b", "counted twice")
    assert (first["agreement"], first["expected"]) == (1, 1)
    assert table["warns"].tolist() == [True] + [False] * (len(table) - 1)
    assert dependence.sentence(first).startswith("a and b say much the same twice: where they vote alike")


def test_an_exact_copy_is_said_to_be_one_however_few_rows_there_are() -> None:
    # a and b are twins. c agrees with them wherever both vote, but votes on one row less; d and e never vote.
    found = by_hand(([1, 1, 1, -1, -1], 2, 3), ([0, 0, -1, -1, -1], 1, 0), ([-1, -1, -1, -1, -1], 20, 30))
    table = dependence.pairs(found, NAMES)
    assert table[["first", "second", "kind", "warns"]].to_numpy().tolist() == [
        ["a", "b", "identical", True], ["a", "c", "", False], ["b", "c", "", False],
    ]  # fmt: skip
    assert dependence.sentence(table.iloc[0]) == (
        "a and b vote identically: wherever one votes, the other casts the same vote."
    )
    assert dependence.pairs(by_hand(([1, 1], 0, 0)), ("a", "b"))["warns"].tolist() == []  # of no row at all
    without_gold = replace(found, gold_counts=np.zeros((3, 2), np.int64))
    assert dependence.pairs(without_gold, NAMES)["kind"].tolist() == ["identical"]


def test_two_that_part_on_other_rows_are_no_copies() -> None:
    here, there = by_hand(([1, 1], 2, 3), ([-1, -1], 2, 3)), by_hand(([1, -1], 0, 1))
    assert dependence.pairs(here, ("a", "b"), [here])["kind"].tolist() == ["identical"]
    assert dependence.pairs(here, ("a", "b"), [here, there])["kind"].tolist() == [""]


def test_a_function_that_mostly_copies_another_is_warned_of() -> None:
    L, truth = drawn(1, 8_000, ACCURACIES, coverage=0.2, balance=0.65)
    copied = np.random.default_rng(2).random(len(L)) < 0.8
    L[copied, 4] = L[copied, 3]
    table = dependence.pairs(count(L, truth), NAMES)
    assert table.loc[table["warns"], ["first", "second"]].values.tolist() == [["d", "e"]]


def test_functions_that_only_share_what_they_read_are_not_warned_of() -> None:
    # All vote on the same 15 % of the rows, those with a review, whatever the truth.
    L, truth = drawn(3, 8_000, ACCURACIES, coverage=0.5, balance=0.65)
    L[np.random.default_rng(4).random(len(L)) > 0.15] = -1
    table = dependence.pairs(count(L, truth), NAMES)
    assert table["q"].notna().all()
    assert not table["warns"].any()


def test_of_independent_functions_few_are_warned_of() -> None:
    warned = tested = 0
    for seed in range(60):
        table = dependence.pairs(count(*drawn(seed, 2_000, ACCURACIES, coverage=0.3, balance=0.65)), NAMES)
        warned += table["warns"].any()
        tested += table["q"].notna().sum()
    assert tested > 500
    assert warned / 60 <= 0.05


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_false_discovery_rates_are_scipys(p: list[float]) -> None:
    np.testing.assert_allclose(dependence.false_discovery_rate(np.array(p)), false_discovery_control(p))
    with_gap = dependence.false_discovery_rate(np.array([*p, np.nan]))
    np.testing.assert_allclose(with_gap, [*false_discovery_control(p), np.nan])


def test_too_few_rows_are_no_warning() -> None:
    table = dependence.pairs(by_hand(([1, 1], 2, 3), ([-1, 1], 1, 0), ([-1, -1], 20, 30)), ("a", "b"))
    assert table["warns"].tolist() == [False]
    assert dependence.sentence(table.iloc[0]) == "a and b vote together on 5 rows with gold: too few to say."


def test_functions_that_never_meet_are_no_pair() -> None:
    assert dependence.pairs(by_hand(([1, -1], 2, 3), ([-1, 0], 20, 30)), ("a", "b")).empty
    assert dependence.pairs(by_hand(([1], 2, 3)), ("a",)).empty
    assert dependence.pairs(by_hand(([1, 1], 0, 0)), ("a", "b")).empty


def test_a_function_that_always_votes_the_same_is_no_witness_and_no_crash() -> None:
    found = by_hand(([1, 1], 50, 100), ([1, 0], 40, 30), ([1, -1], 200, 300))
    table = dependence.pairs(found, ("always", "b"))
    assert not table["warns"].any()


def test_what_is_wrong_together_is_said_in_words() -> None:
    assert dependence.sentence(dependence.pairs(ERRING, ("a", "b")).iloc[0]) == (
        "a and b agree on 70% of the 200 rows with gold on which both vote; if each made its own mistakes, "
        "it would be 50%."
    )

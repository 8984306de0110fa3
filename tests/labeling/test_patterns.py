"""Vote patterns: the distinct rows of a vote matrix, and how often each occurs."""

from collections import Counter

import hypothesis.extra.numpy as arrays
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.labeling import patterns

Votes = npt.NDArray[np.int8]
quick = settings(max_examples=50, derandomize=True, deadline=None)


@st.composite
def votes_and_gold(draw: st.DrawFn, most_functions: int = 10) -> tuple[Votes, Votes]:
    shape = draw(st.tuples(st.integers(0, 30), st.integers(0, most_functions)))
    value = st.integers(-1, 1)
    return draw(arrays.arrays(np.int8, shape, elements=value)), draw(arrays.arrays(np.int8, shape[0], elements=value))


def columns(L: Votes) -> list[Votes]:
    return list(np.asfortranarray(L).T)


def as_counts(found: patterns.Patterns) -> dict[tuple[int, ...], tuple[int, int, int]]:
    """votes -> how many rows, how many with gold 0, with gold 1."""
    table = np.column_stack([found.counts, found.gold_counts]).tolist()
    return {tuple(row): tuple(numbers) for row, numbers in zip(found.votes.tolist(), table, strict=True)}


def test_patterns_are_counted_with_the_gold_there_is() -> None:
    L = np.array([[1, -1], [1, -1], [-1, 0], [1, -1], [-1, -1]], np.int8)
    gold = np.array([1, 0, 1, -1, 0], np.int8)
    found = patterns.count(columns(L), gold)
    assert as_counts(found) == {(-1, -1): (1, 1, 0), (1, -1): (3, 1, 1), (-1, 0): (1, 0, 1)}
    assert (found.total, found.covered.tolist()) == (5, [False, True, True])


def test_no_function_leaves_one_pattern_without_votes() -> None:
    found = patterns.count([], np.array([1, 0, -1], np.int8))
    assert (found.votes.shape, found.counts.tolist(), found.gold_counts.tolist()) == ((1, 0), [3], [[1, 1]])
    assert not found.covered.any()


def test_no_row_has_no_pattern() -> None:
    found = patterns.count([np.empty(0, np.int8)] * 2, np.empty(0, np.int8))
    assert (found.votes.shape, found.total) == ((0, 2), 0)


@quick
@given(votes_and_gold(most_functions=14))
def test_patterns_are_the_distinct_rows(world: tuple[Votes, Votes]) -> None:
    L, gold = world
    rows = list(map(tuple, L.tolist()))
    by_gold = [Counter(row for row, y in zip(rows, gold, strict=True) if y == label) for label in (0, 1)]
    expected = {row: (count, by_gold[0][row], by_gold[1][row]) for row, count in Counter(rows).items()}
    assert as_counts(patterns.count(columns(L), gold)) == expected


@quick
@given(votes_and_gold())
def test_many_functions_are_counted_another_way_with_the_same_result(world: tuple[Votes, Votes]) -> None:
    L, gold = world
    dense = patterns.count(columns(L), gold)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns, "DENSE_FUNCTIONS", -1)
        sparse = patterns.count(columns(L), gold)
    for field in ("votes", "counts", "gold_counts", "codes"):
        np.testing.assert_array_equal(getattr(dense, field), getattr(sparse, field), strict=True)


@quick
@given(votes_and_gold(most_functions=12), st.integers(0, 30))
def test_counts_of_parts_add_up(world: tuple[Votes, Votes], cut: int) -> None:
    L, gold = world
    parts: Counter[tuple[tuple[int, ...], int]] = Counter()
    for part in (slice(0, cut), slice(cut, None)):
        for row, numbers in as_counts(patterns.count(columns(L[part]), gold[part])).items():
            parts.update({(row, place): number for place, number in enumerate(numbers)})
    whole = as_counts(patterns.count(columns(L), gold))
    assert +parts == +Counter({(row, place): n for row, numbers in whole.items() for place, n in enumerate(numbers)})


@quick
@given(votes_and_gold(most_functions=12))
def test_what_is_known_of_patterns_spreads_to_their_rows(world: tuple[Votes, Votes]) -> None:
    L, gold = world
    codes = patterns.encode(columns(L), len(L))
    found = patterns.count_codes(codes, L.shape[1], gold)
    positive = (found.votes == 1).sum(axis=1).astype(float)
    assert patterns.spread(positive, found, codes).tolist() == (L == 1).sum(axis=1).tolist()


def test_a_row_of_39_votes_is_one_number() -> None:
    L = np.array([[1] * 39, [-1] * 39, [0] * 38 + [1]], np.int8)
    found = patterns.count(columns(L), np.array([1, 0, 0], np.int8))
    assert found.votes.tolist() == [[-1] * 39, [0] * 38 + [1], [1] * 39]
    assert found.codes.tolist()[2] == 3**39 - 1


def test_a_code_of_no_vote_is_zero() -> None:
    assert patterns.encode([np.array([-1, 0, 1, -1], np.int8), np.array([-1, -1, 1, 0], np.int8)], 4).tolist() == [
        0, 1, 2 + 2 * 3, 1 * 3,
    ]  # fmt: skip


def test_one_vote_changed_among_800_000_changes_the_counts() -> None:
    column, gold = np.full(800_000, -1, np.int8), np.zeros(800_000, np.int8)
    column[::7] = 1
    changed = column.copy()
    changed[456_789] = 0
    before, after = (patterns.count([votes], gold) for votes in (column, changed))
    assert before.counts.tolist() == [685_714, 114_286]
    assert after.counts.tolist() == [685_713, 1, 114_286]

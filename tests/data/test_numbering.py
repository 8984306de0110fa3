"""Ids as numbers, and pairs in order."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.data import numbering

IDS = [12, 3, 12, 100, 3]


@pytest.mark.parametrize("kind", [pl.UInt32, pl.Int64, pl.String, pl.Categorical])
def test_ids_are_numbered_in_the_order_of_their_text(kind: type[pl.DataType]) -> None:
    ids = pl.Series(IDS).cast(pl.String).cast(kind) if kind == pl.Categorical else pl.Series(IDS).cast(kind)
    codes, names = numbering.codes(ids)
    assert names.to_list() == ["100", "12", "3"]
    assert codes.tolist() == [1, 2, 1, 0, 2]


def test_ids_far_apart_and_below_zero_are_numbered_too() -> None:
    codes, names = numbering.codes(pl.Series([4_000_000_000, -7, 4_000_000_000]))
    assert names.to_list() == ["-7", "4000000000"]
    assert codes.tolist() == [1, 0, 1]


def test_of_no_ids_there_are_no_numbers() -> None:
    codes, names = numbering.codes(pl.Series([], dtype=pl.UInt32))
    assert (codes.tolist(), names.to_list()) == ([], [])


def test_a_place_is_that_in_the_list_given() -> None:
    distinct = pl.Series([100, 3, 12], dtype=pl.UInt32)
    assert numbering.places(pl.Series(IDS, dtype=pl.UInt32), distinct).tolist() == [2, 1, 2, 0, 1]


pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=30)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(found=pairs)
def test_pairs_are_in_order_and_those_alike_as_they_were(found: list[tuple[int, int]]) -> None:
    user, item = (np.array([pair[column] for pair in found], np.int32) for column in (0, 1))
    ordered = numbering.in_order(user, item)
    expected = sorted((*pair, place) for place, pair in enumerate(found))
    assert list(zip(*(array.tolist() for array in ordered), strict=True)) == expected


@pytest.mark.parametrize("at_a_time", [1 << 20, 2])
def test_numbers_are_counted_and_their_values_added_up(monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
    monkeypatch.setattr(numbering, "AT_A_TIME", at_a_time)
    numbers = np.array([2, 0, 2, 2, 0], np.int32)
    assert numbering.counts(numbers, 4).tolist() == [2, 0, 3, 0]
    assert numbering.sums(numbers, np.array([1, 2, 3, 0.5, 4], np.float32), 4).tolist() == [6, 0, 4.5, 0]
    assert numbering.counts(numbers[:0], 2).tolist() == [0, 0]


def test_an_order_takes_of_each_array_and_nothing_of_an_empty_one() -> None:
    first, second = numbering.taken(np.array([2, 0]), [np.array([5.0, 6.0, 7.0]), np.empty(0)])
    assert (first.tolist(), second.tolist()) == ([7.0, 5.0], [])

"""Where errors gather, on a world of two authors in which one is to blame."""

import numpy as np
import pytest
from worlds import Rated, world

from recsys.columns import DEV
from recsys.evaluation import intervals
from recsys.inspection import error_slices
from recsys.labeling.slices import Slices


@pytest.fixture
def slices() -> Slices:
    """40 readers who each rated a book of ann's with a review, one of hers without, one of ben's with, one without."""
    rated = [Rated(user, item, 5, "fine" if item % 2 == 0 else None) for user in range(40) for item in range(4)]
    return Slices(world(rated, authors=["ann", "ann", "ben", "ben"], split=dict.fromkeys(range(40), DEV)))


ROWS = np.arange(160)
ITEM = ROWS % 4


def test_a_pair_that_holds_all_errors_comes_before_its_parts(slices: Slices) -> None:
    found = error_slices.worst(slices, ROWS, ITEM == 0)
    first = found.table.iloc[0]
    assert found.rate == 0.25
    assert (first["rows"], first["errors"], first["excess"]) == (40, 40, 30)
    assert set(first["names"]) == {"ann", "with review"}
    assert first["is_sure"]
    singles = found.table[found.table["kinds"].map(len) == 1]
    assert sorted(names[0] for names in singles["names"]) == ["ann", "with review"]
    assert singles["excess"].tolist() == [20, 20]


def test_a_pair_no_worse_than_one_of_its_parts_is_left_out(slices: Slices) -> None:
    found = error_slices.worst(slices, ROWS, ITEM <= 1)  # all of ann's, with and without a review
    assert found.table["names"].to_list() == [("ann",)]


def test_intervals_are_wide_enough_for_all_slices_compared(slices: Slices) -> None:
    found = error_slices.worst(slices, ROWS, ITEM == 0)
    ann = found.table[found.table["names"] == ("ann",)].iloc[0]
    low, high = intervals.wilson(40, 80)
    assert ann["low"] < low
    assert ann["high"] > high


def test_few_rows_are_listed_by_kind_but_never_ranked(slices: Slices) -> None:
    rows = ROWS[:8]
    assert error_slices.worst(slices, rows, ITEM[:8] == 0).table.empty
    table = error_slices.by_kind(slices, rows, ITEM[:8] == 0).table
    authors = table[table["kinds"] == ("author",)]
    assert authors["names"].to_list() == [("ann",), ("ben",)]
    assert authors["rows"].to_list() == [4, 4]
    assert authors["errors"].to_list() == [2, 0]


def test_without_rows_there_are_no_slices(slices: Slices) -> None:
    found = error_slices.worst(slices, ROWS[:0], np.empty(0, bool))
    assert found.table.empty
    assert found.compared == 0


def test_the_rows_of_a_pair_are_found_again(slices: Slices) -> None:
    held = error_slices.holds(slices, ROWS, ("author", "review"), ("ben", "without review"))
    assert np.array_equal(held, ITEM == 3)

"""Two lists beside one another."""

import numpy as np
import pytest

from recsys.inspection import rank_changes

BEFORE = np.array([1, 2, 3, 4, 0], np.int32)
AFTER = np.array([1, 3, 4, 2, 0], np.int32)


def test_what_came_went_and_moved_is_told_for_each_item_of_either_list() -> None:
    table = rank_changes.compare(BEFORE, AFTER, k=3)
    assert table.values.tolist() == [[0, 1, 1, "same"], [3, 4, 2, "came"], [1, 2, 3, "down"], [2, 3, 4, "went"]]
    assert rank_changes.counts(table) == {"came": 1, "went": 1, "moved": 1, "same": 1}


def test_two_equal_lists_have_nothing_but_what_stayed() -> None:
    assert rank_changes.counts(rank_changes.compare(BEFORE, BEFORE, 10)) == {
        "came": 0, "went": 0, "moved": 0, "same": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [(5, 2, "▲ 3"), (2, 5, "▼ 3"), (4, 4, "="), (11, 2, "new"), (0, 2, "new"), (3, 12, "gone"), (3, 0, "gone"),
     (12, 13, "")],
)  # fmt: skip
def test_a_change_of_rank_in_a_word(before: int, after: int, word: str) -> None:
    assert rank_changes.in_words(before, after, 10) == word

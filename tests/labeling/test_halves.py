"""Dev in two halves by user."""

import numpy as np
from vote_tables import by_hand
from worlds import Rated, world

from recsys.columns import DEV
from recsys.labeling import halves
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.votes import Voter

SAYS_GOOD = KeywordFunction(name="says_good", positive=("good",))


def users_rows(user: int, rows: int) -> list[Rated]:
    """Rows of one user; every user has another number of them, so that sums tell who is in them."""
    return [Rated(user, item, 5 if item % 2 else 2, "good" if item % 3 else None) for item in range(rows)]


def test_every_row_is_in_one_half_and_no_user_in_both() -> None:
    sizes = {user: 2**user for user in range(6)}
    rated = [row for user, rows in sizes.items() for row in users_rows(user, rows)]
    voter = Voter(world([*rated, *users_rows(6, 200)], split=dict.fromkeys(sizes, DEV)))
    first, second = halves.patterns_of_halves(voter, [SAYS_GOOD])
    assert first.total + second.total == sum(sizes.values())
    assert bin(first.total).count("1") == bin(second.total).count("1") == 3
    whole = voter.patterns([SAYS_GOOD], "dev")
    both = halves.joined((first, second))
    for value in (-1, 1):
        at, there = both.votes[:, 0] == value, whole.votes[:, 0] == value
        np.testing.assert_array_equal(both.gold_counts[at].sum(axis=0), whole.gold_counts[there].sum(axis=0))
    again = halves.patterns_of_halves(voter, [SAYS_GOOD])
    assert again[0].total == first.total


def test_joined_halves_stand_one_after_the_other() -> None:
    both = halves.joined((by_hand(([1], 1, 2)), by_hand(([1], 3, 4), ([0], 5, 6))))
    assert both.votes.tolist() == [[1], [1], [0]]
    assert both.gold_counts.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert both.total == 21

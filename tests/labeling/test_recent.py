"""What was made last is not made again; what was not asked for longest goes first."""

import numpy as np
import pytest

from recsys.labeling.recent import Recent


def test_the_array_asked_for_longest_ago_is_the_one_that_is_made_again() -> None:
    made = []
    recent: Recent[str, np.ndarray] = Recent(2)

    def get(key: str) -> np.ndarray:
        return recent.get(key, lambda: (made.append(key), np.zeros(1))[1])

    for key in ("a", "b", "a", "c", "a", "b"):
        get(key)
    assert made == ["a", "b", "c", "b"]


def test_what_is_kept_can_not_be_changed_by_whoever_got_it() -> None:
    kept = Recent[str, np.ndarray](1).get("a", lambda: np.zeros(1))
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1

"""Weighted draws from groups, for many groups at once."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]


class Choice:
    """Draws members of groups, each in proportion to its weight within its group.

    group, weight: one value a member.
    """

    def __init__(self, group: Ints, weight: Doubles, n_groups: int) -> None:
        self.order: Ints = np.argsort(group, kind="stable")
        self.total = np.concatenate([[0.0], np.cumsum(weight[self.order])])
        self.first = np.searchsorted(group[self.order], np.arange(n_groups + 1))

    def draw(self, groups: Ints, rng: np.random.Generator) -> Ints:
        """One member of each of `groups`, none of which may be empty."""
        low, high = self.total[self.first[groups]], self.total[self.first[groups + 1]]
        place = np.searchsorted(self.total, low + (high - low) * rng.random(len(groups)), side="right") - 1
        drawn: Ints = self.order[np.clip(place, self.first[groups], self.first[groups + 1] - 1)]
        return drawn


def runs(first: Ints, lengths: Ints) -> Ints:
    """first[0], first[0] + 1, … for lengths[0] numbers, then the same for the others, in one array."""
    return np.arange(lengths.sum()) + np.repeat(first - (np.cumsum(lengths) - lengths), lengths)

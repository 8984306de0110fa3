"""Votes written out by hand, and votes drawn at random whose truth is known."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recsys.labeling import patterns
from recsys.labeling.patterns import Patterns


def by_hand(*rows: tuple[list[int], int, int]) -> Patterns:
    """Patterns with how many of their rows have gold 0 and gold 1; no other rows."""
    votes = np.array([votes for votes, _, _ in rows], np.int8)
    gold = np.array([[not_liked, liked] for _, not_liked, liked in rows])
    return Patterns(votes, gold.sum(axis=1), gold, np.arange(len(rows)))


def count(L: npt.NDArray[np.int8], gold: npt.NDArray[np.int8] | None = None) -> Patterns:
    """The patterns of a vote matrix."""
    return patterns.count(list(np.asfortranarray(L).T), np.full(len(L), -1, np.int8) if gold is None else gold)


def random_votes(seed: int, n: int = 300, m: int = 4) -> npt.NDArray[np.int8]:
    """Functions that vote on half of the rows and are right on 3 of 4."""
    return drawn(seed, n, [0.75] * m)[0]


def drawn(
    seed: int, n: int, accuracies: Sequence[float], coverage: float = 0.5, balance: float = 0.5
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Votes (n, m) and truth (n,) of functions that vote both ways, each on its own, right as often as said."""
    rng = np.random.default_rng(seed)
    truth = (rng.random((n, 1)) < balance).astype(np.int8)
    right = rng.random((n, len(accuracies))) < np.array(accuracies)
    votes = np.where(rng.random(right.shape) < coverage, np.where(right, truth, 1 - truth), -1).astype(np.int8)
    return votes, truth[:, 0]


def rows_of(found: Patterns, values: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """A value a pattern, repeated for each row with gold, and that gold: what references want."""
    gold = np.repeat(np.array([0, 1]), found.gold_counts.sum(axis=0))
    return np.repeat(np.tile(values, 2), found.gold_counts.T.ravel()), gold

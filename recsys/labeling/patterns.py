"""Vote patterns: everything after the votes needs only which rows of votes occur, and how often with which gold.

Five functions have at most 243 patterns, whether the rows are 800 or 80 million; counts of parts add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Bytes

Codes = npt.NDArray[np.uint16] | npt.NDArray[np.uint64]

MANY_TIMES = 4  # as many rows as have a vote: then it pays to leave the others out before counting
DENSE_FUNCTIONS = 10  # 3 ** 10 counters fit a 16-bit code and the cache


@dataclass(frozen=True)
class Patterns:
    """The distinct rows of a vote matrix.

    votes: int8 (p, m). counts: int64 (p,). gold_counts: int64 (p, 2), rows with gold 0 and with gold 1.
    codes: one number a pattern, ascending, shape (p,), as `encode` gives it.
    """

    votes: npt.NDArray[np.int8]
    counts: npt.NDArray[np.int64]
    gold_counts: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]

    @property
    def total(self) -> int:
        """How many rows there were."""
        return int(self.counts.sum())

    @property
    def covered(self) -> npt.NDArray[np.bool_]:
        """Which patterns have a vote at all, shape (p,)."""
        return np.asarray((self.votes >= 0).any(axis=1))


def encode(columns: Sequence[Bytes], n: int) -> Codes:
    """Each row's votes as one number in base 3, shape (n,): abstain is the digit 0, so no vote at all is the code 0."""
    codes: Codes = np.zeros(n, np.uint16) if len(columns) <= DENSE_FUNCTIONS else np.zeros(n, np.uint64)
    for column in reversed(columns):
        np.multiply(codes, 3, out=codes)
        np.add(codes, (column + np.int8(1)).view(np.uint8), out=codes)
    return codes


def count(columns: Sequence[Bytes], gold: Bytes) -> Patterns:
    """The patterns of some rows' votes. gold: int8 (n,), 1, 0 or -1 unknown."""
    return count_codes(encode(columns, len(gold)), len(columns), gold)


def count_codes(codes: Codes, m: int, gold: Bytes) -> Patterns:
    """The patterns of rows encoded already. codes: (n,), gold: int8 (n,)."""
    has_vote = codes != 0
    if np.count_nonzero(has_vote) * MANY_TIMES < len(codes):
        voted = np.flatnonzero(has_vote)
        return _with_unvoted(count_codes(codes[voted], m, gold[voted]), gold)
    # Gold is one more digit in base 3, so that one pass counts rows with each gold and with none.
    with_gold = codes.astype(np.uint64 if m > DENSE_FUNCTIONS else np.int64)
    np.multiply(with_gold, 3, out=with_gold)
    np.add(with_gold, (gold + np.int8(1)).view(np.uint8), out=with_gold)
    if m <= DENSE_FUNCTIONS:
        by_code = np.bincount(with_gold, minlength=3 ** (m + 1)).reshape(-1, 3)
        distinct = np.flatnonzero(by_code.any(axis=1))
        counts = by_code[distinct]
    else:
        found, times = np.unique(with_gold, return_counts=True)
        distinct, place = np.unique((found // np.uint64(3)).astype(np.int64), return_inverse=True)
        counts = np.zeros((len(distinct), 3), np.int64)
        counts[place, found % np.uint64(3)] = times
    return Patterns(decode(distinct, m), counts.sum(axis=1), counts[:, 1:], distinct)


def _with_unvoted(voted: Patterns, gold: Bytes) -> Patterns:
    """The patterns of the rows with a vote, and before them that of all others. gold: int8 (n,), of all rows."""
    m = voted.votes.shape[1]
    gold_counts = [np.count_nonzero(gold == label) for label in (0, 1)] - voted.gold_counts.sum(axis=0)
    return Patterns(
        np.vstack([np.full((1, m), -1, np.int8), voted.votes]),
        np.append(len(gold) - voted.total, voted.counts),
        np.vstack([gold_counts, voted.gold_counts]),
        np.append(0, voted.codes),
    )


def decode(codes: npt.NDArray[np.int64], m: int) -> npt.NDArray[np.int8]:
    """The votes behind codes: int8 (p, m)."""
    powers = 3 ** np.arange(m, dtype=np.int64)
    return (codes[:, None] // powers % 3 - 1).astype(np.int8)


def spread(values: npt.NDArray[np.float64], found: Patterns, codes: Codes) -> npt.NDArray[np.float64]:
    """A value known for each pattern, given to each row: (p,) and codes (n,) -> (n,)."""
    m = found.votes.shape[1]
    if m > DENSE_FUNCTIONS:
        return values[np.searchsorted(found.codes, codes.astype(np.int64))]
    by_code = np.full(3**m, np.nan)
    by_code[found.codes] = values
    return by_code.take(codes)

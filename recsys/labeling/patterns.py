"""Vote patterns: everything after the votes needs only which rows of votes occur, and how often with which gold.

Five functions have at most 243 patterns, whether the rows are 800 or 80 million; counts of parts add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Bytes

Codes = npt.NDArray[np.uint16] | npt.NDArray[np.uint64]

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
    if m <= DENSE_FUNCTIONS:
        by_code = np.bincount(codes, minlength=3**m)
        distinct = np.flatnonzero(by_code)
        counts = by_code[distinct]
        gold_counts = np.stack([np.bincount(codes[gold == y], minlength=3**m)[distinct] for y in (0, 1)], axis=1)
    else:
        found, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
        distinct = found.astype(np.int64)
        gold_counts = np.stack([np.bincount(place[gold == y], minlength=len(found)) for y in (0, 1)], axis=1)
    return Patterns(decode(distinct, m), counts.astype(np.int64), gold_counts.astype(np.int64), distinct)


def decode(codes: npt.NDArray[np.int64], m: int) -> npt.NDArray[np.int8]:
    """The votes behind codes: int8 (p, m)."""
    powers = 3 ** np.arange(m, dtype=np.int64)
    return (codes[:, None] // powers % 3 - 1).astype(np.int8)


def spread(values: npt.NDArray[np.float64], found: Patterns, codes: Codes) -> npt.NDArray[np.float64]:
    """A value known for each pattern, given to each row: (p,) and codes (n,) -> (n,)."""
    return values[np.searchsorted(found.codes, codes.astype(np.int64))]

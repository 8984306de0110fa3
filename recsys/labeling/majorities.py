"""What the majority of a row's votes is worth: it has no vote, can't be judged, or is right or wrong."""

from collections.abc import Sequence

import numpy as np

from recsys.data.dataset import Bytes

UNCOVERED, NOT_JUDGED, WRONG, RIGHT = range(4)


def outcomes(columns: Sequence[Bytes], gold: Bytes) -> Bytes:
    """What became of each row's votes, (n,): UNCOVERED, NOT_JUDGED (a tie, or no gold), WRONG or RIGHT.

    columns: the votes, (n,) each. gold: (n,), -1 where there is none.
    """
    lead, covered = np.zeros(len(gold), np.int8), np.zeros(len(gold), bool)
    for column in columns:
        lead += (column == 1).view(np.int8) - (column == 0).view(np.int8)
        covered |= column >= 0
    found = np.where(covered, NOT_JUDGED, UNCOVERED)
    is_right = (lead > 0) == (gold == 1)
    return np.where((lead != 0) & (gold >= 0), np.where(is_right, RIGHT, WRONG), found).astype(np.int8)

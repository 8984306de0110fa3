"""The best of many scores."""

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Ints


def top(scores: npt.NDArray[np.floating], exclude: Ints, k: int) -> Ints:
    """The k best items, best first, without `exclude`; ties go to the lower item number."""
    scores = np.array(scores)  # a copy
    scores[exclude] = -np.inf
    k = min(k, len(scores))
    # Everything that reaches the k-th best score, so that ties at the edge are decided by number and not by partition.
    edge = np.partition(scores, len(scores) - k)[len(scores) - k]
    reach = np.flatnonzero((scores >= edge) & (scores > -np.inf))
    return reach[np.argsort(-scores[reach], kind="stable")][:k].astype(np.int32)

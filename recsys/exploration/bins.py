"""Where the bars of a histogram begin and end: at round numbers, few enough to read."""

import numpy as np

from recsys.data.dataset import Doubles

ROUND = (1, 2, 2.5, 5, 10)
SPREAD = 10.0  # from the least to the most; beyond it counts are shown on a logarithmic scale


def of_numbers(low: float, high: float, most: int) -> Doubles:
    """The edges of at most about `most` equally wide bins from low to high."""
    width = _round_up((high - low) / most or 1.0)
    first, last = np.floor(low / width), max(np.ceil(high / width), np.floor(low / width) + 1)
    return np.round(np.arange(first, last + 1) * width, 10)


def of_counts(low: int, high: int, most: int) -> Doubles:
    """The edges of at most about `most` bins of whole numbers, each from its start to just below its end.

    They grow wider, never narrower, where the counts are spread far (see `is_spread`).
    """
    if is_spread(low, high):
        return _growing(low, high, (high / low) ** (1 / most))
    width = max(1.0, np.ceil(_round_up((high + 1 - low) / most)))
    first = np.floor(low / width)
    return np.arange(first, np.floor(high / width) + 2) * width


def _growing(low: int, high: int, ratio: float) -> Doubles:
    edges = [low]
    while edges[-1] <= high:
        edges.append(edges[-1] + max(1, round(edges[-1] * (ratio - 1))))
    return np.array(edges, np.float64)


def is_spread(low: float, high: float) -> bool:
    """Whether counts, all above 0, are spread so far that a logarithmic scale shows them better."""
    return high > SPREAD * low


def place(values: Doubles, edges: Doubles) -> np.ndarray:
    """The bin of each value; the last bin holds its end, too."""
    return np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)


def _round_up(width: float) -> float:
    """The next width that is round: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(next(step for step in ROUND if step * power >= width * (1 - 1e-9)) * power)

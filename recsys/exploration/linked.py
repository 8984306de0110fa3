"""Histograms of users or items that a choice among slices narrows down, without anything to count again.

Those in the same slices and the same bin are counted together. So a browser can tell how many are in any of the chosen
slices: it adds up the cells that have one of them, and nobody in two of them is counted twice.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys.data.dataset import Doubles
from recsys.exploration import bins
from recsys.exploration.ratings import Ratings, Side, Tally
from recsys.exploration.slices import Slicing
from recsys.exploration.slicings import slicing

MOST_CELLS = 4_800  # with the slices themselves, less than a chart should have rows
BINS = 14  # about; the same for every slicing, so that only what is chosen changes a histogram
SEPARATOR = "|"

RATINGS, MEAN = "ratings", "mean stars"
CELLS = ["histogram", "start", "end", "slices", "count"]


@dataclass(frozen=True)
class Linked:
    """slices: slice (its number, as text), name, count (of users or items), ratings, mean: a row each, as shown.
    cells: with the columns of CELLS; `slices` are the numbers of those that they are in, "0|3", or "" in none of them.
    known: how many slices there are, shown or not. total: how many users or items have a rating.
    is_spread: whether the numbers of ratings need a logarithmic scale.
    """

    slices: pd.DataFrame
    cells: pd.DataFrame
    known: int
    total: int
    is_spread: bool


def linked(ratings: Ratings, side: Side, kind: str) -> Linked:
    """Number of ratings and mean stars of users or items, sliced by one of `slicings.possible`."""
    tally, sliced = ratings.of(side), slicing(ratings, side, kind)
    rated = tally.rated
    places = np.full(len(tally.ratings), -1)
    places[rated] = np.arange(len(rated))
    # A bit for each slice: which slices one is in is one number.
    masks = np.bincount(places[sliced.owner], 2.0**sliced.code, minlength=len(rated)).astype(np.int64)
    cells, shown = _few_enough(tally, masks, len(sliced.names))
    sizes = tally.ratings[rated]
    return Linked(
        slices=_slices(tally, sliced, shown),
        cells=cells,
        known=sliced.known,
        total=len(rated),
        is_spread=len(rated) > 0 and bins.is_spread(sizes.min(), sizes.max()),
    )


def _few_enough(tally: Tally, masks: np.ndarray, slices: int) -> tuple[pd.DataFrame, int]:
    """The cells, and how many slices they tell apart: fewer if there are too many cells."""
    for shown in range(slices, -1, -1):
        cells = _cells(tally, masks & (2**shown - 1))
        if len(cells) <= MOST_CELLS:
            break
    return cells, shown


def _cells(tally: Tally, masks: np.ndarray) -> pd.DataFrame:
    rated = tally.rated
    if not len(rated):
        return pd.DataFrame({name: [] for name in CELLS})
    sizes, means = tally.ratings[rated].astype(np.float64), tally.mean[rated]
    of_sizes = bins.of_counts(int(sizes.min()), int(sizes.max()), BINS)
    of_means = bins.of_numbers(float(means.min()), float(means.max()), BINS)
    parts = [_counted(masks, sizes, of_sizes), _counted(masks, means, of_means)]
    return pd.concat([part.assign(histogram=name) for part, name in zip(parts, (RATINGS, MEAN), strict=True)])[CELLS]


def _counted(masks: np.ndarray, values: Doubles, edges: Doubles) -> pd.DataFrame:
    different, code = np.unique(masks, return_inverse=True)
    n_bins = len(edges) - 1
    counts = np.bincount(code * n_bins + bins.place(values, edges), minlength=len(different) * n_bins)
    filled = np.flatnonzero(counts)
    texts = np.array([_numbers(int(mask)) for mask in different], object)
    place = filled % n_bins
    return pd.DataFrame(
        {"start": edges[place], "end": edges[place + 1], "slices": texts[filled // n_bins], "count": counts[filled]}
    )


def _numbers(mask: int) -> str:
    return SEPARATOR.join(str(code) for code in range(mask.bit_length()) if mask >> code & 1)


def _slices(tally: Tally, sliced: Slicing, shown: int) -> pd.DataFrame:
    n = len(sliced.names)
    ratings = np.bincount(sliced.code, tally.ratings[sliced.owner], minlength=n)
    stars = np.bincount(sliced.code, (tally.ratings * np.nan_to_num(tally.mean))[sliced.owner], minlength=n)
    order = [code for code in sliced.order if code < shown]
    return pd.DataFrame(
        {
            "slice": [str(code) for code in order],
            "name": [sliced.names[code] for code in order],
            "count": np.bincount(sliced.code, minlength=n)[order],
            "ratings": ratings[order].astype(np.int64),
            "mean": (stars / np.maximum(ratings, 1))[order],
        }
    )

"""Where the threshold of a new function begins: where it votes on some rows, so that there is something to judge."""

from dataclasses import dataclass

import numpy as np

from recsys.data.dataset import Doubles
from recsys.labeling.functions import Comparison
from recsys.labeling.votes import COMPARE

SHARE = 0.1  # of the rows, about: the most telling values, before anybody looked further
DECIMALS = 2


@dataclass(frozen=True)
class Beginning:
    """A threshold to begin with. rows: how many it votes on, of the `known` that have a value."""

    comparison: Comparison
    threshold: float
    rows: int
    known: int


def begin(values: Doubles, is_above: bool) -> Beginning:
    """The threshold beyond which the highest, or else the lowest, tenth of the values lies; of some not NaN.

    Where so many rows share the outermost value that none lies beyond, that value gets a vote too.
    """
    known = values[~np.isnan(values)]
    exact = float(np.quantile(known, 1 - SHARE if is_above else SHARE))
    comparison: Comparison = ">" if is_above else "<"
    if not COMPARE[comparison](known, exact).any():
        comparison = ">=" if is_above else "<="
    caught = int(COMPARE[comparison](known, exact).sum())
    threshold = round(exact, DECIMALS)
    rounded = int(COMPARE[comparison](known, threshold).sum())
    if not 0 < rounded <= 2 * caught:  # values so close to one another that rounding mixes them up
        threshold, rounded = exact, caught
    return Beginning(comparison, threshold, rounded, len(known))

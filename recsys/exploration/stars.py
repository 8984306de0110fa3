"""How often each number of stars was given."""

from itertools import pairwise

import numpy as np
import pandas as pd

from recsys.data.dataset import Floats
from recsys.exploration import bins
from recsys.exploration.ratings import Ratings

MOST_LEVELS = 20


class Levels:
    """The numbers of stars that are given anywhere in the data; ranges of them where there are too many."""

    def __init__(self, ratings: Ratings) -> None:
        levels = np.unique(ratings.stars).astype(np.float64)
        if len(levels) <= MOST_LEVELS:
            self.names = [f"{level:g}" for level in levels]
            self._edges = np.append(levels, np.inf)
        else:
            edges = bins.of_numbers(levels[0], levels[-1], MOST_LEVELS)
            self.names = [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
            self._edges = edges
        self._all = self._counted(ratings.stars)

    def table(self, stars: Floats) -> pd.DataFrame:
        """stars (as text), ratings, share of these, share_of_all: a row for each level, ascending."""
        counts = self._counted(stars)
        return pd.DataFrame(
            {
                "stars": self.names,
                "ratings": counts,
                "share": counts / max(counts.sum(), 1),
                "share_of_all": self._all / max(self._all.sum(), 1),
            }
        )

    def _counted(self, stars: Floats) -> np.ndarray:
        return np.bincount(bins.place(stars.astype(np.float64), self._edges), minlength=len(self.names))

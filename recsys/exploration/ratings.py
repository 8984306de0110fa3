"""The ratings that may be looked at: all but test's, and what they add up to for each user and each item."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Dataset, Doubles, Floats, Ints

Side = Literal["users", "items"]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """How many ratings each user, or each item, has, and their mean (NaN where there are none). Both (n,)."""

    ratings: Counts
    mean: Doubles

    @property
    def rated(self) -> Ints:
        """Those with a rating, ascending."""
        return np.flatnonzero(self.ratings).astype(np.int32)


@dataclass(frozen=True)
class Ratings:
    """A dataset's data points without those of test, which come last and are never looked at here."""

    dataset: Dataset
    users: Tally
    items: Tally

    @property
    def rows(self) -> slice:
        return _rows(self.dataset)

    @property
    def user(self) -> Ints:
        return self.dataset.pairs.user[self.rows]

    @property
    def item(self) -> Ints:
        return self.dataset.pairs.item[self.rows]

    @property
    def stars(self) -> Floats:
        return self.dataset.pairs.stars[self.rows]

    @property
    def time(self) -> Doubles:
        """Seconds since 1970, NaN unknown; empty where the source has no times."""
        return self.dataset.pairs.time[self.rows]

    def __len__(self) -> int:
        return self.rows.stop

    def of(self, side: Side) -> Tally:
        return self.users if side == "users" else self.items


def ratings(dataset: Dataset) -> Ratings:
    """What of a dataset may be looked at, counted."""
    rows, pairs = _rows(dataset), dataset.pairs
    stars = pairs.stars[rows]
    return Ratings(
        dataset=dataset,
        users=_tally(pairs.user[rows], stars, dataset.users.height),
        items=_tally(pairs.item[rows], stars, dataset.items.height),
    )


def _rows(dataset: Dataset) -> slice:
    return slice(0, dataset.rows("test").start)


def _tally(owner: Ints, stars: Floats, count: int) -> Tally:
    numbers = np.bincount(owner, minlength=count)
    sums = np.bincount(owner, stars, minlength=count)
    return Tally(numbers, np.divide(sums, numbers, out=np.full(count, np.nan), where=numbers > 0))

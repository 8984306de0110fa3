"""What users show and what is learned from it: the same for every model family."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recsys.data.dataset import Dataset, Floats, Histories, Ints
from recsys.models.examples import Examples


@dataclass(frozen=True)
class Shelf:
    """What a model sees of somebody when it is asked.

    items: (n,) item numbers, ascending, none twice. stars: (n,), 0 where the item was touched without a rating; all 0
    for models that learn from labels and not from ratings. user: whose shelf it is, as numbered in training; None:
    somebody the model can't have met, or a shelf that was changed, which a model has to judge by what is on it.
    """

    items: Ints
    stars: Floats
    user: int | None = None

    @classmethod
    def touched(cls, items: npt.ArrayLike, user: int | None = None) -> Self:
        """A shelf without stars."""
        numbers = np.asarray(items, np.int32)
        return cls(numbers, np.zeros(len(numbers), np.float32), user)

    def __len__(self) -> int:
        return len(self.items)

    def row_in(self, users: Ints) -> int | None:
        """The place of its owner among `users`, ascending; None for somebody who is not there, or not known."""
        if self.user is None:
            return None
        row = int(np.searchsorted(users, self.user))
        return row if row < len(users) and users[row] == self.user else None

    def without(self, items: npt.ArrayLike) -> "Shelf":
        """The shelf less some items; nobody's in particular, so that no model takes it for the one it knows."""
        rest = ~np.isin(self.items, items)
        return Shelf(self.items[rest], self.stars[rest])


@dataclass(frozen=True)
class Shelves:
    """The shelves of users 0 … n-1, stored once (CSR): user u's are `items[offsets[u]:offsets[u + 1]]`, ascending."""

    offsets: npt.NDArray[np.int64]
    items: Ints
    stars: Floats

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def touched(cls, histories: Histories) -> Self:
        """Shelves without stars."""
        return cls(histories.offsets, histories.items, np.zeros(len(histories.items), np.float32))

    @classmethod
    def rated(cls, user: Ints, item: Ints, stars: Floats, n_users: int) -> Self:
        """The shelves that ratings (n,) make, in whatever order; no pair twice."""
        order = np.lexsort((item, user))
        offsets = np.zeros(n_users + 1, np.int64)
        np.cumsum(np.bincount(user, minlength=n_users), out=offsets[1:])
        return cls(offsets, item[order].astype(np.int32), stars[order].astype(np.float32))

    @classmethod
    def of_dataset(cls, dataset: Dataset, rated: bool) -> Self:
        """The shelves of a dataset's users: all they touched but what is held out of histories.

        rated: with the stars they gave, train's too, which labeling withholds: for models of ratings alone.
        """
        bare = cls.touched(dataset.histories)
        if not rated:
            return bare
        keys = dataset.pairs.user.astype(np.int64) * bare._stride + dataset.pairs.item
        place = np.minimum(np.searchsorted(bare._keys, keys), max(len(bare.items) - 1, 0))
        there = bare._keys[place] == keys if len(bare.items) else np.zeros(len(keys), bool)
        stars = np.zeros(len(bare.items), np.float32)
        stars[place[there]] = dataset.pairs.stars[there]
        return cls(bare.offsets, bare.items, stars)

    def of(self, user: int) -> Shelf:
        """One user's shelf."""
        mine = slice(self.offsets[user], self.offsets[user + 1])
        return Shelf(self.items[mine], self.stars[mine], user)

    def without(self, user: Ints, item: Ints) -> "Shelves":
        """The shelves less some (user, item) pairs."""
        gone = np.isin(self._keys, user.astype(np.int64) * self._stride + item)
        sizes = np.bincount(self.owner[~gone], minlength=len(self))
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return Shelves(offsets, self.items[~gone], self.stars[~gone])

    def matrix(self, n_items: int) -> sparse.csr_matrix:
        """(users, n_items): 1 where the item was touched."""
        ones = np.ones(len(self.items), np.float32)
        return sparse.csr_matrix((ones, self.items, self.offsets), shape=(len(self), n_items))

    @cached_property
    def histories(self) -> Histories:
        """The same without stars."""
        return Histories(self.offsets, self.items)

    @cached_property
    def owner(self) -> Ints:
        """Whose each of `items` is."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.offsets))

    @property
    def _stride(self) -> int:
        return 2**31  # more than any item's number

    @cached_property
    def _keys(self) -> npt.NDArray[np.int64]:
        return self.owner.astype(np.int64) * self._stride + self.items


@dataclass(frozen=True)
class Feedback:
    """What a model learns from.

    examples: (n,) users, items, P(liked) in [0, 1] and weights. targets: (n,) what a model of stars predicts for them:
    their stars, or P(liked) where the labels are no ratings. scale: the least and the best target there can be.
    liked_from: the target from which an example counts as liked. shelves: of all users, those too that are not learned
    from. users: who is learned from, ascending: nobody else's shelf may have a say.
    """

    examples: Examples
    targets: Floats
    scale: tuple[float, float]
    liked_from: float
    shelves: Shelves
    users: Ints
    n_items: int

    @property
    def n_users(self) -> int:
        return len(self.shelves)


@dataclass(frozen=True)
class Validation:
    """What is not learned from, to stop by.

    examples, targets: as in `Feedback`. asked: the rows of `examples` whose items are not on the shelves of `visible`.
    visible: what the users show while they are asked. Who predicts the other rows leaves the item itself out of its
    user's shelf in `shelves`, where all is.
    """

    examples: Examples
    targets: Floats
    asked: Ints
    visible: Shelves
    shelves: Shelves = field(repr=False)

    def __len__(self) -> int:
        return len(self.examples)

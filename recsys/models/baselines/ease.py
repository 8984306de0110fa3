"""EASE: a linear model that predicts each liked item from all others, solved at once."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats, Ints
from recsys.models.baselines import evidence
from recsys.models.contract import By, Family
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings


class EaseSettings(Settings):
    """How EASE is solved."""

    l2: float = Field(200.0, gt=0, le=1_000_000, description="Pull of the weights towards zero; more forgets more")
    touched: float = Field(0.3, ge=0, le=1, description=evidence.TOUCHED_HELP)
    disliked: bool = Field(
        False, description="Whether what was rated but not liked counts apart, with weights of its own, not as touched"
    )
    least_users: int = Field(2, ge=1, le=1_000_000, description="Leave out items that fewer users like")
    most_items: int = Field(
        10_000, ge=1, le=1_000_000, description="Items that have weights, the most liked; 10,000 take 2 GB to solve"
    )


@dataclass(frozen=True)
class Ease(Learned):
    """weights: (inputs, outputs), what an item that is liked brings to another; then what a disliked one brings.

    kept: (outputs,) the items that have weights, ascending, inputs when liked. kept_disliked: (inputs - outputs,) the
    items that are inputs when disliked. popularity: (n_items,), the answer for who shows nothing. liked_from: (), the
    stars from which an item counts as liked.
    """

    family: ClassVar[str] = "ease"
    settings: EaseSettings
    weights: Floats
    kept: Ints
    kept_disliked: Ints
    popularity: Floats
    liked_from: npt.NDArray[np.float64]

    @property
    def n_items(self) -> int:
        return len(self.popularity)

    def scores(self, shelf: Shelf) -> Floats:
        """The sum of what the shelf's items bring; of an empty one, popularity."""
        values, rows = self._inputs(shelf)
        if not values.any():
            return self.popularity
        found = np.zeros(self.n_items, np.float32)
        found[self.kept] = values @ self.weights[rows]
        return found

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """Each item's own part of the sum."""
        values, rows = self._inputs(shelf)
        column = self._places[item]
        if column < 0:
            return np.zeros(len(shelf), np.float32)
        return (values * self.weights[rows, column]).astype(np.float32)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """What the item brings to each (dot), or their partial correlation (cosine), both 1 with itself."""
        found, row = np.zeros(self.n_items, np.float32), self._places[item]
        if row >= 0:
            brings = self.weights[row]
            if by == "cosine":
                # the weights are P_ij / -P_jj of one symmetric P
                brings = np.sign(brings) * np.sqrt(np.abs(brings * self.weights[: len(self.kept), row]))
            found[self.kept] = brings
        found[item] = 1
        return found

    def _inputs(self, shelf: Shelf) -> tuple[Floats, npt.NDArray[np.intp]]:
        """The value and the row of `weights` of each item on the shelf; 0 and row 0 for those that have none."""
        values = evidence.of_shelf(shelf, self.liked_from, 0 if self.settings.disliked else self.settings.touched)
        rows = self._places[shelf.items]
        if self.settings.disliked:
            is_disliked = (shelf.stars > 0) & (shelf.stars < self.liked_from)
            rows = np.where(is_disliked, self._disliked_places[shelf.items], rows)
            values = np.where(is_disliked, np.float32(1), values)
        return np.where(rows >= 0, values, np.float32(0)), np.maximum(rows, 0)

    @cached_property
    def _places(self) -> npt.NDArray[np.intp]:
        places = np.full(self.n_items, -1, np.intp)
        places[self.kept] = np.arange(len(self.kept))
        return places

    @cached_property
    def _disliked_places(self) -> npt.NDArray[np.intp]:
        places = np.full(self.n_items, -1, np.intp)
        places[self.kept_disliked] = len(self.kept) + np.arange(len(self.kept_disliked))
        return places


FAMILY = Family(
    name="ease",
    title="EASE",
    about="Each item is predicted from all others by one weight a pair, solved at once: simple, and hard to beat.",
    kind="baseline",
    predicts="order",
    settings=EaseSettings,
    model=Ease,
    fitting="recsys.models.baselines.ease_fitting",
    source="Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data",
)

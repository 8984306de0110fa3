"""Factorization of ratings: a user and an item are vectors, and a rating is their product."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats, Ints
from recsys.models.contract import By, Family, vector_similarity
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings

Doubles = npt.NDArray[np.float64]
FITTING = "recsys.models.factorization.fitting"
SOURCE = "Google's recommender course on MovieLens"
PARTS = ("observed_loss", "regularization_loss", "gravity_loss")  # what the loss is the sum of


class MFSettings(Settings):
    """How a factorization is trained."""

    dimension: int = Field(30, ge=1, le=512, description="Numbers that describe an item, and a user")
    biases: bool = Field(True, description="Whether each user and each item also has a number of its own, to be added")
    spread: float = Field(0.02, gt=0, le=10, description="Standard deviation of the starting vectors; small is best")
    epochs: int = Field(40, ge=1, le=10_000, description="Passes over the ratings, at most")
    batch_size: int = Field(256, ge=1, le=65_536, description="Ratings a step")
    learning_rate: float = Field(0.002, gt=0, le=1, description="Step size of the Adam optimizer")
    l2: float = Field(0.06, ge=0, le=100, description="Pull of biases and vectors towards zero; more forgets more")
    phases: Literal["adam", "adam, then sgd"] = Field(
        "adam", description="Adam with early stopping; or a second phase of plain SGD, and both run in full"
    )
    sgd_epochs: int = Field(10, ge=1, le=10_000, description="Passes of the second phase")
    sgd_learning_rate: float = Field(0.02, gt=0, le=100, description="Step size of the second phase")
    patience: int = Field(5, ge=1, description="Epochs without a better validation number before training stops")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the starting vectors and of the order")


class RegularizedMFSettings(MFSettings):
    """How a factorization with L2 and gravity is trained."""

    dimension: int = Field(35, ge=1, le=512, description="Numbers that describe an item, and a user")
    biases: bool = Field(False, description="As without gravity; with it, vectors alone rank better")
    spread: float = Field(0.1, gt=0, le=10, description="Standard deviation of the starting vectors")
    batch_size: int = Field(1_024, ge=1, le=65_536, description="Ratings a step; each step moves all vectors")
    learning_rate: float = Field(0.01, gt=0, le=1, description="Step size of the Adam optimizer")
    l2: float = Field(1.0, ge=0, le=100, description="Pull of all vectors towards zero; more forgets more")
    gravity: float = Field(30.0, ge=0, le=1_000, description="Pull of all predictions, of untouched items too, to zero")


@dataclass(frozen=True)
class MF(Learned):
    """base: (), what is predicted before any bias or product. best_target: (), the best there can be.

    user_table: (n, w) of the users numbered `users`, ascending; item_table: (n_items, w): the vectors and, with biases,
    the bias as the last column. Items without an example have zeros to start with.
    """

    family: ClassVar[str] = "mf"
    settings: MFSettings
    base: Doubles
    user_table: Floats
    item_table: Floats
    users: Ints
    best_target: Doubles

    @property
    def n_items(self) -> int:
        return len(self.item_table)

    @property
    def item_vectors(self) -> Floats:
        """The items' vectors, without their biases."""
        return self.item_table[:, : self.settings.dimension]

    def scores(self, shelf: Shelf) -> Floats:
        """The target expected of every item, not clipped to the scale: of who was learned from, as trained."""
        row = shelf.row_in(self.users)
        taste = self.fold_in(shelf) if row is None else self.user_table[row].astype(np.float64)
        return (self._inputs @ taste + self._offsets).astype(np.float32)

    def fold_in(self, shelf: Shelf) -> Doubles:
        """A row of the user table (w,) for whoever has that shelf: ridge regression with the items as they are.

        It starts from the mean user, whom an empty shelf gets. Where there is no star at all on the shelf, each item
        counts as one liked best: it was chosen, and that is all that is known; among stars, items without are left out.
        """
        rated = shelf.stars > 0
        items = shelf.items[rated] if rated.any() else shelf.items
        targets = shelf.stars[rated] if rated.any() else np.full(len(items), self.best_target)
        inputs, width = self._inputs[items], self._inputs.shape[1]
        pull, gram, rest = self._pull(len(items))
        left = inputs.T @ inputs + pull * np.eye(width) + gram
        right = inputs.T @ (targets - self._offsets[items]) + pull * self._mean_user - rest
        return np.linalg.solve(left, right)

    def _pull(self, ratings: int) -> tuple[float, Any, Any]:
        """How strongly l2 pulls at one user with so many ratings, and the quadratic and linear parts of all else."""
        return max(self.settings.l2 * ratings, LEAST_PULL), 0.0, 0.0

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one."""
        return vector_similarity(self.item_vectors, item, by)

    @cached_property
    def _inputs(self) -> Doubles:
        """(n_items, w): what a user's row is multiplied by, the bias by 1."""
        inputs = self.item_table.astype(np.float64)
        inputs[:, self.settings.dimension :] = 1
        return inputs

    @cached_property
    def _offsets(self) -> Doubles:
        """(n_items,): what every user is predicted for an item."""
        return self.base + self.item_table[:, self.settings.dimension :].sum(1, dtype=np.float64)

    @cached_property
    def _mean_user(self) -> Doubles:
        return self.user_table.mean(0, dtype=np.float64)


@dataclass(frozen=True)
class RegularizedMF(MF):
    """With gravity: what nobody touched is predicted to be zero. mean_ratings: (), of a user learned from."""

    family = "mf-regularized"
    mean_ratings: Doubles

    def _pull(self, ratings: int) -> tuple[float, Any, Any]:
        """One user's part of the whole loss, in units of one rating's error."""
        settings: RegularizedMFSettings = self.settings  # type: ignore[assignment]
        weight = settings.gravity * float(self.mean_ratings) / self.n_items
        gram, rest = self._whole
        return max(settings.l2 * float(self.mean_ratings), LEAST_PULL), weight * gram, weight * rest

    @cached_property
    def _whole(self) -> tuple[Doubles, Doubles]:
        """Of all items: the sum of squares of what a user's row is multiplied by, and its product with the offsets."""
        above = self._offsets - self.base
        return self._inputs.T @ self._inputs, self._inputs.T @ above


LEAST_PULL = 0.1  # ratings: without l2, a short shelf would be fitted exactly, whatever that takes

MF_FAMILY = Family(
    name="mf",
    title="Matrix factorization",
    about="Users and items as vectors whose product is the rating, learned from the ratings given alone.",
    kind="ours",
    predicts="stars",
    settings=MFSettings,
    model=MF,
    fitting=FITTING,
    needs="tensorflow",
    source=SOURCE,
)
REGULARIZED_FAMILY = Family(
    name="mf-regularized",
    title="Regularized factorization",
    about="The same with L2 and gravity: what nobody rated is expected to be nothing special, so rankings make sense.",
    kind="ours",
    predicts="order",
    settings=RegularizedMFSettings,
    model=RegularizedMF,
    fitting=FITTING,
    needs="tensorflow",
    source=SOURCE,
)

"""SVD and SVD++: a rating is the mean, two biases, and the product of a user's and an item's vector."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats, Ints
from recsys.models.contract import By, Family, vector_similarity
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings

Doubles = npt.NDArray[np.float64]
FITTING = "recsys.models.baselines.star_factors_fitting"


class SVDSettings(Settings):
    """How SVD is trained."""

    factors: int = Field(100, ge=1, le=1_024, description="Numbers that describe an item, and a user")
    epochs: int = Field(50, ge=1, le=1_000, description="Passes over the ratings")
    learning_rate: float = Field(0.01, gt=0, le=1, description="Step size of stochastic gradient descent")
    l2: float = Field(0.08, ge=0, le=10, description="Pull of biases and vectors towards zero; more forgets more")
    spread: float = Field(0.1, gt=0, le=1, description="Standard deviation of the starting vectors")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the starting vectors")


class SVDPlusPlusSettings(SVDSettings):
    """How SVD++ is trained."""

    factors: int = Field(20, ge=1, le=1_024, description="Numbers that describe an item, and a user")
    epochs: int = Field(30, ge=1, le=1_000, description="Passes over the ratings; slow, as each step looks at all else")


@dataclass(frozen=True)
class StarFactors(Learned):
    """mean: (), of all ratings. item_bias: (n_items,). item_factors: (n_items, d). Items never rated have zeros.

    shelf_factors: (n_items, d), what an item says of who rated it, whatever the stars; (0, d) where that is not asked.
    user_bias, user_factors: (n,) and (n, d), of the users numbered `users`, ascending; in the factors is what their
    shelf said.
    """

    family: ClassVar[str]
    settings: SVDSettings
    mean: Doubles
    item_bias: Doubles
    item_factors: Doubles
    shelf_factors: Doubles
    user_bias: Doubles
    user_factors: Doubles
    users: Ints

    @property
    def n_items(self) -> int:
        return len(self.item_bias)

    @property
    def item_vectors(self) -> Floats:
        """The items' factors."""
        return self.item_factors.astype(np.float32)

    def scores(self, shelf: Shelf) -> Floats:
        """The stars expected of whoever has that shelf, not clipped to the scale."""
        row = shelf.row_in(self.users)
        bias, taste = self.fold_in(shelf) if row is None else (float(self.user_bias[row]), self.user_factors[row])
        return (float(self.mean) + bias + self.item_bias + self.item_factors @ taste).astype(np.float32)

    def fold_in(self, shelf: Shelf) -> tuple[float, Doubles]:
        """Bias and vector (d,) of whoever has that shelf: least squares with the items fixed, pulled by l2 a rating."""
        rated = shelf.stars > 0
        implied = self._implied(shelf.items[rated] if rated.any() else shelf.items)
        if not rated.any():
            return 0.0, implied
        items = shelf.items[rated]
        vectors = self.item_factors[items]
        rest = shelf.stars[rated] - self.mean - self.item_bias[items] - vectors @ implied
        inputs = np.column_stack([np.ones(len(items)), vectors])
        pull = max(self.settings.l2 * len(items), 1e-9)  # a step per rating pulls at the user each time
        found = np.linalg.solve(inputs.T @ inputs + pull * np.eye(inputs.shape[1]), inputs.T @ rest)
        return float(found[0]), found[1:] + implied

    def _implied(self, items: Ints) -> Doubles:
        """What the shelf says whatever the stars on it."""
        if not len(self.shelf_factors) or not len(items):
            return np.zeros(self.item_factors.shape[1])
        return self.shelf_factors[items].sum(0) / math.sqrt(len(items))

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one."""
        return vector_similarity(self.item_vectors, item, by)


class SVD(StarFactors):
    """Biases and vectors."""

    family = "svd"


class SVDPlusPlus(StarFactors):
    """With what a shelf says whatever the stars on it."""

    family = "svdpp"


SVD_FAMILY = Family(
    name="svd",
    title="SVD",
    about="Stars as mean, biases and the product of two vectors, found rating by rating: the Netflix prize's classic.",
    kind="baseline",
    predicts="stars",
    settings=SVDSettings,
    model=SVD,
    fitting=FITTING,
    needs="surprise",
    source="SVD of scikit-surprise; Koren, Bell and Volinsky 2009",
)
SVDPP_FAMILY = Family(
    name="svdpp",
    title="SVD++",
    about="SVD that also learns from which items somebody rated, whatever the stars. Slow to train.",
    kind="baseline",
    predicts="stars",
    settings=SVDPlusPlusSettings,
    model=SVDPlusPlus,
    fitting=FITTING,
    needs="surprise",
    source="SVDpp of scikit-surprise; Koren 2008",
)

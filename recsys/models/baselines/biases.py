"""Biases: the mean rating, what a user gives above it, and what an item gets."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats
from recsys.models.contract import Around, By, Family, vector_similarity
from recsys.models.feedback import Feedback, Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings

Doubles = npt.NDArray[np.float64]


class BiasSettings(Settings):
    """How far few ratings are believed."""

    l2_user: float = Field(5.0, ge=0, le=10_000, description="Ratings of nobody's that pull a user's bias to zero")
    l2_item: float = Field(3.0, ge=0, le=10_000, description="Ratings of nobody's that pull an item's bias to zero")
    iterations: int = Field(20, ge=1, le=1_000, description="Times that items and users are solved in turn")


@dataclass(frozen=True)
class ItemBiases:
    """What items get. mean: of all ratings. item: (n_items,), 0 for items never rated."""

    mean: float
    item: Doubles

    def of_user(self, shelf: Shelf, l2: float) -> float:
        """What the owner of a shelf gives above the mean and the items' biases; 0 without a rating."""
        rated = shelf.stars > 0
        above = shelf.stars[rated] - self.mean - self.item[shelf.items[rated]]
        return float(above.sum() / max(l2 + len(above), 1e-9))


@dataclass(frozen=True)
class Biases(Learned):
    """mean: (), of all ratings. item: (n_items,), what each item gets above it."""

    family: ClassVar[str] = "biases"
    settings: BiasSettings
    mean: Doubles
    item: Doubles

    @property
    def n_items(self) -> int:
        return len(self.item)

    def scores(self, shelf: Shelf) -> Floats:
        """The stars expected of whoever has that shelf; without a rating on it, of everybody."""
        known = ItemBiases(float(self.mean), self.item)
        return (known.mean + known.of_user(shelf, self.settings.l2_user) + known.item).astype(np.float32)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """Of items that differ in one number only: by cosine they are on the same side of the mean, or not."""
        return vector_similarity(self.item[:, None].astype(np.float32), item, by)


def solve(feedback: Feedback, settings: BiasSettings) -> tuple[ItemBiases, Doubles]:
    """What items get, and users (n_users,) give; by alternating least squares, as surprise's `BaselineOnly` does."""
    user, item = feedback.examples.user, feedback.examples.item
    targets = feedback.targets.astype(np.float64)
    mean = float(targets.mean())
    by_user, by_item = np.zeros(feedback.n_users), np.zeros(feedback.n_items)
    of_users = np.maximum(settings.l2_user + np.bincount(user, minlength=feedback.n_users), 1e-9)
    of_items = np.maximum(settings.l2_item + np.bincount(item, minlength=feedback.n_items), 1e-9)
    for _ in range(settings.iterations):
        by_item = np.bincount(item, targets - mean - by_user[user], minlength=feedback.n_items) / of_items
        by_user = np.bincount(user, targets - mean - by_item[item], minlength=feedback.n_users) / of_users
    return ItemBiases(mean, by_item), by_user


def fit(feedback: Feedback, settings: BiasSettings, around: Around) -> Biases:
    """The mean and the biases of items; milliseconds for a million ratings."""
    around.report(0.0, "solving for the biases")
    found, _ = solve(feedback, settings)
    return Biases(settings, np.array(found.mean), found.item)


FAMILY = Family(
    name="biases",
    title="Biases",
    about="The mean rating, plus how generous this user is, plus how well this item is rated: no taste at all.",
    kind="baseline",
    predicts="stars",
    settings=BiasSettings,
    model=Biases,
    fitting="recsys.models.baselines.biases",
    source="Koren 2010, section 2.1; BaselineOnly of scikit-surprise",
)

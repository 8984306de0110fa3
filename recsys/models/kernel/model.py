"""Kernel ridge regression on what the biases leave: a rating says something of every other that is alike.

The answer for (user, item) is a sum over all ratings learned from, each by how alike its user and its item are:

    covariance = level · [same user] + shared_catalog · catalog + [same user] · (own_company · company
                 + own_catalog · catalog) + taste · (taste_company · company + taste_item · [same item])

company, catalog: products of the items' vectors (`recsys.models.item_features`); taste: of the users' (`taste.py`).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats, Ints
from recsys.models.baselines.biases import BiasSettings, Doubles, ItemBiases
from recsys.models.contract import By, Family, vector_similarity
from recsys.models.feedback import Shelf
from recsys.models.kernel import taste
from recsys.models.learned import Learned


class KernelSettings(BiasSettings):
    """What makes two ratings alike, and how exactly the system is solved."""

    noise: float = Field(
        0.6, gt=0, le=1_000, description="How much of a rating is chance; more believes single ones less"
    )
    level: float = Field(0.05, ge=0, le=1_000, description="How far a user's level may be off the bias")
    own_company: float = Field(4.0, ge=0, le=1_000, description="A user's own taste in items that the same users touch")
    own_catalog: float = Field(0.08, ge=0, le=1_000, description="A user's own taste in genres, authors, decades, tags")
    shared_catalog: float = Field(0.02, ge=0, le=1_000, description="What everybody thinks of a genre or an author")
    taste_company: float = Field(0.5, ge=0, le=1_000, description="What users who touch alike think of alike items")
    taste_item: float = Field(0.05, ge=0, le=1_000, description="What users who touch alike think of one item")
    company_width: int = Field(128, ge=1, le=1_024, description="Numbers that tell which items are touched together")
    catalog_width: int = Field(64, ge=1, le=1_024, description="Numbers that tell an item's genres, author and so on")
    taste_width: int = Field(64, ge=1, le=1_024, description="Numbers that tell which users touch alike")
    iterations: int = Field(60, ge=1, le=1_000, description="Steps of conjugate gradients; more solve more exactly")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the random starts by which vectors are found")


@dataclass(frozen=True)
class Answers:
    """What the sum over all ratings comes to, so that asking is a product or two. c, g, t: the three widths.

    level: (users,). own: (users, c + g), a user's taste in the items' vectors. shared: (g,), everybody's in the
    catalog's. company: (t, c), what a taste thinks of company. item: (n_items, t), what it thinks of one item.
    """

    level: Floats
    own: Floats
    shared: Floats
    company: Floats
    item: Floats


@dataclass(frozen=True)
class KernelModel(Learned):
    """mean, item_bias: (), (n_items,): what the biases say. users: those learned from, ascending, a row each in
    user_bias, user_taste (users, t), answers.level and answers.own. vectors: (n_items, c + g), company's first.
    touch: what an item counts for tastes, and directions: (n_items, t), where it leads.
    """

    family: ClassVar[str] = "kernel"
    settings: KernelSettings
    mean: Doubles
    item_bias: Doubles
    users: Ints
    user_bias: Doubles
    user_taste: Floats
    vectors: Floats
    touch: Floats
    directions: Floats
    answers: Answers

    @property
    def n_items(self) -> int:
        return len(self.item_bias)

    @cached_property
    def item_vectors(self) -> Floats:
        """Vectors whose product is what two items have in common for one user."""
        return self.vectors * np.sqrt(self._own_prior).astype(np.float32)

    def scores(self, shelf: Shelf) -> Floats:
        """The target expected of every item, not clipped to the scale: of who was learned from, as solved."""
        row = shelf.row_in(self.users)
        if row is not None:
            level = self.user_bias[row] + self.answers.level[row]
            found = self._expected(level, self.user_taste[row]) + self.vectors @ self.answers.own[row]
        else:
            found = self._folded_in(shelf)
        return found.astype(np.float32)

    def _expected(self, level: float, liking: Floats) -> Doubles:
        """Of a user with that level and taste, without their own part: (n_items,)."""
        answers = self.answers
        weights = np.concatenate([liking @ answers.company, answers.shared])
        return self.mean + level + self.item_bias + self.vectors @ weights + answers.item @ liking

    def _folded_in(self, shelf: Shelf) -> Doubles:
        """As if the shelf's stars were learned from too, while what is known of other users stays: (n_items,).

        What was touched without a star tells of the taste alone, and an empty shelf gets what everybody thinks.
        """
        settings = self.settings
        liking = taste.of_shelf(shelf.items, self.touch, self.directions)
        bias = ItemBiases(float(self.mean), self.item_bias).of_user(shelf, settings.l2_user)
        expected = self._expected(bias, liking)
        items = shelf.items[shelf.stars > 0]
        if not len(items):
            return expected
        # All that is alike within one shelf: a product of vectors, and the item with itself.
        alike = float(liking @ liking)
        itself = settings.taste_item * alike
        shared = settings.taste_company * alike, settings.shared_catalog
        length = np.sqrt(self._own_prior + np.repeat(shared, self._widths))
        mine = np.column_stack([np.full(len(items), settings.level**0.5), self.vectors[items] * length])
        noise, error = settings.noise + itself, shelf.stars[shelf.stars > 0] - expected[items]
        weights = np.linalg.solve(mine.T @ mine + noise * np.eye(mine.shape[1]), mine.T @ error)
        found = expected + settings.level**0.5 * weights[0] + self.vectors @ (length * weights[1:]).astype(np.float32)
        found[items] += itself * (error - mine @ weights) / noise
        return found

    @property
    def _widths(self) -> tuple[int, int]:
        return self.answers.company.shape[1], len(self.answers.shared)

    @property
    def _own_prior(self) -> Doubles:
        """(c + g,): how much of a user's own taste there is in each of the vectors' numbers."""
        return np.repeat([self.settings.own_company, self.settings.own_catalog], self._widths)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one."""
        return vector_similarity(self.item_vectors, item, by)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The biases, the vectors, and the answers, each of these behind that word."""
        answers = {f"answers_{name}": getattr(self.answers, name) for name in Answers.__annotations__}
        return {name: getattr(self, name) for name in ARRAYS} | answers

    @classmethod
    def of(cls, settings: KernelSettings, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The model that gave these arrays."""
        answers = Answers(**{name: arrays[f"answers_{name}"] for name in Answers.__annotations__})
        named: dict[str, Any] = {name: arrays[name] for name in ARRAYS}
        return cls(settings, **named, answers=answers)


ARRAYS = ("mean", "item_bias", "users", "user_bias", "user_taste", "vectors", "touch", "directions")

FAMILY = Family(
    name="kernel",
    title="Kernel ridge",
    about=(
        "Every rating that is above or below what the biases say speaks for all ratings like it: by the same user of "
        "items touched by the same people or of the same genre, and by users who touch alike. Solved at once, "
        "not learned in steps; the most exact stars here."
    ),
    kind="ours",
    predicts="stars",
    settings=KernelSettings,
    model=KernelModel,
    fitting="recsys.models.kernel.fitting",
    source="Rasmussen and Williams 2006, chapter 2",
)

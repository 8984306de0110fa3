"""Which item comes next on that shelf? A softmax over all items, from the mean of the history's vectors."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats
from recsys.models.baselines import evidence
from recsys.models.contract import By, Family, vector_similarity
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings


class SoftmaxSettings(Settings):
    """How the softmax model is built and trained."""

    embedding: int = Field(64, ge=1, le=512, description="Numbers that describe an item, and a user's history")
    start: Literal["shelves", "random"] = Field(
        "shelves", description="Where item vectors start: from what stands on the same shelves, or at random"
    )
    held_out: float = Field(
        0.5, gt=0, lt=1, description="Share of a shelf that is asked for in each step, at random; the rest is shown"
    )
    epochs: int = Field(40, ge=1, le=1_000, description="Passes over the users, at most")
    batch_size: int = Field(64, ge=1, le=8_192, description="Users a step")
    learning_rate: float = Field(0.003, gt=0, le=1, description="Step size of the Adam optimizer")
    l2: float = Field(2e-6, ge=0, le=1, description="Pull of the vectors towards zero; more forgets more")
    sampled: int = Field(
        4_096, ge=2, le=100_000, description="Items a step compares with, where there are too many to take them all"
    )
    patience: int = Field(10, ge=1, description="Epochs without a better validation NDCG before training stops")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the starting vectors, the order and what is asked")


@dataclass(frozen=True)
class SoftmaxModel(Learned):
    """history_vectors: (n_items, d), what an item on a shelf says, its genres' and its year's vectors included.

    item_vectors, item_bias: (n_items, d) and (n_items,), of the items asked about. liked_from: (), the stars from which
    an item of a shelf counts.
    """

    family: ClassVar[str] = "softmax"
    settings: SoftmaxSettings
    history_vectors: Floats
    item_vectors: Floats
    item_bias: Floats
    liked_from: npt.NDArray[np.float64]

    @property
    def n_items(self) -> int:
        return len(self.item_bias)

    def scores(self, shelf: Shelf) -> Floats:
        """The logit of every item; of an empty shelf, how popular it is."""
        taste = self._shares(shelf) @ self.history_vectors[shelf.items]
        return (self.item_vectors @ taste + self.item_bias).astype(np.float32)

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """Each item's own part of the logit; the bias is the rest."""
        dots = self.history_vectors[shelf.items] @ self.item_vectors[item]
        return (self._shares(shelf) * dots).astype(np.float32)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one."""
        return vector_similarity(self.item_vectors, item, by)

    def _shares(self, shelf: Shelf) -> Floats:
        """How much of the history's mean each item of a shelf is: what is not liked is none of it."""
        weights = evidence.of_shelf(shelf, self.liked_from)
        return weights / max(float(weights.sum()), 1.0)


FAMILY = Family(
    name="softmax",
    title="Softmax",
    about="Which of all items comes next on that shelf? Judged by the mean of what is on it, its genres and its years.",
    kind="ours",
    predicts="order",
    settings=SoftmaxSettings,
    model=SoftmaxModel,
    fitting="recsys.models.softmax.fitting",
    needs="tensorflow",
    source="Google's recommender course on MovieLens; Covington et al. 2016",
)

"""What comes next on that shelf? A network's answer and a linear model's, from all that is on it, added up."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats
from recsys.models.baselines import evidence
from recsys.models.contract import By, Family, vector_similarity
from recsys.models.feedback import Shelf
from recsys.models.history import channels
from recsys.models.history.linear import Linear
from recsys.models.learned import Learned
from recsys.models.softmax.model import SoftmaxSettings

LINEAR = "linear/"  # what the names of the linear part's arrays begin with
TYPICAL = 30  # likes on a shelf of which the network's taste is as long as their mean


class HistorySettings(SoftmaxSettings):
    """How the history model is built and trained: its network as the softmax, and its linear part."""

    epochs: int = Field(25, ge=1, le=1_000, description="Passes over the users, at most")
    l2: float = Field(4e-6, ge=0, le=1, description="Pull of the network's vectors towards zero; more forgets more")
    patience: int = Field(6, ge=1, description="Epochs without a better validation NDCG before training stops")
    linear_weight: float = Field(
        20.0, ge=0, le=10_000, description="How much the linear part counts beside the network"
    )
    linear_l2: float = Field(200.0, gt=0, le=1_000_000, description="Pull of the linear part's weights towards zero")
    linear_items: int = Field(
        6_000, ge=1, le=100_000, description="Items that have a linear part, the most wanted; more take more memory"
    )
    other: float = Field(
        0.3, ge=0, le=1, description="What a rated item that is not liked counts in the linear part; a liked one 1"
    )
    unlabeled: float = Field(
        0.3, ge=0, le=1, description="What a touched item without a label counts as an answer; a liked one counts 1"
    )


@dataclass(frozen=True)
class HistoryModel(Learned):
    """history_vectors, other_vectors: (n_items, d), what an item says that is liked, or on the shelf all the same.

    item_vectors, item_bias: (n_items, d) and (n_items,), of the items asked about. liked_from: (), the stars from which
    an item of a shelf counts as liked. The score is the network's logit plus `linear_weight` times the linear part.
    That only the `linear_items` most wanted items have: a weight for each pair of many would fill the memory, and of
    the rest too little is known for it.
    """

    family: ClassVar[str] = "history"
    settings: HistorySettings
    history_vectors: Floats
    other_vectors: Floats
    item_vectors: Floats
    item_bias: Floats
    liked_from: npt.NDArray[np.float64]
    linear: Linear

    @property
    def n_items(self) -> int:
        return len(self.item_bias)

    def scores(self, shelf: Shelf) -> Floats:
        """Both parts' sum; of an empty shelf, how popular each item is."""
        return self.logits(shelf) + np.float32(self.settings.linear_weight) * self.linear_scores(shelf)

    def logits(self, shelf: Shelf) -> Floats:
        """What the network alone says."""
        return (self._parts(shelf).sum(0) @ self._item_vectors_by_number + self.item_bias).astype(np.float32)

    def linear_scores(self, shelf: Shelf) -> Floats:
        """What the linear part alone says."""
        return self.linear.scores(self._amounts(shelf), shelf.items)

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """Each item's own part of the score; the bias is the rest."""
        linear = self.linear.contributions(self._amounts(shelf), shelf.items, item)
        return (self._parts(shelf) @ self.item_vectors[item] + self.settings.linear_weight * linear).astype(np.float32)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one."""
        return vector_similarity(self.item_vectors, item, by)

    def _amounts(self, shelf: Shelf) -> Floats:
        """How much of each item of a shelf the linear part gets."""
        return evidence.of_shelf(shelf, self.liked_from, self.settings.other)

    def _parts(self, shelf: Shelf) -> Floats:
        """What each item gives to the taste: (len, d). Their sum is divided by the root of the likes, not by these:
        so a long shelf says more than a short one, but not as many times more."""
        liked, other = channels.of_shelf(shelf, self.liked_from)
        parts = liked[:, None] * self.history_vectors[shelf.items] + other[:, None] * self.other_vectors[shelf.items]
        return parts / np.sqrt(TYPICAL * max(float(liked.sum()), 1.0), dtype=np.float32)

    @cached_property
    def _item_vectors_by_number(self) -> Floats:
        """(d, n_items): one number of all items side by side, which is read twice as fast."""
        return np.ascontiguousarray(self.item_vectors.T)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The network's, and the linear part's, whose names say so."""
        own = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in PARTS}
        return own | {LINEAR + name: array for name, array in self.linear.arrays().items()}

    @classmethod
    def of(cls, settings: HistorySettings, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The model that gave these arrays."""
        linear = {name.removeprefix(LINEAR): array for name, array in arrays.items() if name.startswith(LINEAR)}
        own = {name: array for name, array in arrays.items() if not name.startswith(LINEAR)}
        return cls(settings, **own, linear=Linear.of(linear))


PARTS = ("settings", "linear")

FAMILY = Family(
    name="history",
    title="History model",
    about="What comes next on that shelf? All that is on it, liked or not, says so in a network and in a linear model.",
    kind="ours",
    predicts="order",
    settings=HistorySettings,
    model=HistoryModel,
    fitting="recsys.models.history.fitting",
    needs="tensorflow",
    source="The softmax of Covington et al. 2016 and EASE (Steck 2019)",
)

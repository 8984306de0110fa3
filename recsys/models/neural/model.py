"""S2's networks as they are asked: a product of vectors, layers over others, and biases."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Floats, Ints
from recsys.models.baselines.biases import BiasSettings, Doubles
from recsys.models.contract import By, vector_similarity
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned
from recsys.models.neural.settings import NeuMFSettings

TABLES = ("mean", "item_bias", "item_table", "vectors", "users", "user_bias", "user_table", "best_target")
BIASES = BiasSettings()  # what the residuals are taken from, and how a new user's bias is held
LEAST_PULL = 0.1  # ratings: without l2, a short shelf would be fitted exactly, whatever that takes
ITEMS_AT_ONCE = 4_096  # of these, what a layer makes stays in the processor's cache


@dataclass(frozen=True)
class NeuMF(Learned):
    """Stars = mean + both biases + product branch + layers; d = embedding, w = width of the fixed vectors, 0 if none.

    mean: (). item_bias: (n_items,). item_table: (n_items, 2 d), the product branch's vector, then the layers'.
    vectors: (n_items, w). users: those learned from, ascending, a row each in user_bias and in user_table, (users,
    2 d + w), whose last w numbers are the user's taste in the fixed vectors. best_target: (), the best there can be.
    kernels, biases: of the layers; the first takes user, item, fixed vector; the last has one output.
    """

    family: ClassVar[str] = "neumf"
    settings: NeuMFSettings
    mean: Doubles
    item_bias: Doubles
    item_table: Floats
    vectors: Floats
    users: Ints
    user_bias: Doubles
    user_table: Floats
    best_target: Doubles
    kernels: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    @property
    def n_items(self) -> int:
        return len(self.item_table)

    @property
    def item_vectors(self) -> Floats:
        """Both branches' vectors, side by side."""
        return self.item_table

    def scores(self, shelf: Shelf) -> Floats:
        """The target expected of every item, not clipped to the scale: of who was learned from, as trained."""
        return self.predict(shelf, np.arange(self.n_items, dtype=np.int32))

    def predict(self, shelf: Shelf, items: Ints) -> Floats:
        """`scores` of some items alone: (len(items),)."""
        row = shelf.row_in(self.users)
        bias, taste = self.fold_in(shelf) if row is None else (float(self.user_bias[row]), self.user_table[row])
        width = self.settings.embedding
        found = self.mean + bias + self.item_bias[items] + self._linear[items] @ taste[~self._is_layered]
        return (found + self._through_layers(taste[width : 2 * width], items)).astype(np.float32)

    def fold_in(self, shelf: Shelf) -> tuple[float, Floats]:
        """A bias and a row of the user table for whoever has that shelf.

        Ridge regression of all that is added up, with the items as they are; what goes through the layers is the mean
        user's, as is everything for an empty shelf. Where there is no star at all on the shelf, each item counts as one
        liked best; among stars, items without are left out.
        """
        bias, taste = self._mean_user
        rated = shelf.stars > 0
        items = shelf.items[rated] if rated.any() else shelf.items
        targets = shelf.stars[rated] if rated.any() else np.full(len(items), self.best_target)
        errors = targets - self._of_mean_user[items]
        inputs = np.column_stack([np.ones(len(items)), self._linear[items]])
        pull = np.diag(self._pull(len(items)))
        moved = np.linalg.solve(inputs.T @ inputs + pull, inputs.T @ errors)
        taste = taste.copy()
        taste[~self._is_layered] += moved[1:].astype(np.float32)
        return bias + float(moved[0]), taste

    def _pull(self, ratings: int) -> Doubles:
        """How strongly a new user's bias, vector and taste in fixed vectors are held at the mean user's."""
        vector = np.full(self.settings.embedding, max(self.settings.l2 * ratings, LEAST_PULL))
        own = np.full(self.vectors.shape[1], getattr(self.settings, "l2_vectors", 0.0))
        return np.concatenate([[BIASES.l2_user], vector, np.maximum(own, LEAST_PULL)])

    @cached_property
    def _of_mean_user(self) -> Doubles:
        """What the mean user is expected to give each item: (n_items,)."""
        bias, taste = self._mean_user
        width, items = self.settings.embedding, np.arange(self.n_items)
        layers = self._through_layers(taste[width : 2 * width], items)
        return self.mean + bias + self.item_bias + self._linear @ taste[~self._is_layered] + layers

    @cached_property
    def _mean_user(self) -> tuple[float, Floats]:
        return float(self.user_bias.mean()), self.user_table.mean(0)

    def _through_layers(self, user: Floats, items: npt.NDArray[Any]) -> Floats:
        """What the layers add for a user's vector (d,) and some items."""
        part = user @ self.kernels[0][: len(user)]
        found = np.empty(len(items), np.float32)
        for start in range(0, len(items), ITEMS_AT_ONCE):
            some = slice(start, start + ITEMS_AT_ONCE)
            hidden = self._item_part[items[some]] + part
            for kernel, bias in zip(self.kernels[1:], self.biases[1:], strict=True):
                hidden = np.maximum(hidden, 0) @ kernel + bias
            found[some] = hidden[:, 0]
        return found

    @cached_property
    def _item_part(self) -> Floats:
        """What each item alone gives to the first layer."""
        width = self.settings.embedding
        inputs = np.concatenate([self.item_table[:, width:], self.vectors], 1)
        return inputs @ self.kernels[0][width:] + self.biases[0]

    @cached_property
    def _linear(self) -> Floats:
        """(n_items, d + w): what a user's numbers are multiplied by, but those that go through the layers."""
        return np.concatenate([self.item_table[:, : self.settings.embedding], self.vectors], 1)

    @property
    def _is_layered(self) -> npt.NDArray[np.bool_]:
        """Which of a user's numbers go through the layers."""
        width, place = self.settings.embedding, np.arange(self.user_table.shape[1])
        return (place >= width) & (place < 2 * width)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one."""
        return vector_similarity(self.item_vectors, item, by)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The tables and the layers, each layer's number behind its name."""
        layers = {f"{name}_{i}": a for name in ("kernels", "biases") for i, a in enumerate(getattr(self, name))}
        return {name: getattr(self, name) for name in TABLES} | layers

    @classmethod
    def of(cls, settings: Any, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The model that gave these arrays."""
        layers = range(len(settings.hidden) + 1)
        kernels, biases = (tuple(arrays[f"{name}_{i}"] for i in layers) for name in ("kernels", "biases"))
        tables: dict[str, Any] = {name: arrays[name] for name in TABLES}
        return cls(settings, **tables, kernels=kernels, biases=biases)


@dataclass(frozen=True)
class Hybrid(NeuMF):
    """With a fixed vector for each item: it goes into the layers, and each user has a taste in it."""

    family = "hybrid"

    @property
    def item_vectors(self) -> Floats:
        """Both branches' vectors and the fixed one, side by side."""
        return np.concatenate([self.item_table, self.vectors], 1)

"""The rating model: does this user like this item? Trained by Keras in a worker, used as plain NumPy everywhere."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator
from scipy import sparse

from recsys.data.dataset import Floats, Histories, Ints
from recsys.models.contract import By, Family, vector_similarity
from recsys.models.feedback import Shelf
from recsys.settings import Settings

ROWS_AT_ONCE = 16_384
ITEMS_AT_ONCE = 4_096  # of these, what a layer makes stays in the processor's cache
TABLES = ("history_table", "item_table", "item_bias")


class RatingSettings(Settings):
    """How the rating model is built and trained."""

    embedding: int = Field(64, ge=1, le=512, description="Numbers that describe an item, and a user's history")
    hidden: tuple[int, ...] = Field((32,), max_length=5, description="Widths of the hidden layers, first to last")
    start: Literal["shelves", "random"] = Field(
        "shelves", description="Where item vectors start: from what stands on the same shelves, or at random"
    )
    start_spread: float = Field(
        0.2, gt=0, le=2, description="How far apart they start; less where shelves are long, lest popular items shout"
    )
    epochs: int = Field(30, ge=1, le=1_000, description="Passes over the examples, at most")
    batch_size: int = Field(256, ge=2, le=65_536, description="Data points a step, random negatives included")
    learning_rate: float = Field(0.001, gt=0, le=1, description="Step size of the Adam optimizer")
    negatives: int = Field(
        1,
        ge=0,
        le=100,
        description="Random untouched items for each liked one; more rank better, but say “liked” less often",
    )
    disliked_weight: float = Field(
        0.3,
        ge=0,
        le=10,
        description="How much a dislike counts beside a like; less ranks better, but says “liked” more",
    )
    history_dropout: float = Field(0.7, ge=0, lt=1, description="Share of a history left out at random in each step")
    l2: float = Field(0.0, ge=0, le=1, description="Pull of the embeddings towards zero; more forgets more")
    patience: int = Field(5, ge=1, description="Epochs without a better validation AUC before training stops")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the starting weights, the order and the negatives")

    @field_validator("hidden")
    @classmethod
    def _wide_enough(cls, hidden: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 1 <= width <= 4_096 for width in hidden):
            raise ValueError(f"each hidden layer needs 1 to 4096 units, not {list(hidden)}")
        return hidden


@dataclass(frozen=True)
class RatingModel:
    """The trained parameters; scores are logits. Shapes: d = embedding, h_i = width of layer i, h_0 = 2 d.

    history_table, item_table: (n_items, d). item_bias: (n_items,). kernels, biases: layer i's (h_i, h_i+1) and
    (h_i+1,), the output's last.
    """

    family: ClassVar[str] = "rating"
    settings: RatingSettings
    history_table: Floats
    item_table: Floats
    item_bias: Floats
    kernels: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def __post_init__(self) -> None:
        for array in self.arrays().values():
            array.setflags(write=False)

    @property
    def n_items(self) -> int:
        return len(self.item_table)

    @property
    def item_vectors(self) -> Floats:
        """What an item is to those who are asked about it."""
        return self.item_table

    def scores(self, shelf: Shelf) -> Floats:
        """The logit of every item for whoever touched what is on `shelf`: shape (n_items,)."""
        return self.scores_of_many([shelf])[0]

    def scores_of_many(self, shelves: Sequence[Shelf]) -> Floats:
        """`scores` of each shelf, (n, n_items), several times as fast as one after the other.

        relu(a + b) is max(a, -b) + b, and what b alone brings to the next layer is added once for all items.
        """
        tastes = np.stack([self._taste(shelf.items) for shelf in shelves])
        found = math.sqrt(self.item_table.shape[1]) * (tastes @ self.item_table.T) + self.item_bias
        part = tastes @ self.kernels[0][: tastes.shape[1]]
        if len(self.kernels) == 1:
            return (found + part + self._item_part[:, 0]).astype(np.float32)
        once = part @ self.kernels[1] + self.biases[1]
        for start in range(0, self.n_items, ITEMS_AT_ONCE):
            chunk = slice(start, start + ITEMS_AT_ONCE)
            items = self._item_part_by_unit[:, chunk]
            room = np.empty(items.shape, np.float32)
            for row, own in enumerate(part):
                hidden = self.kernels[1].T @ np.maximum(items, -own[:, None], out=room) + once[row][:, None]
                for kernel, bias in zip(self.kernels[2:], self.biases[2:], strict=True):
                    hidden = kernel.T @ np.maximum(hidden, 0) + bias[:, None]
                found[row, chunk] += hidden[0]
        return found.astype(np.float32, copy=False)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one: shape (n_items,)."""
        return vector_similarity(self.item_table, item, by)

    def probability(self, history: Ints, items: Ints) -> Floats:
        """How probably someone who touched `history` likes each of `items`, each left out of the history itself."""
        inside = np.isin(items, history).astype(np.float32)
        total = self.history_table[history].sum(0)[None]
        return sigmoid(self._logits_without(total, np.full(len(items), len(history)), items, inside))

    def predict(self, user: Ints, item: Ints, histories: Histories) -> Floats:
        """P(positive) of data points (user, item), shape (n,); the item itself is left out of its user's history."""
        ones = np.ones(len(histories.items), np.float32)
        shape = (len(histories.offsets) - 1, self.n_items)
        touched = sparse.csr_matrix((ones, histories.items, histories.offsets), shape=shape)
        found = np.empty(len(user), np.float32)
        for start in range(0, len(user), ROWS_AT_ONCE):
            users, items = user[start : start + ROWS_AT_ONCE], item[start : start + ROWS_AT_ONCE]
            distinct, place = np.unique(users, return_inverse=True)
            totals = (touched[distinct] @ self.history_table)[place]
            inside = np.asarray(touched[users, items]).ravel()
            sizes = np.diff(histories.offsets)[users]
            found[start : start + ROWS_AT_ONCE] = sigmoid(self._logits_without(totals, sizes, items, inside))
        return found

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """How far each item of `shelf` pulls `item` up: its logit less the logit without that one, shape (len,).

        They need not add up to the logit. Without its only item a shelf is empty, which is zeros.
        """
        history = shelf.items
        rows = self.history_table[history]
        without = (rows.sum(0) - rows) / max(len(history) - 1, 1)
        both = np.concatenate([self._taste(history)[None], without])
        logits = self._logits_of(both, np.full(len(both), item, np.int32))
        return logits[0] - logits[1:]

    def _taste(self, history: Ints) -> Floats:
        width = self.history_table.shape[1]
        return self.history_table[history].mean(0) if len(history) else np.zeros(width, np.float32)

    def _logits_without(self, total: Floats, size: npt.NDArray[Any], item: Ints, inside: Floats) -> Floats:
        """Logits of items (n,) with histories given by their sum and size, where `inside` is 1 less the item itself."""
        rest = np.maximum(size - inside, 1)[:, None]
        taste = (total - inside[:, None] * self.history_table[item]) / rest
        return self._logits_of(taste.astype(np.float32), item)

    def _logits_of(self, taste: Floats, item: Ints) -> Floats:
        return self._logits(taste, self.item_table[item], self._item_part[item], self.item_bias[item])

    def _logits(self, taste: Floats, table: Floats, item_part: Floats, bias: Floats) -> Floats:
        """Logits of tastes (d,) or (n, d) with items given by their rows of the tables: shape (n,)."""
        hidden = item_part + taste @ self.kernels[0][: taste.shape[-1]]
        for layer, kernel in enumerate(self.kernels[1:], 1):
            hidden = np.maximum(hidden, 0) @ kernel + self.biases[layer]
        dot = table @ taste if taste.ndim == 1 else np.einsum("nd,nd->n", table, taste)
        return (hidden[:, 0] + math.sqrt(table.shape[1]) * dot + bias).astype(np.float32)

    @cached_property
    def _item_part(self) -> Floats:
        """What each item alone gives to the first layer: (n_items, h_1)."""
        return self.item_table @ self.kernels[0][self.item_table.shape[1] :] + self.biases[0]

    @cached_property
    def _item_part_by_unit(self) -> Floats:
        """The same as (h_1, n_items): one unit's numbers side by side."""
        return np.ascontiguousarray(self._item_part.T)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The tables and the layers, each layer's number behind its name."""
        layers = {f"{name}_{i}": a for name in ("kernels", "biases") for i, a in enumerate(getattr(self, name))}
        return {name: getattr(self, name) for name in TABLES} | layers

    @classmethod
    def of(cls, settings: RatingSettings, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The model that gave these arrays."""
        layers = range(len(settings.hidden) + 1)
        kernels, biases = (tuple(arrays[f"{name}_{i}"] for i in layers) for name in ("kernels", "biases"))
        history, item, bias = (arrays[name] for name in TABLES)
        return cls(settings, history, item, bias, kernels, biases)


def sigmoid(logits: npt.NDArray[np.floating[Any]]) -> Floats:
    """Logits as probabilities; no overflow however large they are."""
    return (0.5 * (1 + np.tanh(0.5 * logits))).astype(np.float32)


FAMILY = Family(
    name="rating",
    title="Rating model",
    about="Is this liked by somebody with that shelf? Snorkel's tutorial's network, its bugs mended.",
    kind="ours",
    predicts="liked",
    settings=RatingSettings,
    model=RatingModel,
    fitting="recsys.models.rating_training",
    needs="tensorflow",
    source="Snorkel's Goodreads recommender tutorial",
)

"""The rating model: does this user like this item? Trained by Keras in a worker, used as plain NumPy everywhere.

Nothing here imports TensorFlow until `fit` is called.
"""

import math
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self, cast

import numpy as np
import numpy.typing as npt
from pydantic import Field, ValidationError, field_validator
from scipy import sparse

from recsys import files, process
from recsys.data.dataset import Floats, Histories, Ints
from recsys.errors import BadInput, DamagedFile
from recsys.models.examples import Examples
from recsys.models.top import top
from recsys.progress import Record, Report, silent, unrecorded
from recsys.settings import Settings

FORMAT = 1
INFO, ARRAYS = "rating.json", "rating.npz"
REMEDY = "Train the model again."
ROWS_AT_ONCE = 16_384


class RatingSettings(Settings):
    """How the rating model is built and trained."""

    embedding: int = Field(64, ge=1, le=512, description="Numbers that describe an item, and a user's history")
    hidden: tuple[int, ...] = Field((32,), max_length=5, description="Widths of the hidden layers, first to last")
    start: Literal["shelves", "random"] = Field(
        "shelves", description="Where item vectors start: from what stands on the same shelves, or at random"
    )
    epochs: int = Field(30, ge=1, le=1_000, description="Passes over the examples, at most")
    batch_size: int = Field(256, ge=2, le=65_536, description="Data points a step, random negatives included")
    learning_rate: float = Field(0.002, gt=0, le=1, description="Step size of the Adam optimizer")
    negatives: int = Field(
        1,
        ge=0,
        le=100,
        description="Random untouched items for each liked one; more rank better, but say “liked” less often",
    )
    history_dropout: float = Field(0.5, ge=0, lt=1, description="Share of a history left out at random in each step")
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

    settings: RatingSettings
    history_table: Floats
    item_table: Floats
    item_bias: Floats
    kernels: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def __post_init__(self) -> None:
        for array in self._arrays().values():
            array.setflags(write=False)

    @property
    def n_items(self) -> int:
        return len(self.item_table)

    def scores(self, history: Ints) -> Floats:
        """The logit of every item for someone who touched `history` (may be empty): shape (n_items,)."""
        return self._logits(self._taste(history), self.item_table, self._item_part, self.item_bias)

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

    def recommend(self, history: Ints, k: int = 10, exclude: Ints | None = None) -> tuple[Ints, Floats]:
        """The k best items and their logits, best first, ties by number; `exclude` (default: `history`) left out."""
        scores = self.scores(history)
        best = top(scores, history if exclude is None else exclude, k)
        return best, scores[best]

    def contributions(self, history: Ints, item: int) -> Floats:
        """How far each item of `history` pulls `item` up: its logit less the logit without that one, shape (len,).

        They need not add up to the logit. Without its only item a history is empty, which is zeros.
        """
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

    def _arrays(self) -> dict[str, Floats]:
        layers = {f"{name}_{i}": a for name in ("kernels", "biases") for i, a in enumerate(getattr(self, name))}
        return {
            f.name: getattr(self, f.name) for f in fields(self) if f.name.endswith(("_table", "item_bias"))
        } | layers

    def save(self, folder: Path) -> None:
        """Write the model into `folder`: arrays first, so that a description never stands without them."""
        with files.new_file(folder / ARRAYS) as temporary:
            np.savez(temporary, allow_pickle=False, **cast(dict[str, Any], self._arrays()))
        checksum = files.checksum(folder / ARRAYS)
        info = {"format": FORMAT, "settings": self.settings.model_dump(mode="json"), "checksum": checksum}
        files.write_json(folder / INFO, info)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What `save` wrote; raises DamagedFile if it is not as it was written."""
        info = files.read_json(folder / INFO, REMEDY)
        if not isinstance(info, dict) or info.get("format") != FORMAT:
            raise DamagedFile(f"{folder / INFO} is not a rating model of format {FORMAT}. {REMEDY}")
        path = folder / ARRAYS
        if not path.exists() or files.checksum(path) != info.get("checksum"):
            raise DamagedFile(f"{path} is missing or not as it was written. {REMEDY}")
        try:
            settings = RatingSettings.model_validate(info["settings"])
        except (KeyError, ValidationError) as error:
            raise DamagedFile(f"{folder / INFO}: {error}. {REMEDY}") from error
        layers = range(len(settings.hidden) + 1)
        with np.load(path, allow_pickle=False) as a:
            kernels, biases = (tuple(a[f"{name}_{i}"] for i in layers) for name in ("kernels", "biases"))
            return cls(settings, a["history_table"], a["item_table"], a["item_bias"], kernels, biases)


def fit(
    examples: Examples,
    histories: Histories,
    n_items: int,
    settings: RatingSettings,
    valid: Examples | None = None,
    report: Report = silent,
    record: Record = unrecorded,
    vectors: Floats | None = None,
) -> RatingModel:
    """Train on `examples`; with `valid`, stop when its AUC does not rise any more and keep the best epoch.

    vectors: where both item tables start, (n_items, embedding), such as `shelves.item_vectors`; at random if None.

    Random negatives come from items their user never touched; `valid` gets one for each positive too.
    """
    if not len(examples):
        raise BadInput(
            "There is nothing to train on: 0 examples. Enable a labeling function that votes, or lower a threshold."
        )
    process.import_quietly("tensorflow")  # it says, whoever asks, that there is no graphics card
    from recsys.models import rating_training  # imports TensorFlow, which the server must never do

    return rating_training.train(examples, histories, n_items, settings, valid, report, record, vectors)


def sigmoid(logits: npt.NDArray[np.floating[Any]]) -> Floats:
    """Logits as probabilities; no overflow however large they are."""
    return (0.5 * (1 + np.tanh(0.5 * logits))).astype(np.float32)

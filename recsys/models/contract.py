"""The one contract of all model families: what a model gives, and what stands around its fit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar, Literal, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys import process
from recsys.data.dataset import Floats, Ints
from recsys.errors import BadInput, Failure
from recsys.models.checkpoints import Checkpoint
from recsys.models.feedback import Feedback, Shelf, Validation
from recsys.models.top import top
from recsys.progress import Record, Report, silent, unrecorded
from recsys.settings import Settings

Predicts = Literal["liked", "stars", "order"]
"""What a family's scores are: logits of P(liked), predicted targets (stars), or good for nothing but an order."""

By = Literal["cosine", "dot"]


@runtime_checkable
class Model(Protocol):
    """A trained model: NumPy arrays, read-only, that need no TensorFlow to be asked."""

    family: ClassVar[str]

    @property
    def settings(self) -> Any:
        """What it was trained with."""
        ...

    @property
    def n_items(self) -> int: ...

    def scores(self, shelf: Shelf) -> Floats:
        """Of every item, for whoever has that shelf (may be empty), known or not: shape (n_items,), best highest."""
        ...

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike every item is to one: shape (n_items,), the item itself included."""
        ...

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All that was learned, by name."""
        ...

    @classmethod
    def of(cls, settings: Any, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The model that gave these arrays."""
        ...


@runtime_checkable
class Explains(Protocol):
    """A model that knows without being asked again what each item of a shelf brings."""

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """How far each item of `shelf` pulls `item` up: shape (len(shelf),), in the units of `scores`."""
        ...


@runtime_checkable
class HasVectors(Protocol):
    """A model with a vector for each item, as the embeddings page draws them."""

    @property
    def item_vectors(self) -> Floats:
        """Shape (n_items, dimensions)."""
        ...


@dataclass(frozen=True)
class Around:
    """What stands around a fit.

    items: what the source knows of them, a row each. valid: what to stop by, if there is anything.
    """

    items: pl.DataFrame
    valid: Validation | None = None
    report: Report = silent
    record: Record = unrecorded
    checkpoint: Checkpoint = field(default_factory=Checkpoint)


@dataclass(frozen=True)
class Family:
    """A kind of model that can be trained.

    name: as the command line and the runs call it. about: what it is, a sentence for people. fitting: the module with
    `fit(feedback, settings, around) -> model`, imported by whoever trains and by nobody else. needs: the library that
    fitting loads. source: the paper or reference.
    """

    name: str
    title: str
    about: str
    kind: Literal["ours", "baseline"]
    predicts: Predicts
    settings: type[Settings]
    model: type[Model]
    fitting: str
    needs: str = ""
    source: str = ""

    def fit(self, feedback: Feedback, settings: Any, around: Around) -> Model:
        """A model trained on `feedback`.

        Raises BadInput where there is nothing to learn from, Failure where what was learned is no numbers.
        """
        if not len(feedback.examples):
            raise BadInput(
                "There is nothing to train on: 0 examples. Enable a labeling function that votes, or lower a threshold."
            )
        if self.needs:
            process.import_quietly(self.needs)  # TensorFlow says, whoever asks, that there is no graphics card
        fit: Callable[[Feedback, Any, Around], Model] = import_module(self.fitting).fit
        model = fit(feedback, settings, around)
        for name, array in model.arrays().items():
            if array.dtype.kind == "f" and not np.isfinite(array).all():
                raise Failure(
                    f"{self.title} learned what is no number ({name}): its settings lead nowhere. "
                    f"Take them nearer to what they are if unsaid, or train another model."
                )
        return model


def recommend(model: Model, shelf: Shelf, k: int = 10, exclude: Ints | None = None) -> tuple[Ints, Floats]:
    """The k best items and their scores, best first, ties by number; `exclude` (default: the shelf) left out.

    There may be fewer than k: a catalog has no more than it has.
    """
    scores = model.scores(shelf)
    best = top(scores, shelf.items if exclude is None else exclude, k)
    return best, scores[best]


def contributions(model: Model, shelf: Shelf, item: int) -> Floats:
    """How far each item of `shelf` pulls `item` up: the model's own account, or else score less score without it."""
    if isinstance(model, Explains):
        return model.contributions(shelf, item)
    whole = model.scores(shelf.without([]))[item]
    return np.array([whole - model.scores(shelf.without([one]))[item] for one in shelf.items], np.float32)


def vector_similarity(vectors: Floats, item: int, by: By) -> Floats:
    """Dot product or cosine of every row of `vectors` with one of them; rows of zeros are like nothing."""
    dots = vectors @ vectors[item]
    if by == "dot":
        return dots.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1)
    return (dots / np.maximum(lengths * lengths[item], np.finfo(np.float32).tiny)).astype(np.float32)

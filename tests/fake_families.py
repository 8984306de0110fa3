"""Model families that train in no time: what they do is a function given by the test."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pytest
from pydantic import Field

from recsys.models import families
from recsys.models.contract import Around, By, Family, Predicts
from recsys.models.feedback import Feedback, Shelf
from recsys.settings import Settings

Fit = Callable[[Feedback, Any, Around], "Same"]


class Plain(Settings):
    """Settings of a family that is not trained in epochs."""

    strength: float = Field(1.0, ge=0, description="How much of it")


class Stopping(Settings):
    """Settings of a family that stops by itself."""

    epochs: int = Field(10, ge=1, description="Passes, at most")
    patience: int = Field(3, ge=1, description="Passes without getting better")


@dataclass(frozen=True)
class Same:
    """Scores everybody's items alike."""

    family: ClassVar[str] = "same"
    settings: Any
    values: np.ndarray

    @property
    def n_items(self) -> int:
        return len(self.values)

    def scores(self, shelf: Shelf) -> np.ndarray:
        return self.values

    def similarity(self, item: int, by: By = "cosine") -> np.ndarray:
        return np.zeros(self.n_items, np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        return {"values": self.values}

    @classmethod
    def of(cls, settings: Any, arrays: dict[str, np.ndarray]) -> Self:
        return cls(settings, arrays["values"])


def popular(feedback: Feedback, settings: Any, around: Around) -> Same:
    """How often an item is liked."""
    liked = feedback.examples.item[feedback.examples.label == 1]
    return Same(settings, np.bincount(liked, minlength=feedback.n_items).astype(np.float32))


def middle(feedback: Feedback, settings: Any, around: Around) -> Same:
    """The mean of all stars, for everything."""
    return Same(settings, np.full(feedback.n_items, feedback.targets.mean(), np.float32))


def register(
    patched: pytest.MonkeyPatch,
    name: str,
    fit: Fit,
    predicts: Predicts = "order",
    kind: Literal["ours", "baseline"] = "ours",
    settings: type[Settings] = Plain,
) -> Family:
    """Let a family be known under `name` for the length of a test."""
    fitting = ModuleType(f"fitting_of_{name}")
    fitting.__dict__["fit"] = fit
    patched.setitem(sys.modules, fitting.__name__, fitting)
    family = Family(name, name.title(), "A fake.", kind, predicts, settings, Same, fitting.__name__)
    patched.setitem(families.FAMILIES, name, family)
    return family


def only(patched: pytest.MonkeyPatch) -> None:
    """Forget all real families for the length of a test."""
    for name in list(families.FAMILIES):
        patched.delitem(families.FAMILIES, name)

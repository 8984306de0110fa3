"""Several models' scores added up, each brought to one scale first: what one gets wrong, the others may get right."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator

from recsys.data.dataset import Floats
from recsys.models import contract
from recsys.models.blend import members as stored
from recsys.models.contract import By, Family, Model
from recsys.models.feedback import Shelf
from recsys.settings import Settings

HELD_OUT_HELP = "Share of each user's examples that the weights are chosen by, where there is no validation data"


class BlendSettings(Settings):
    """What the blend is made of."""

    members: tuple[str, ...] = Field(
        ("history", "ease", "als"),
        min_length=2,
        max_length=4,
        description="Model families that are added up, each with its own settings",
    )
    held_out: float = Field(0.2, gt=0, lt=1, description=HELD_OUT_HELP)
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of what is held out")

    @field_validator("members")
    @classmethod
    def _known(cls, members: tuple[str, ...]) -> tuple[str, ...]:
        stored.check(members)
        return members


@dataclass(frozen=True)
class Blend:
    """weights: (members,), above 0, with sum 1; members: those that have one."""

    family: ClassVar[str] = "blend"
    settings: BlendSettings
    weights: Floats
    members: tuple[Model, ...]

    def __post_init__(self) -> None:
        self.weights.setflags(write=False)

    @property
    def n_items(self) -> int:
        return self.members[0].n_items

    def scores(self, shelf: Shelf) -> Floats:
        """The weighted sum of the members' z-scores among the items that are not on the shelf."""
        found = np.zeros(self.n_items, np.float32)
        for weight, member in zip(self.weights, self.members, strict=True):
            found += weight * z_scores(member.scores(shelf), shelf)
        return found

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """The weighted sum of the members' contributions, brought to the scale that their scores are brought to."""
        found = np.zeros(len(shelf), np.float32)
        for weight, member in zip(self.weights, self.members, strict=True):
            _, spread = scale(member.scores(shelf), shelf)
            found += np.float32(weight / spread) * contract.contributions(member, shelf, item)
        return found

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """The weighted sum of the members' own; dot products, which have no common scale, over their spread."""
        found = np.zeros(self.n_items, np.float32)
        for weight, member in zip(self.weights, self.members, strict=True):
            alike = member.similarity(item, by)
            spread = 1.0 if by == "cosine" else _spread(alike)
            found += np.float32(weight / spread) * alike
        return found

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The weights, and all arrays of the members."""
        return {"weights": self.weights} | stored.arrays_of(self.members)

    @classmethod
    def of(cls, settings: BlendSettings, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The model that gave these arrays."""
        return cls(settings, arrays["weights"], stored.members_of(arrays))


def z_scores(scores: Floats, shelf: Shelf) -> Floats:
    """Scores with mean 0 and spread 1 among the items that are not on the shelf; all 0 where they don't differ."""
    mean, spread = scale(scores, shelf)
    return ((scores - mean) / spread).astype(np.float32)


def scale(scores: Floats, shelf: Shelf) -> tuple[float, float]:
    """Mean and spread among the items that are not on the shelf; among all where nothing else is left."""
    rest = np.ones(len(scores), bool)
    rest[shelf.items] = len(shelf) == len(scores)
    asked = scores[rest].astype(np.float64)
    return float(asked.mean()), _spread(asked)


def _spread(values: npt.NDArray[np.floating[Any]]) -> float:
    """The standard deviation; where all are alike, so much that a difference counts as nothing."""
    found = float(values.std(dtype=np.float64))
    return found if found > NO_SPREAD * float(np.abs(values).max(initial=0)) else np.inf


NO_SPREAD = 1e-7  # of the largest value: differences below that are rounding

FAMILY = Family(
    name="blend",
    title="Blend",
    about="Several models trained on the same, their scores added up with the weights that rank best.",
    kind="ours",
    predicts="order",
    settings=BlendSettings,
    model=Blend,
    fitting="recsys.models.blend.fitting",
)

"""What is the same in every model that is made of its settings and the arrays it learned."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy.typing as npt


@dataclass(frozen=True)
class Learned:
    """Gives out its arrays, read-only, and takes them back (`contract.Model`).

    The other fields are arrays; a model with anything else among them says itself what it comes to.
    """

    settings: Any

    def __post_init__(self) -> None:
        for array in self.arrays().values():
            array.setflags(write=False)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All that was learned, by the names of the fields."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "settings"}

    @classmethod
    def of(cls, settings: Any, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The model that gave these arrays."""
        make: Callable[..., Self] = cls
        return make(settings, **arrays)

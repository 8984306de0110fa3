"""The models that a blend is made of, as arrays beside its own."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from recsys.models.contract import Model

PREFIX, SETTINGS = "member/", "settings"  # member/NAME/settings, and member/NAME/… for each array

Arrays = dict[str, npt.NDArray[Any]]


def check(names: Sequence[str], predicts: Container[str] = ("liked", "stars", "order")) -> None:
    """Raise ValueError, in words, where a name is twice there or no family's that may be a member."""
    from recsys.models import families  # here: families list the blends too

    able = [
        name
        for name, family in families.FAMILIES.items()
        if family.predicts in predicts and "members" not in family.settings.model_fields
    ]
    for name in names:
        if name not in able:
            raise ValueError(f"“{name}” can't be a member; those that can: {', '.join(able)}")
    if len(set(names)) < len(names):
        raise ValueError(f"name each member once, not {', '.join(names)}")


def arrays_of(members: Sequence[Model]) -> Arrays:
    """Settings and arrays of all members, by the names of their families."""
    found: Arrays = {}
    for member in members:
        prefix = f"{PREFIX}{member.family}/"
        settings = np.array(member.settings.model_dump_json())
        settings.setflags(write=False)
        found |= {prefix + SETTINGS: settings}
        found |= {prefix + name: array for name, array in member.arrays().items()}
    return found


def members_of(arrays: Mapping[str, npt.NDArray[Any]]) -> tuple[Model, ...]:
    """The members that gave these arrays, in that order."""
    from recsys.models import families

    own: dict[str, Arrays] = {}
    for name, array in arrays.items():
        if name.startswith(PREFIX):
            family, rest = name.removeprefix(PREFIX).split("/", 1)
            own.setdefault(family, {})[rest] = array
    found = []
    for family, mine in own.items():
        kind = families.named(family)
        settings = kind.settings.model_validate_json(str(mine.pop(SETTINGS)))
        found.append(kind.model.of(settings, mine))
    return tuple(found)

"""All model families, in the order in which they are offered."""

from recsys.errors import BadInput
from recsys.models import rating
from recsys.models.contract import Family

FAMILIES: dict[str, Family] = {family.name: family for family in (rating.FAMILY,)}


def named(name: str) -> Family:
    """The family of that name; raises BadInput if there is none."""
    if name not in FAMILIES:
        raise BadInput(f"There is no model family “{name[:80]}”. The families are: {', '.join(FAMILIES)}.")
    return FAMILIES[name]

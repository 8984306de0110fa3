"""All model families, in the order in which they are offered."""

from recsys.errors import BadInput
from recsys.models import baselines, blend, factorization, history, kernel, neural, rating, softmax
from recsys.models.contract import Family

OFFERED = (
    rating.FAMILY,
    *factorization.FAMILIES,
    softmax.FAMILY,
    *neural.FAMILIES,
    kernel.FAMILY,
    history.FAMILY,
    blend.FAMILY,
    *baselines.FAMILIES,
)
FAMILIES: dict[str, Family] = {family.name: family for family in OFFERED}


def named(name: str) -> Family:
    """The family of that name; raises BadInput if there is none."""
    if name not in FAMILIES:
        raise BadInput(f"There is no model family “{name[:80]}”. The families are: {', '.join(FAMILIES)}.")
    return FAMILIES[name]

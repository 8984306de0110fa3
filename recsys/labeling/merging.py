"""Two functions made one: what that means depends on their kinds, and where it means nothing, a sentence says so."""

from typing import Any

from recsys.errors import BadInput
from recsys.labeling.functions import (
    FunctionSet,
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)
from recsys.labeling.lookups import NEEDS

UP = (">", ">=")
INSTEAD = "Keep both, or switch off the one that is missed less."


def merged(current: FunctionSet, first: str, second: str) -> FunctionSet:
    """This set with one function, in the place and under the name of `first`, that votes where either does.

    Where they vote against each other, which only keyword functions can, it votes as its rule says: not liked. Raises
    BadInput, saying what to do instead, where no one rule says what the two say.
    """
    one, other = current[first], current[second]
    if one is other:
        raise BadInput(f"{first} is one function already. Name two.")
    return current.removed(second).changed(first, **_fields(one, other))


def why_not(current: FunctionSet, first: str, second: str) -> str | None:
    """Why two functions can't be merged and what to do instead, as sentences; None if they can."""
    try:
        merged(current, first, second)
    except BadInput as error:
        return str(error)
    return None


def _fields(one: LabelingFunction, other: LabelingFunction) -> dict[str, Any]:
    """What changes of `one` when it takes `other` in."""
    if isinstance(one, KeywordFunction) and isinstance(other, KeywordFunction):
        return _keywords(one, other)
    if isinstance(one, ThresholdFunction) and isinstance(other, ThresholdFunction):
        return _threshold(one, other)
    if isinstance(one, LookupFunction) and isinstance(other, LookupFunction):
        return _values(one, other)
    names = f"{one.name} and {other.name}"
    if isinstance(one, PythonFunction) and isinstance(other, PythonFunction):
        raise BadInput(
            f"{names} are code, which only you can merge: write a function in the file that votes where either does, "
            "then switch both off."
        )
    raise BadInput(f"{names} are of two kinds, and no one rule says what both say. {INSTEAD}")


def _keywords(one: KeywordFunction, other: KeywordFunction) -> dict[str, Any]:
    """All terms of both. A term that both have is off only if both have it off."""
    names = f"{one.name} and {other.name}"
    if one.matching != other.matching:
        raise BadInput(f"{names} look for their terms in different ways. Choose the same matching in both first.")
    if one.negation != other.negation:
        raise BadInput(f"Only one of {names} passes over terms behind “not”. Set that alike in both first.")
    looked_for = {term for f in (one, other) for term in f.all_terms if term not in f.disabled}
    return {
        "negative": _union(one.negative, other.negative),
        "positive": _union(one.positive, other.positive),
        "disabled": tuple(t for t in dict.fromkeys(one.disabled + other.disabled) if t not in looked_for),
    }


def _union(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if one is None and other is None else tuple(dict.fromkeys((one or ()) + (other or ())))


def _threshold(one: ThresholdFunction, other: ThresholdFunction) -> dict[str, Any]:
    """The looser of the two rules, which holds wherever the other does."""
    names = f"{one.name} and {other.name}"
    if one.feature != other.feature:
        raise BadInput(f"{names} go by two scores, and no one threshold says what both say. {INSTEAD}")
    if one.label != other.label:
        raise BadInput(f"{names} vote for different labels, so they are no one function. {INSTEAD}")
    if (one.comparison in UP) != (other.comparison in UP):
        raise BadInput(f"One of {names} votes above its threshold, the other below. {INSTEAD}")
    sign = 1 if one.comparison in UP else -1
    # Of equal thresholds the one that votes on the threshold itself, too, is the looser.
    looser = min((one, other), key=lambda f: (sign * f.threshold, f.comparison not in (">=", "<=")))
    return {"comparison": looser.comparison, "threshold": looser.threshold}


def _values(one: LookupFunction, other: LookupFunction) -> dict[str, Any]:
    """All values of both."""
    names = f"{one.name} and {other.name}"
    if one.field != other.field:
        kinds = f"of {NEEDS[one.field]}, the other of {NEEDS[other.field]}"
        raise BadInput(f"One of {names} has a list {kinds}. {INSTEAD}")
    if one.label != other.label:
        raise BadInput(f"{names} vote for different labels, so they are no one function. {INSTEAD}")
    return {"values": tuple(dict.fromkeys(one.values + other.values))}

"""The rules of labeling functions in words, for people who read a table of them."""

from collections.abc import Sequence

from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import KeywordFunction, LabelingFunction, LookupFunction, ThresholdFunction

SHOWN = 2  # of a list
FINDS = {"substring": "contains", "words": "has the words", "pattern": "matches"}


def in_words(function: LabelingFunction) -> str:
    """When a function votes, in one line."""
    if isinstance(function, ThresholdFunction):
        return f"{FEATURES[function.feature].title} {function.comparison} {function.threshold:g}"
    if isinstance(function, LookupFunction):
        return f"{function.field} is {_any_of(function.values)}"
    if isinstance(function, KeywordFunction):
        lists = [_any_of(terms) for terms in (function.enabled_terms("negative"), function.enabled_terms("positive"))]
        sides = [f"{found}: {label}" for label, found in enumerate(lists) if found]
        negation = ", unless negated" if function.negation else ""
        return f"review {FINDS[function.matching]} {'; else '.join(sides)}{negation}"
    return f"{function.function}() of the Python file"


def votes(function: LabelingFunction) -> str:
    """Which votes a function may cast, in words."""
    if isinstance(function, ThresholdFunction | LookupFunction):
        return str(function.label)
    if isinstance(function, KeywordFunction):
        sides = {0: function.enabled_terms("negative"), 1: function.enabled_terms("positive")}
        return " or ".join(str(label) for label, terms in sides.items() if terms)
    return "0 or 1"


def _any_of(values: Sequence[str]) -> str:
    more = f" or {len(values) - SHOWN:,} more" if len(values) > SHOWN else ""
    return " or ".join(f"“{value}”" for value in values[:SHOWN]) + more

"""What pydantic finds wrong with values from outside, in words for the person who gave them."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

LONGEST_SHOWN = 40  # characters of a value

# What follows the value that was given. Names in braces are those of pydantic's own context.
REASONS = {
    "greater_than": "is too small; give a number above {gt:,.10g}",
    "greater_than_equal": "is too small; give a number from {ge:,.10g} up",
    "less_than": "is too large; give a number below {lt:,.10g}",
    "less_than_equal": "is too large; give a number up to {le:,.10g}",
    "finite_number": "is not finite; give a number",
    "int": "is not a whole number; give one",
    "float": "is not a number; give one",
    "bool": "is neither true nor false; give one of them",
    "string": "is not text; put it in quotation marks",
    "literal_error": "is not possible; choose {expected}",
    "union_tag_invalid": "is no {discriminator} there is; choose {expected_tags}",
    "tuple_type": "is not a list; write it as […]",
    "list_type": "is not a list; write it as […]",
    "model_type": "is not a set of named values; write it as {{…}}",
    "model_attributes_type": "is not a set of named values; write it as {{…}}",
    "dict_type": "is not a set of named values; write it as {{…}}",
}
# What needs no value to be shown.
WHOLE_REASONS = {
    "extra_forbidden": "there is no such setting; remove it, or correct its name",
    "missing": "it is missing; add it",
    "union_tag_not_found": "its {discriminator} is missing; add it",
    "string_too_long": "it is longer than {max_length:,} characters; shorten it",
    "too_long": "it has {actual_length:,} values; {max_length:,} are the limit",
}


def sentence(error: ValidationError, called: Callable[[str], str] = str) -> str:
    """All that is wrong, as one sentence that ends with what to do. called: what to call a field, of its name."""
    found = []
    for problem in error.errors(include_url=False):
        field = ".".join(str(part) for part in problem["loc"])
        found.append(f"{called(field)}: {_reason(problem)}" if field else _reason(problem))
    return "; ".join(found) + "."


def _reason(problem: ErrorDetails) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    if kind in WHOLE_REASONS:
        return _quoted(WHOLE_REASONS[kind].format(**context))
    reason = REASONS.get(kind) or REASONS.get(kind.partition("_")[0])
    if reason is None:
        return problem["msg"].removeprefix("Value error, ")
    given = context.get("tag", problem["input"])
    return f"{_shown(given)} {_quoted(reason.format(**context))}"


def _shown(value: Any) -> str:
    """A value as it was given, if it can be shown in a line."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a set of named values"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    text = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return f"“{text}”" if isinstance(value, str) else text


def _quoted(text: str) -> str:
    """Pydantic's 'a' or 'b' as a or b."""
    return text.replace("'", "")

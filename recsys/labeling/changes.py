"""What makes two function sets different, in words for people."""

import pandas as pd

from recsys.labeling.functions import FunctionSet

SHOWN_VALUES = 5


def between(before: FunctionSet, after: FunctionSet) -> pd.DataFrame:
    """One row a change: function, what (the field, or added, removed, moved), before, after; "" where there is none."""
    old = {function.name: function.model_dump(mode="json") for function in before.functions}
    new = {function.name: function.model_dump(mode="json") for function in after.functions}
    rows = [(name, "removed", _words(old[name]), "") for name in old if name not in new]
    rows += [(name, "added", "", _words(new[name])) for name in new if name not in old]
    both = [name for name in new if name in old]
    for name in both:
        fields = [field for field in {**old[name], **new[name]} if old[name].get(field) != new[name].get(field)]
        rows += [
            (name, field.replace("_", " "), *_sides(old[name].get(field), new[name].get(field))) for field in fields
        ]
    if not rows and list(old) != list(new):
        rows.append(("", "order", ", ".join(old), ", ".join(new)))
    return pd.DataFrame(rows, columns=["function", "what", "before", "after"])


def _sides(before: object, after: object) -> tuple[str, str]:
    """Two values in words; of two lists only what the other has not."""
    if isinstance(before, list) and isinstance(after, list):
        return (
            _listed("without ", [value for value in before if value not in after]),
            _listed("with ", [value for value in after if value not in before]),
        )
    return _word(before), _word(after)


def _listed(word: str, values: list[object]) -> str:
    if not values:
        return ""
    more = f" and {len(values) - SHOWN_VALUES:,} more" if len(values) > SHOWN_VALUES else ""
    return word + ", ".join(f"“{value}”" for value in values[:SHOWN_VALUES]) + more


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _listed("", value)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _words(fields: dict[str, object]) -> str:
    shown = {name: _word(value) for name, value in fields.items() if name not in ("name", "kind", "enabled")}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in shown.items() if value)

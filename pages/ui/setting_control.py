"""The control that one setting gets, by its type: what it shows, how far it goes, and by which steps."""

import math
import types
from collections.abc import Sequence
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

from pages.ui.text import plain

NO_NUMBER = "none"
LARGEST = 2**53 - 1  # that a browser can count to


def default_of(info: FieldInfo) -> Any:
    """What a setting is if nobody says."""
    return info.get_default(call_default_factory=True)


def shown(value: Any) -> Any:
    """A value as its control holds it."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def draw(info: FieldInfo, label: str, key: str) -> Any:
    """The control, with its sentence; gives what the setting is made of, right or wrong."""
    default, (kind, is_optional) = default_of(info), _without_none(info.annotation)
    common: dict[str, Any] = {
        "label": label,
        "key": key,
        "persist_state": "session",
        "help": f"{info.description}. Default: {plain(_in_words(default))}.",
    }
    if get_origin(kind) is Literal:
        return st.selectbox(
            options=[*get_args(kind), *([None] if is_optional else [])], format_func=_in_words, **common
        )
    if kind is bool:
        return st.toggle(**common)
    if kind in (int, float):
        start: dict[str, Any] = {"value": None, "placeholder": NO_NUMBER} if is_optional else {}
        return st.number_input(**_number(kind, info, default), **start, **common)
    typed = st.text_input(**common)
    if get_origin(kind) is tuple:
        return tuple(part.strip() for part in (typed or "").split(",") if part.strip())
    typed = (typed or "").strip()
    return typed or None if is_optional else typed


def _number(kind: type, info: FieldInfo, default: Any) -> dict[str, Any]:
    """Limits, step and form of a number. Limits that are not possible themselves are left to the check."""
    low, high = _limit(info, "ge"), _limit(info, "le")
    if kind is int:
        return {
            "min_value": None if low is None else int(low),
            "max_value": None if high is None or high > LARGEST else int(high),
            "step": _step_of(default),
        }
    limits = {"min_value": None if low is None else float(low), "max_value": None if high is None else float(high)}
    return limits | {"step": _step_below(default), "format": "%g"}


def _step_of(default: int | None) -> int:
    """A step that is felt: 1, or of large numbers a tenth of their power of ten."""
    return 10 ** max(len(str(default)) - 2, 0) if default else 1


def _step_below(default: float | None) -> float:
    """A step that does not lead to 0 at once: 0.001 of 0.002 and of 0.01."""
    if not default:
        return 0.01
    power = math.floor(math.log10(abs(default)))
    return float(f"1e{power - 1 if abs(default) == float(f'1e{power}') else power}")


def _limit(info: FieldInfo, name: str) -> float | None:
    return next((getattr(limit, name) for limit in info.metadata if hasattr(limit, name)), None)


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """A type without its None, and whether it had one."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    rest = [part for part in get_args(annotation) if part is not types.NoneType]
    return (rest[0] if len(rest) == 1 else annotation), len(rest) < len(get_args(annotation))


def _in_words(value: Any) -> str:
    if value is None or value == "":
        return NO_NUMBER
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or NO_NUMBER
    return f"{value:g}" if isinstance(value, float) else str(value)

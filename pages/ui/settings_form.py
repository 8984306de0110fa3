"""The settings of a model family, each in the control that its type asks for: no family has a form of its own."""

import math
import types
from collections.abc import Sequence
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

from pages.ui import state
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.models.contract import Family
from recsys.settings import Settings, checked

FIRST = ("epochs", "iterations", "seed")  # what almost every family has, and what is changed most
CHANGED = ":orange[●]"
NO_NUMBER = "none"
LARGEST = 2**53 - 1  # that a browser can count to


def ask(family: Family) -> Settings | None:
    """Every setting of a family, the changed ones marked; None, with the reason shown, if one is wrong."""
    fields = family.settings.model_fields
    first = [name for name in FIRST if name in fields]
    rest = [name for name in fields if name not in first]
    given: dict[str, Any] = {}
    for column, name in zip(st.columns(max(len(first), 1)), first, strict=False):
        with column:
            given[name] = _ask(family, name)
    changed = _changed(family)
    if rest:
        mark = f" {CHANGED}" if set(changed) & set(rest) else ""
        with st.expander(f"{len(rest)} more settings{mark}", key=f"settings/{family.name}"):
            given |= {name: _ask(family, name) for name in rest}
    if changed:
        _offer_defaults(family, changed)
    try:
        return checked(family.settings, given, family.title)
    except BadInput as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None


def _offer_defaults(family: Family, changed: list[str]) -> None:
    """Say what was changed, and let it be taken back."""
    what = ", ".join(_words(name) for name in changed)
    st.button(
        f"Back to defaults ({len(changed)} changed)", icon=":material/restart_alt:", type="tertiary",
        key=f"defaults/{family.name}", on_click=_reset, args=(family,), help=f"{CHANGED} {what}",
    )  # fmt: skip


def _reset(family: Family) -> None:
    for name in family.settings.model_fields:
        state.show(_key(family, name), _shown(_default(family, name)))


def _changed(family: Family) -> list[str]:
    """The settings whose controls show something else than the family's own."""
    return [name for name in family.settings.model_fields if _is_changed(family, name)]


def _is_changed(family: Family, name: str) -> bool:
    default = _shown(_default(family, name))
    return bool(state.held(_key(family, name), default) != default)


def _ask(family: Family, name: str) -> Any:
    """Draw the control of one setting; gives what the settings are made of, right or wrong."""
    info, key, default = family.settings.model_fields[name], _key(family, name), _default(family, name)
    kind, is_optional = without_none(info.annotation)
    state.start(key, _shown(default), anew=False)
    common: dict[str, Any] = {
        "label": f"{_words(name)} {CHANGED}" if _is_changed(family, name) else _words(name),
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
            "step": step_of(default),
        }
    limits = {"min_value": None if low is None else float(low), "max_value": None if high is None else float(high)}
    return limits | {"step": step_below(default), "format": "%g"}


def step_of(default: int | None) -> int:
    """A step that is felt: 1, or of large numbers a tenth of their power of ten."""
    return 10 ** max(len(str(default)) - 2, 0) if default else 1


def step_below(default: float | None) -> float:
    """A step that does not lead to 0 at once: 0.001 of 0.002 and of 0.01."""
    if not default:
        return 0.01
    power = math.floor(math.log10(abs(default)))
    return float(f"1e{power - 1 if abs(default) == float(f'1e{power}') else power}")


def _limit(info: FieldInfo, name: str) -> float | None:
    return next((getattr(limit, name) for limit in info.metadata if hasattr(limit, name)), None)


def without_none(annotation: Any) -> tuple[Any, bool]:
    """A type without its None, and whether it had one."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    rest = [part for part in get_args(annotation) if part is not types.NoneType]
    return (rest[0] if len(rest) == 1 else annotation), len(rest) < len(get_args(annotation))


def _default(family: Family, name: str) -> Any:
    return family.settings.model_fields[name].get_default(call_default_factory=True)


def _shown(value: Any) -> Any:
    """A value as its control holds it."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def _in_words(value: Any) -> str:
    if value is None or value == "":
        return NO_NUMBER
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or NO_NUMBER
    return f"{value:g}" if isinstance(value, float) else str(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _key(family: Family, name: str) -> str:
    return f"{family.name} {name}"

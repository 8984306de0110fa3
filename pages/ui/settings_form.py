"""The settings of a model family, each in the control that its type asks for: no family has a form of its own."""

from typing import Any

import streamlit as st

from pages.ui import setting_control, state
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.models.contract import Family
from recsys.settings import Settings, checked

FIRST = ("epochs", "iterations", "seed")  # what almost every family has, and what is changed most
CHANGED = ":orange[●]"


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


def _ask(family: Family, name: str) -> Any:
    key = _key(family, name)
    state.start(key, _shown_default(family, name), anew=False)
    label = f"{_words(name)} {CHANGED}" if _is_changed(family, name) else _words(name)
    return setting_control.draw(family.settings.model_fields[name], label, key)


def _offer_defaults(family: Family, changed: list[str]) -> None:
    """Say what was changed, and let it be taken back."""
    what = ", ".join(_words(name) for name in changed)
    st.button(
        f"Back to defaults ({len(changed)} changed)", icon=":material/restart_alt:", type="tertiary",
        key=f"defaults/{family.name}", on_click=_reset, args=(family,), help=f"{CHANGED} {what}",
    )  # fmt: skip


def _reset(family: Family) -> None:
    for name in family.settings.model_fields:
        state.show(_key(family, name), _shown_default(family, name))


def _changed(family: Family) -> list[str]:
    """The settings whose controls show something else than the family's own."""
    return [name for name in family.settings.model_fields if _is_changed(family, name)]


def _is_changed(family: Family, name: str) -> bool:
    default = _shown_default(family, name)
    return bool(state.held(_key(family, name), default) != default)


def _shown_default(family: Family, name: str) -> Any:
    return setting_control.shown(setting_control.default_of(family.settings.model_fields[name]))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _key(family: Family, name: str) -> str:
    return f"{family.name} {name}"

"""Ids by what people call them: type an author's name or a title, click what is found."""

from collections.abc import Callable

import streamlit as st

from pages.ui import state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.labeling import lookup_evidence
from recsys.labeling.lookups import Field

FOUND = 8
LONGEST_NAME = 60
SOUGHT: dict[Field, str] = {"item": "title", "author": "name"}


def offer(desk: Desk, field: Field, listed: tuple[str, ...], key: str, take: Callable[[str], None]) -> None:
    """Look values of the field up; `take` is told which one was clicked. listed: those that are not offered again."""
    noun = desk.noun if field == "item" else field
    typed = st.text_input(
        f"Find by {SOUGHT.get(field, 'its letters')}", key=f"{key}/find", max_chars=100,
        placeholder=f"some letters of the {noun}’s {SOUGHT.get(field, 'id')}",
    )  # fmt: skip
    if not typed.strip():
        return
    found = lookup_evidence.find(field, typed, desk.dataset, FOUND + len(listed))
    rows = [row for row in found.iter_rows(named=True) if row["value"] not in listed][:FOUND]
    if not rows:
        more = " that is not in the list yet" if found.height else ""
        st.caption(f"These data have no {plain(noun)} with “{plain(typed.strip())}” in it{more}.")
        return
    titles = {row["value"]: plain(_title(row["value"], row["name"], row["rows"])) for row in rows}
    st.pills(
        "Click one to add it", list(titles), format_func=titles.__getitem__, key=f"{key}/found",
        on_change=_take, args=(f"{key}/found", take),
    )  # fmt: skip


def _title(value: str, name: str | None, rows: int) -> str:
    called = value if name in (None, value) else f"{str(name)[:LONGEST_NAME]} · {value}"
    return f"{called} · {rows:,} rows" if rows != 1 else f"{called} · 1 row"


def _take(key: str, take: Callable[[str], None]) -> None:
    chosen = state.shown(key)
    if chosen is not None:
        take(chosen)
        state.show(key, None)  # it is in the list now, and no longer among those found

"""Choosing one of several runs: the newest unless the person chooses, and again the newest when there is a new one."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from pages.ui import state
from recsys.runs import LabelRun, ModelRun

AnyRun = TypeVar("AnyRun", LabelRun, ModelRun)
STAYS = "stays"


def run(found: list[AnyRun], label: str, key: str, title: Callable[[AnyRun], str]) -> AnyRun | None:
    """One of a dataset's runs, given newest first; None if there is none. It stands in the page's address as `key`."""
    if not found:
        return None
    by_id = {run.id: run for run in found}
    kept = _kept(key, list(by_id))
    state.follow_newest(key, list(by_id))
    if kept is not None:
        state.show(key, kept)
    chosen = st.selectbox(label, list(by_id), key=key, format_func=lambda id: title(by_id[id]))
    state.to_address(key)
    return by_id[chosen]


def stay(key: str, chosen: str, newest: str) -> None:
    """Let the chooser `key` stay at `chosen` when the next run comes, which is made to be held against that one.

    newest: the newest run there is now.
    """
    state.remember(f"{STAYS}/{key}", (chosen, newest))


def _kept(key: str, newest_first: list[str]) -> str | None:
    """The run that `stay` keeps chosen though a newer one has just come; None if there is nothing to keep."""
    chosen, newest = state.remembered(f"{STAYS}/{key}") or (None, None)
    if chosen is None or newest_first[0] == newest:
        return None
    state.forget(f"{STAYS}/{key}")
    return chosen if chosen in newest_first and state.held(key, chosen) == chosen else None

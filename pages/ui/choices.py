"""Choosing one of several runs: the newest unless the person chooses, and again the newest when there is a new one."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from pages.ui import state
from recsys.runs import LabelRun, ModelRun

AnyRun = TypeVar("AnyRun", LabelRun, ModelRun)


def run(found: list[AnyRun], label: str, key: str, title: Callable[[AnyRun], str]) -> AnyRun | None:
    """One of a dataset's runs, given newest first; None if there is none. It stands in the page's address as `key`."""
    if not found:
        return None
    by_id = {run.id: run for run in found}
    state.follow_newest(key, list(by_id))
    chosen = st.selectbox(label, list(by_id), key=key, format_func=lambda id: title(by_id[id]))
    state.to_address(key)
    return by_id[chosen]

"""A table of numbers before and after an edit, and by how much each changed."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages.ui.numbers import signed


def show(table: pd.DataFrame, form: str) -> None:
    """A table of numbers before and after, and by how much each changed. table: before, after, by name."""
    cells = {side: [_text(value, form) for value in table[side]] for side in ("before", "after")}
    change = [
        _text(after - before, form, signed) for before, after in zip(table["before"], table["after"], strict=True)
    ]
    shown = pd.DataFrame({"": [_name(str(name)) for name in table.index], **cells, "change": change})
    right = {side: st.column_config.Column(side, alignment="right") for side in ("before", "after", "change")}
    st.dataframe(shown, hide_index=True, height="content", column_config=right)


def _text(value: float, form: str, write: Callable[[float, str], str] = format) -> str:
    return "–" if value != value else write(value, form)


def _name(name: str) -> str:
    """The name of a number as it is read."""
    return name.replace("auc", "AUC").replace("f1", "F1")

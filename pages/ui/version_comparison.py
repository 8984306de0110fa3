"""Saved function sets held against one another: all of them over time, any two in rules and numbers."""

import pandas as pd
import streamlit as st

from pages.ui import charts, figures
from pages.ui.frame import Desk
from pages.ui.numbers import percents
from recsys import versions
from recsys.labeling import changes
from recsys.labeling.functions import FunctionSet
from recsys.versions import Version

ONE_LINE, THREE_LINES = 55, 72  # characters of a cell, pixels of a row
NOW = 0  # stands for the functions as they are now among the versions' numbers
NUMBERS = {
    "dev coverage": "Share of dev rows with any vote.",
    "train coverage": "Share of train rows with any vote.",
    "accuracy": "Of the majority vote, on the covered dev rows.",
    "f1": "Harmonic mean of precision and recall of the liked rows, of the majority vote on the covered dev rows.",
    "auc": "How often the majority vote ranks a liked dev row above a not liked one; one half is chance.",
}
NUMBERS_OF_COVERAGE = ["dev coverage", "train coverage"]


def timeline(saved: list[Version]) -> None:
    """How the numbers went from version to version: coverage, and beside it the majority vote's."""
    if len(saved) > 1:
        sides = {"Coverage": NUMBERS_OF_COVERAGE, "Majority vote": [n for n in NUMBERS if n not in NUMBERS_OF_COVERAGE]}
        for column, (title, names) in zip(st.columns(2, gap="medium"), sides.items(), strict=True):
            rows = [
                {"version": v.number, "name": v.name, "what": name, "value": v.numbers.get(name)}
                for v in reversed(saved)
                for name in names
            ]
            with column:
                st.markdown(f"**{title}**, version by version")
                figures.draw(charts.timeline(pd.DataFrame(rows).dropna(subset="value")))


def compare(desk: Desk, saved: list[Version]) -> None:
    """Two versions beside one another: what changed in the rules, and what in the numbers."""
    st.subheader("Compare", anchor=False)
    titles = {NOW: "as they are now"} | {version.number: f"{version.number} · {version.name}" for version in saved}
    before, after = st.columns(2)
    first = before.selectbox("before", list(titles), index=1, format_func=titles.__getitem__, key="before")
    second = after.selectbox("after", list(titles), format_func=titles.__getitem__, key="after")
    sides = {number: _side(desk, saved, number) for number in (first, second)}
    rules = changes.between(sides[first][0], sides[second][0])
    if rules.empty:
        st.info("The rules of the two are the same.")
    else:
        is_long = rules[["before", "after"]].map(len).to_numpy().max() > ONE_LINE
        st.dataframe(
            rules, hide_index=True, row_height=THREE_LINES if is_long else None,
            column_config={side: st.column_config.Column(width="large") for side in ("before", "after")},
        )  # fmt: skip
    table = pd.DataFrame({"before": sides[first][1], "after": sides[second][1]}).astype(float)
    table["change"] = table["after"] - table["before"]
    st.dataframe(percents(table, *table.columns), placeholder="")


def _side(desk: Desk, saved: list[Version], number: int) -> tuple[FunctionSet, dict[str, float | None]]:
    if number == NOW:
        return desk.functions, versions.numbers(desk.voter, desk.functions)
    version = next(v for v in saved if v.number == number)
    return version.functions, version.numbers

"""How much the functions cover and how right they are: one by one, and slice by slice."""

import pandas as pd
import streamlit as st

from pages.ui import charts, figures
from pages.ui.frame import Desk
from recsys.labeling import analysis, slices

SLICE_HELP = {
    "kind": "What the rows are sliced by.",
    "rows": "Rows of the split in the slice.",
    "coverage": "Share of them with any vote.",
    "gold": "Rows with gold and a majority among their votes.",
    "accuracy": "Share of those on which the majority is right.",
    "interval": "Where the accuracy may well lie, given how few rows it rests on (Wilson, 95 %).",
}


def show(desk: Desk, table: pd.DataFrame) -> None:
    """Coverage and accuracy of each function, as charts."""
    left, right = st.columns(2, gap="medium")
    with left:
        figures.draw(charts.coverage(coverages(desk)))
    with right:
        shown = table[["name", "accuracy", "correct", "incorrect"]]
        figures.draw(charts.accuracy(shown, analysis.class_balance(desk.patterns("dev"))))


def coverages(desk: Desk) -> pd.DataFrame:
    """Each function's coverage on dev and train: name, dev, train."""
    parts = {split: analysis.summary(desk.patterns(split), desk.names)["coverage"] for split in ("dev", "train")}
    return pd.DataFrame({"name": desk.names} | parts)


def show_slices(desk: Desk) -> None:
    """Coverage and accuracy by kind of row: where the functions are blind, and where they are wrong."""
    columns = desk.voter.columns(desk.functions.enabled, desk.dataset.rows("dev"))
    table = slices.table(desk.voter.slices, columns, "dev")
    spans = zip(table["low"], table["high"], table["accuracy"], strict=True)
    table["interval"] = [f"{low:.0%} – {high:.0%}" if a == a else "" for low, high, a in spans]
    percent = {
        name: st.column_config.NumberColumn(name, format="percent", help=SLICE_HELP[name])
        for name in ("coverage", "accuracy")
    }
    st.dataframe(
        table, hide_index=True, height=420,
        column_order=["kind", "slice", "rows", "coverage", "gold", "accuracy", "interval"],
        column_config={name: st.column_config.Column(name, help=text) for name, text in SLICE_HELP.items()} | percent,
    )  # fmt: skip

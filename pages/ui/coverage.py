"""How much the functions cover and how right they are: one by one, and slice by slice."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import charts, figures, nouns
from pages.ui.frame import Desk
from recsys.labeling import analysis, slice_table
from recsys.labeling.selections import InSlice, Selection

SLICE_HELP = {
    "kind": "What the rows are sliced by.",
    "rows": "Rows of the split in the slice.",
    "coverage": "Share of them with any vote. A click lists those.",
    "gold": "Rows with gold and a majority among their votes.",
    "accuracy": "Share of those on which the majority is right. A click lists those on which it is wrong.",
    "interval": "Where the accuracy may well lie, given how few rows it rests on (Wilson, 95 %).",
}
# Pixels, in the order of the columns.
SLICE_WIDTHS = {
    "kind": 90, "slice": 230, "rows": 80, "coverage": 100, "gold": 90, "accuracy": 100, "interval": 110,
}  # fmt: skip

CLICKED: dict[str, dict[str, Any]] = {
    "coverage": {"queue": "covered"},
    "gold": {"majority": "judged"},
    "accuracy": {"majority": "wrong"},
    "interval": {"majority": "wrong"},
}


def show(desk: Desk, judged: pd.DataFrame) -> None:
    """Coverage and accuracy of each function, as charts. judged: `evidence.table` of dev."""
    left, right = st.columns(2, gap="medium")
    with left:
        figures.draw(charts.coverage(coverages(desk)))
    with right:
        figures.draw(charts.accuracy(judged))
        st.caption("Lines: where the accuracy may well lie (95 %). Ticks: that of casting the same votes blindly.")


def coverages(desk: Desk) -> pd.DataFrame:
    """Each function's coverage on dev and train: name, dev, train."""
    parts = {split: analysis.coverages(desk.patterns(split)) for split in ("dev", "train")}
    return pd.DataFrame({"name": desk.names} | parts)


def show_slices(desk: Desk) -> Selection | None:
    """Coverage and accuracy by kind of row; returns the rows behind the cell that was clicked, if one was."""
    columns = desk.voter.columns(desk.functions.enabled, desk.dataset.rows("dev"))
    table = slice_table.table(desk.voter.slices, columns, "dev")
    spans = zip(table["low"], table["high"], table["accuracy"], strict=True)
    table["interval"] = [f"{low:.1%} – {high:.1%}" if a == a else "" for low, high, a in spans]
    percent = {
        name: st.column_config.NumberColumn(name, format="%.1f%%", help=SLICE_HELP[name], width=SLICE_WIDTHS[name])
        for name in ("coverage", "accuracy")
    }
    plainly = {
        name: st.column_config.Column(name, help=SLICE_HELP.get(name), width=width)
        for name, width in SLICE_WIDTHS.items()
    }
    st.caption("Where the functions are blind, and where they are wrong. Click a cell to see its rows.")
    shown = table.assign(
        kind=[nouns.kind_of_slice(desk.dataset.about, kind) for kind in table["kind"]],
        **{name: 100 * table[name] for name in percent},
    )
    event = st.dataframe(
        shown, hide_index=True, height=420, on_select="rerun", selection_mode="single-cell", key=f"slices/{desk.name}",
        column_order=list(SLICE_WIDTHS), column_config=plainly | percent,
    )  # fmt: skip
    cells = event["selection"]["cells"]
    if not cells or cells[0][0] >= len(table):
        return None
    row, column = cells[0]
    kind, name = table["kind"][row], table["slice"][row]
    return Selection(slices=() if kind == "all" else (InSlice(kind=kind, name=name),), **CLICKED.get(column, {}))

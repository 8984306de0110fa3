"""Several trained models side by side: their curves, their numbers, and what they differ in."""

import pandas as pd
import streamlit as st

from pages.ui import charts, downloads, figures, model_list, model_metrics
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import run_comparison
from recsys.runs import ModelRun

MOST = len(charts.COLORS)
BEST = "✓"


def show(desk: Desk, chosen: list[ModelRun]) -> None:
    """Everything about the chosen runs that tells one from another."""
    if len(chosen) > MOST:
        st.info(f"These are the first {MOST} of the {len(chosen)} chosen: more can't be told apart in one chart.")
    found = model_list.names(chosen[:MOST])
    st.subheader(f"{len(found)} runs compared", anchor=False)
    if len({run.fingerprint for run in found.values()}) > 1:
        st.warning(
            "They were trained and judged on different data, so their numbers can't be compared. "
            "Train again what is on earlier data.",
            icon=":material/compare_arrows:",
        )
    _show_metrics(desk, found)
    _show_curves(desk, found)
    _show_differences(found)


def _show_metrics(desk: Desk, found: dict[str, ModelRun]) -> None:
    table = run_comparison.metrics(found, list(model_metrics.ALL))
    if table.empty:
        st.info("None of them could be judged on test: no test user has a liked item among those held out.")
        return
    is_best = run_comparison.best(table, model_metrics.LOWER_IS_BETTER)
    is_best.loc[is_best.index.isin(list(model_metrics.LISTS))] = False  # more of these is another thing, not a better
    cells = {
        column: [
            f"{model_metrics.ALL[name].text(table.loc[name, column])} {BEST if is_best.loc[name, column] else ' '}"
            for name in table.index
        ]
        for column in table.columns
    }
    shown = pd.DataFrame({"metric": [model_metrics.title(name) for name in table.index]} | cells)
    st.dataframe(
        shown, hide_index=True, height="content",
        column_config={"metric": st.column_config.Column("metric", pinned=True)}
        | {column: st.column_config.Column(column, alignment="right") for column in table.columns},
    )  # fmt: skip
    st.caption(f"On test. {BEST}: the best of its row; of errors and of the Brier score that is the lowest.")
    downloads.csv_button(table.rename_axis("metric").reset_index(), f"{desk.name}-models")


def _show_curves(desk: Desk, found: dict[str, ModelRun]) -> None:
    table = run_comparison.curves(found)
    if table.empty:
        st.caption("None of them has a curve: they are computed in one go, not epoch after epoch.")
        return
    st.subheader("How they learned", anchor=False)
    panels = charts.compared_curves(table, [name for name, run in found.items() if run.curve])
    for column, figure in zip(st.columns(len(panels)), panels.values(), strict=True):
        with column:
            figures.draw(figure)
    if without := [name for name, run in found.items() if not run.curve]:
        st.caption(plain(f"Without a curve, computed in one go: {', '.join(without)}."))


def _show_differences(found: dict[str, ModelRun]) -> None:
    table = run_comparison.differences(found)
    st.subheader("What differs", anchor=False, help="The seed is always told; – where a family has no such setting.")
    if table.drop(index="seed", errors="ignore").empty:
        st.caption("Nothing but what chance made of it: data, labels and settings are the same.")
    table.index = [str(name).replace("_", " ") for name in table.index]
    st.dataframe(table.rename_axis("what").reset_index(), hide_index=True, height="content")

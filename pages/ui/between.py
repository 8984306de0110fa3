"""What goes on between functions: where they vote together, alike and against each other, and who copies whom."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import charts, edits, figures, state
from pages.ui.frame import Desk
from pages.ui.numbers import interval, percents
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.labeling import analysis, halves, merging
from recsys.labeling.combining import dependence, remedies
from recsys.labeling.combining.remedies import Pair
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.selections import Selection
from recsys.labeling.votes import ABSTAIN, NEGATIVE

MATRICES = {
    "conflicts": "share of dev rows on which both vote, against each other",
    "overlaps": "share of dev rows on which both vote",
    "agreement": "of the dev rows on which both vote, the share on which they vote alike",
}
SHOWN_WARNINGS = 5
RELATIONS = {"conflicts": "conflict", "overlaps": "overlap", "agreement": "agree"}


def show(desk: Desk) -> Selection | None:
    """One of the matrices; returns the rows behind the cell that was clicked, if one was."""
    state.from_address("matrix", list(MATRICES), "conflicts")
    kind = st.segmented_control("Matrix", list(MATRICES), required=True, key="matrix", label_visibility="collapsed")
    kind = kind or "conflicts"
    state.to_address("matrix")
    st.caption(f"{MATRICES[kind][0].upper()}{MATRICES[kind][1:]}. Click a cell to see its rows.")
    clicked = figures.draw_clickable(
        charts.matrix(matrix(desk, kind), kind), key=f"matrix/{desk.name}/{kind}", selection="cell"
    )
    if not clicked or not {clicked[0]["first"], clicked[0]["second"]} <= set(desk.names):
        return None
    first, second = clicked[0]["first"], clicked[0]["second"]
    if first == second:
        return Selection(function=first, vote="cast")
    return Selection(function=first, relation=RELATIONS[kind], other=second)


def warnings(desk: Desk) -> None:
    """Pairs that vote alike beyond what gold explains, each with what could be done and what that would change."""
    pairs = dependence.pairs(desk.patterns("dev"), desk.names, [desk.patterns("train")])
    alike = pairs[pairs["warns"]].head(SHOWN_WARNINGS)
    if alike.empty:
        st.caption("No two functions vote alike beyond what gold explains, as far as these rows tell.")
        return
    fitted_on, judged_on = halves.patterns_of_halves(desk.voter, desk.functions.enabled)
    for _, pair in alike.iterrows():
        st.warning(plain(dependence.sentence(pair)), icon=":material/content_copy:")
        names = (str(pair["first"]), str(pair["second"]))
        places = Pair(desk.names.index(names[0]), desk.names.index(names[1]), _against(desk, names))
        try:
            table = remedies.effects(fitted_on, judged_on, desk.names, places)
        except BadInput as error:
            st.caption(plain(str(error)))
            continue
        _remedies(desk, table, names, pair["kind"] == dependence.IDENTICAL)


def _against(desk: Desk, names: tuple[str, str]) -> int:
    """What the two vote as one where they vote against each other: keyword functions look for negative terms first."""
    return NEGATIVE if all(isinstance(desk.functions[name], KeywordFunction) for name in names) else ABSTAIN


def _remedies(desk: Desk, table: pd.DataFrame, names: tuple[str, str], are_identical: bool) -> None:
    why_not = merging.why_not(desk.functions, *names)
    with st.expander(f"What could be done about {names[0]} and {names[1]}"):
        possible = table if why_not is None else table[table["remedy"] != "merge"]
        advice = plain(remedies.advice(possible, are_identical))
        st.caption(f"{advice} A calibrated vote is fitted anew for each on one half of dev, and judged on the other.")
        _effects(table)
        if why_not is not None:
            st.caption(f"These two can't be merged. {plain(why_not)}")
        merge, *drops = st.columns(3)
        merge.button(
            f"Merge into {names[0]}", key=f"merge/{names}", width="stretch", disabled=why_not is not None,
            on_click=_merge, args=(desk, *names),
            help=f"{names[0]} then votes where either does, and {names[1]} goes. Undo brings both back.",
        )  # fmt: skip
        for column, name in zip(drops, names, strict=True):
            column.button(
                f"Switch off {name}", key=f"drop/{names}/{name}", width="stretch",
                on_click=_switch_off, args=(desk, name), help="Undo brings it back.",
            )  # fmt: skip


def _effects(table: pd.DataFrame) -> None:
    changes = zip(table["auc_change"], table["auc_low"], table["auc_high"], strict=True)
    shown = table.assign(against=[interval(*change) for change in changes])
    three = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        percents(shown, "coverage"), hide_index=True, column_order=["remedy", "auc", "against", "f1", "coverage", "n"],
        column_config={
            "auc": three, "f1": three, "against": st.column_config.Column("AUC against keeping both"),
        },
    )  # fmt: skip


def _merge(desk: Desk, first: str, second: str) -> None:
    edits.edit(desk.dataset, first, lambda current: merging.merged(current, first, second))


def _switch_off(desk: Desk, name: str) -> None:
    edits.edit_function(desk.dataset, name, enabled=False)


def matrix(desk: Desk, kind: str) -> pd.DataFrame:
    """A matrix as a tidy table: first, second, share; NaN where two functions never vote together."""
    found, names = desk.patterns("dev"), desk.names
    if kind == "agreement":
        values = analysis.agreement_matrix(found)
    else:
        values = analysis.conflict_matrix(found) if kind == "conflicts" else analysis.overlap_matrix(found)
    if kind != "overlaps":  # with itself a function always agrees; its overlap with itself is its coverage
        np.fill_diagonal(values, np.nan)
    first, second = np.meshgrid(np.arange(len(names)), np.arange(len(names)), indexing="ij")
    return pd.DataFrame(
        {"first": np.array(names)[first.ravel()], "second": np.array(names)[second.ravel()], "share": values.ravel()}
    )

"""The label-model lab: all label models side by side on rows they never saw."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import charts, figures, label_line_up
from pages.ui.frame import Desk
from pages.ui.label_line_up import JUDGED_ON
from pages.ui.numbers import interval, percents
from pages.ui.text import plain
from recsys.labeling.combining import lab
from recsys.labeling.combining.label_models import LabelModel
from recsys.labeling.patterns import Patterns

BALANCES = np.round(np.arange(0.05, 0.96, 0.05), 2)
HELP = {
    "name": "How the votes are combined.",
    "auc": "How often a liked row has a higher probability than a not liked one; one half is chance.",
    "auc_interval": "The AUC less majority vote's on the same rows, with its 95 % interval (DeLong).",
    "accuracy": "Share of covered rows labeled as gold says, taking P(positive) above one half as liked.",
    "macro_f1": "Mean of the F1 of the liked and of the not liked rows.",
    "brier": "Mean squared distance of the probability from gold; smaller is better.",
    "coverage": "Share of rows that get a label at all.",
    "n": "Covered rows with gold.",
    "accuracy_interval": "The accuracy less majority vote's on the same rows, with its 95 % interval.",
}
TITLES = {
    "macro_f1": "macro F1",
    "auc_interval": "AUC ag. majority",
    "accuracy_interval": "acc. ag. majority",
}
# Pixels: what 1,280 leave beside the form; names and intervals take two lines.
WIDTHS = {
    "name": 112, "auc": 48, "auc_interval": 112, "accuracy": 60, "macro_f1": 62, "brier": 44, "coverage": 60, "n": 42,
    "accuracy_interval": 120,
}  # fmt: skip
UNBROKEN = "\u00a0"  # a space at which no line ends
TWO_LINES = 58  # of a row; from 57 on Streamlit breaks lines


def show(desk: Desk) -> None:
    """Every label model on the current functions, on the same held-out covered rows."""
    if not desk.names:
        st.info("No function is switched on, so there is nothing to combine. Switch one on under Labeling functions.")
        return
    where = st.segmented_control(
        "Judged on", list(JUDGED_ON), default="dev", required=True, key="judged on", format_func=JUDGED_ON.__getitem__,
        help="Whoever tunes functions by test has no test any more: look there last.",
    )  # fmt: skip
    lined_up = label_line_up.of(desk, where)
    for reason in lined_up.reasons:
        st.caption(plain(reason))
    if not lined_up.models:
        return
    table = lab.compare(lined_up.models, lined_up.judged_on)
    _table(table)
    st.info(plain(lab.verdict(table)), icon=":material/balance:")
    _balance(lined_up.models, lined_up.judged_on)


def _table(table: pd.DataFrame) -> None:
    shown = table.assign(
        **{
            f"{what}_interval": [
                interval(*numbers).replace(" to ", f"{UNBROKEN}to{UNBROKEN}")
                for numbers in zip(*(table[f"{what}_{end}"] for end in ("difference", "low", "high")), strict=True)
            ]
            for what in ("auc", "accuracy")
        }
    )
    formats = dict.fromkeys(("accuracy", "macro_f1", "auc", "brier"), "%.3f") | {"coverage": None}
    columns = {
        name: st.column_config.NumberColumn(TITLES.get(name, name), format=formats[name], help=text, width=WIDTHS[name])
        if name in formats
        else st.column_config.Column(TITLES.get(name, name), help=text, width=WIDTHS[name])
        for name, text in HELP.items()
    }
    st.dataframe(
        percents(shown, "coverage"), hide_index=True, column_order=list(HELP), column_config=columns,
        row_height=TWO_LINES,
    )  # fmt: skip


def _balance(models: dict[str, LabelModel], judged_on: Patterns) -> None:
    with st.expander("What another class balance would do"):
        name = st.selectbox("Label model", list(models), key="balance of")
        start = next(iter(models.values())).class_balance
        value = st.slider("class balance", 0.01, 0.99, float(np.clip(round(start, 2), 0.01, 0.99)), key="balance")
        curve = lab.balance_curve(models[name], judged_on, sorted({*BALANCES.tolist(), value}))
        figures.draw(charts.balance(curve, value))
        now = curve[curve["balance"] == value].iloc[0]
        st.caption(
            f"At {value:.2f}: accuracy {now['accuracy']:.3f}, macro F1 {now['macro_f1']:.3f}. The AUC stays: a class "
            "balance moves all rows alike. To fit with it, give it on the left."
        )

"""The label-model lab: all label models side by side on rows they never saw."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import caches, charts, figures
from pages.ui.frame import Desk
from pages.ui.numbers import interval, percents
from pages.ui.text import plain
from recsys import runs, workspace
from recsys.labeling import halves
from recsys.labeling.combining import lab, label_models, live_fitting
from recsys.labeling.combining.label_models import LEAST_FUNCTIONS, LabelModel
from recsys.labeling.patterns import Patterns
from recsys.runs import LabelRun

SNORKEL = label_models.TITLES["snorkel"]
JUDGED_ON = {"dev": "the half of dev they were not fitted on", "test": "test"}
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


@dataclass(frozen=True)
class LineUp:
    """Every label model there is for the current functions, by title, and the rows that are new to all of them.

    reasons: for each model that is missing, why, as a sentence.
    """

    models: dict[str, LabelModel]
    judged_on: Patterns
    reasons: list[str]


def line_up(desk: Desk, where: str) -> LineUp:
    """The label models judged on "dev" (the half they were not fitted on) or "test"."""
    fitted_on, judged_on = halves.patterns_of_halves(desk.voter, desk.functions.enabled)
    if where == "test":
        fitted_on, judged_on = desk.patterns("dev"), desk.patterns("test")
    train, names = desk.patterns("train"), desk.names
    models, reasons = caches.kept(
        ("label models", names, _content(train, fitted_on)), lambda: live_fitting.fit_all(train, fitted_on, names)
    )
    if run := _snorkel(desk):
        return LineUp({**models, f"{SNORKEL} ({run.id})": run.label_model}, judged_on, reasons)
    absent = f"{SNORKEL} is not in the comparison: it has not been fitted on the functions as they are."
    if len(names) < LEAST_FUNCTIONS:
        remedy = f"It needs at least {LEAST_FUNCTIONS}, and {len(names)} are on: switch more on."
    else:
        remedy = "Fit it with the button on this page."
    return LineUp(models, judged_on, [*reasons, f"{absent} {remedy}"])


def _snorkel(desk: Desk) -> LabelRun | None:
    """The newest fit of snorkel's model that stands on the functions as they are."""
    found = runs.labels_of(desk.name)
    return next(
        (
            run
            for run in found
            if run.label_model.settings.model == "snorkel"
            and run.functions.enabled == desk.functions.enabled
            and workspace.is_fresh(run, desk.dataset)
        ),
        None,
    )


def show_leader(desk: Desk) -> None:
    """Say which label model ranks best, for whoever has to choose one; nothing where that can't be told."""
    if not desk.names:
        return
    run, parts = _snorkel(desk), halves.patterns_of_halves(desk.voter, desk.functions.enabled)
    fitted = (run.id, run.created) if run else ()
    key = ("leader", desk.names, _content(desk.patterns("train"), *parts), fitted)
    if said := caches.kept(key, lambda: _leader(desk)):
        st.caption(plain(said))


def _leader(desk: Desk) -> str:
    lined_up = line_up(desk, "dev")
    said = lab.leader(lab.compare(lined_up.models, lined_up.judged_on)) if lined_up.models else ""
    return " ".join([f"On {JUDGED_ON['dev']}, {said}", *lined_up.reasons]) if said else ""


def _content(*found: Patterns) -> list[bytes]:
    """All that is fitted on and judged by in some patterns, as a key."""
    return [array.tobytes() for patterns in found for array in vars(patterns).values()]


def show(desk: Desk) -> None:
    """Every label model on the current functions, on the same held-out covered rows."""
    if not desk.names:
        st.info("No function is switched on, so there is nothing to combine. Switch one on under Labeling functions.")
        return
    where = st.segmented_control(
        "Judged on", list(JUDGED_ON), default="dev", required=True, key="judged on", format_func=JUDGED_ON.__getitem__,
        help="Whoever tunes functions by test has no test any more: look there last.",
    )  # fmt: skip
    lined_up = line_up(desk, where)
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

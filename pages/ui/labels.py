"""Label runs as pages show them: which there are, what they learned, what they are worth."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import charts, choices, figures, frame
from pages.ui.frame import Desk
from pages.ui.numbers import percents
from recsys import label_runs, runs, workspace
from recsys.labeling import analysis
from recsys.runs import LabelRun

BINS = 20
METRIC_HELP = {
    "accuracy": "Share of covered test rows labeled as gold says, taking P(positive) above one half as liked.",
    "f1": "Harmonic mean of precision and recall of the liked rows.",
    "auc": "How often a liked row has a higher probability than a not liked one; one half is chance.",
    "coverage": "Share of test rows that get a label at all.",
}
NAMES = {"test": "this label model", "majority_vote": "majority vote", "majority_class": "majority class"}


def choose(desk: Desk) -> LabelRun | None:
    """One of the dataset's label runs, the newest unless the person chooses; None if there is none."""
    found = runs.labels_of(desk.name)
    return choices.run(found, "Fitted label model", "labels", _title)


def trainable(desk: Desk) -> dict[str, str]:
    """The label runs on these very data, newest first: id -> title."""
    found = runs.labels_of(desk.name)
    return {
        run.id: f"{run.id} · {run.label_model.settings.model}" for run in found if workspace.is_fresh(run, desk.dataset)
    }


def show_run(desk: Desk) -> None:
    """A fitted label model: whether it is of today, what it is worth, what it learned, the labels it gives."""
    run = choose(desk)
    if run is None:
        st.info("No label model has been fitted on these data yet. Fit one with the button on the left.")
        return
    show_freshness(desk, run)
    st.subheader("On test, the covered rows", anchor=False)
    show_comparison(run)
    show_verdict(run)
    is_majority = run.label_model.settings.model == "majority"
    of_each = "The accuracy of each function on dev"
    st.subheader(of_each if is_majority else "Its weight of each function, and the accuracy on dev", anchor=False)
    show_weights(desk, run)
    st.subheader("The labels it gives", anchor=False)
    figures.draw(charts.probabilities(probability_bins(desk, run)))


def show_verdict(run: LabelRun) -> None:
    """Say it plainly where a majority vote would do better than the label model: on dev, for test may advise nobody."""
    if said := label_runs.verdict(run):
        st.warning(said, icon=":material/warning:")


def show_freshness(desk: Desk, run: LabelRun) -> None:
    """Say whether a label run still stands on today's data and functions."""
    if reason := workspace.why_stale(run, desk.dataset):
        frame.stale(f"{reason} Fit it again.")
    elif run.functions.enabled != desk.functions.enabled:
        frame.stale("The functions have been edited since. Fit it again to use them.")
    else:
        frame.fresh("It stands on the functions as they are now.")
    if run.reason:
        st.caption(run.reason)


def show_comparison(run: LabelRun) -> None:
    """The model beside majority vote and majority class, on the same rows."""
    is_majority = run.label_model.settings.model == "majority"
    shown = {name: numbers for name, numbers in run.metrics.items() if not (is_majority and name == "majority_vote")}
    rows = [{"labels by": NAMES[name]} | numbers for name, numbers in shown.items()]
    config = {name: st.column_config.NumberColumn(name, format="%.4f", help=text) for name, text in METRIC_HELP.items()}
    config["coverage"] = st.column_config.NumberColumn("coverage", help=METRIC_HELP["coverage"])
    table = pd.DataFrame(rows).astype(dict.fromkeys(METRIC_HELP, float))
    st.dataframe(percents(table, "coverage"), hide_index=True, column_config=config)


def weights(desk: Desk, run: LabelRun) -> pd.DataFrame:
    """Learned weight beside empirical accuracy on dev: name, weight, accuracy, coverage."""
    found = desk.voter.patterns(run.functions.enabled, "dev")
    table = analysis.summary(found, [function.name for function in run.functions.enabled])
    learned = run.label_model.weights or [None] * len(table)
    return table[["name", "accuracy", "coverage", "correct", "incorrect"]].assign(
        weight=pd.Series(learned, dtype=float)
    )


def probability_bins(desk: Desk, run: LabelRun) -> pd.DataFrame:
    """How P(positive) spreads over the train rows that have a label: start, end, rows."""
    found = desk.voter.patterns(run.functions.enabled, "train")
    probability = run.label_model.probabilities(found.votes)
    labeled = ~np.isnan(probability)
    rows, edges = np.histogram(probability[labeled], np.linspace(0, 1, BINS + 1), weights=found.counts[labeled])
    return pd.DataFrame({"start": edges[:-1], "end": edges[1:], "rows": rows.astype(int)})


def show_weights(desk: Desk, run: LabelRun) -> None:
    """What the label model learned of each function, as a chart and as a table."""
    table = weights(desk, run)
    figures.draw(charts.weights(table))
    if run.label_model.settings.model == "majority":
        st.caption("A majority vote learns nothing: every vote counts alike.")
    st.dataframe(
        percents(table[["name", "weight", "accuracy", "coverage"]].dropna(axis=1, how="all"), "accuracy", "coverage"),
        hide_index=True,
        column_config={
            "weight": st.column_config.NumberColumn(
                "weight", format="%.3f", help="How far the label model trusts the function, 0 to 1."
            ),
            "accuracy": st.column_config.NumberColumn("accuracy", help="Empirical accuracy on dev."),
            "coverage": st.column_config.NumberColumn("coverage", help="Coverage on dev."),
        },
    )


def _title(run: LabelRun) -> str:
    model = run.label_model
    return (
        f"{run.id} · {model.settings.model} · class balance {model.class_balance:.2f} · "
        f"{len(model.functions)} functions · {run.created[:16].replace('T', ' ')} UTC"
    )

"""Trained models as pages show them: which there are, how they learned, what they are worth."""

import pandas as pd
import streamlit as st

from pages.ui import charts, choices, figures, frame
from pages.ui.frame import Desk
from recsys import label_runs, runs, workspace
from recsys.runs import LABEL_SOURCES, ModelRun

CLASSIFICATION = {
    "accuracy": "Share of rows told rightly, random negatives included.",
    "f1": "Harmonic mean of precision and recall.",
    "precision": "Share of the rows called liked that are liked.",
    "recall": "Share of the liked rows that are called liked.",
    "auc": "How often a liked row scores above another; one half is chance.",
}
RANKING = {
    "ndcg@10": "How high the held-out liked items stand in the user's top 10, from 0 to 1.",
    "recall@10": "Share of the user's held-out liked items that are in the top 10.",
    "precision@10": "Share of the top 10 that are held-out liked items.",
}


def choose(desk: Desk) -> ModelRun | None:
    """One of the dataset's models, the newest unless the person chooses; None if there is none."""
    found: list[ModelRun] = runs.of_dataset("rating", desk.name)
    return choices.run(found, "Trained model", "model", _title)


def show_freshness(desk: Desk, run: ModelRun) -> None:
    """Say whether a model still stands on today's data and labels."""
    newest = label_runs.newest(desk.dataset)
    if not workspace.is_fresh(run, desk.dataset):
        frame.stale("It was trained on earlier data of this name. Train it again.")
    elif run.labels != "gold" and newest is None:
        frame.stale("The labels it was trained on don't stand any more. Fit the label model again, then train.")
    elif run.labels != "gold" and newest is not None and run.label_run != newest.id:
        frame.stale(f"It was trained on {run.label_run}; the newest labels are {newest.id}.")
    elif run.labels != "gold" and newest is not None and newest.functions.enabled != desk.functions.enabled:
        frame.stale("The functions have been edited since its labels were made.")
    else:
        frame.fresh(f"It stands on the newest labels: {LABEL_SOURCES[run.labels]}.")


def show_classification(run: ModelRun) -> None:
    """Is this book liked? The tutorial's own test: gold rows, and a random negative for each positive."""
    st.subheader(
        "Liked or not, on test",
        anchor=False,
        help="The published test: rows with gold, and for each liked one a random item its user never touched.",
    )
    for column, (name, text) in zip(st.columns(len(CLASSIFICATION)), CLASSIFICATION.items(), strict=True):
        value = run.metrics.get(name)
        column.metric(name, "–" if value is None else f"{value:.3f}", help=text)


def show_ranking(run: ModelRun, noun: str) -> None:
    """Where do held-out liked items stand in a test user's list?"""
    st.subheader(
        "Ranking for test users", anchor=False, help=f"All {noun}s the user has not touched are ranked, none sampled."
    )
    if run.metrics.get("ndcg@10") is None:
        st.info(f"No test user has a liked {noun} among those held out, so a ranking can't be judged on these data.")
        return
    sources = {"this model": run.metrics, "popularity": run.metrics["popularity"], "random": run.metrics["random"]}
    rows = [
        {"ranking by": name, "metric": metric, "value": numbers[metric]}
        for name, numbers in sources.items()
        for metric in RANKING
    ]
    figures.draw(charts.ranking(pd.DataFrame(rows)))
    wide = pd.DataFrame(rows).pivot(index="metric", columns="ranking by", values="value")
    st.dataframe(
        wide.loc[list(RANKING), list(sources)],
        column_config={name: st.column_config.NumberColumn(name, format="%.4f") for name in sources},
    )
    st.caption(
        f"Lists of two test users differ by {run.metrics['difference@10']:.0%} on average; "
        f"{run.metrics['coverage@10']:.1%} of all {noun}s stand in somebody's top 10."
    )


def curve(run: ModelRun) -> pd.DataFrame:
    """A run's curve: epoch and one column a metric."""
    return pd.DataFrame(run.curve)


def show_all(desk: Desk) -> None:
    """Every model of the dataset in one table."""
    found: list[ModelRun] = runs.of_dataset("rating", desk.name)
    if len(found) < 2:
        return
    st.subheader("All models of these data", anchor=False)
    rows = [
        {"run": run.id, "labels": run.labels, "examples": run.examples, "seconds": run.seconds}
        | {name: run.metrics.get(name) for name in ("accuracy", "f1", "auc", "ndcg@10")}
        for run in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _title(run: ModelRun) -> str:
    return f"{run.id} · {run.labels} labels · {run.examples:,} examples · {run.created[:16].replace('T', ' ')} UTC"

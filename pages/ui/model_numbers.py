"""What a trained model is worth on test: its numbers, its reliability diagram, its ranking; and how it learned."""

import pandas as pd
import streamlit as st

from pages.ui import charts, figures, jobs, model_metrics, nouns
from pages.ui.frame import Desk
from pages.ui.model_metrics import CLASSIFICATION, LISTS, RANKING, STARS, Metric
from recsys import run_comparison
from recsys.evaluation import calibration
from recsys.runs import ModelRun


def show(desk: Desk, run: ModelRun) -> None:
    """All that was measured of a run."""
    _show_classification(run)
    _show_stars(run)
    _show_ranking(run, desk)
    _show_curves(run)


def _show_classification(run: ModelRun) -> None:
    """Is this liked? The tutorial's own test: gold rows, and a random negative for each positive."""
    about = "The published test: rows with gold, and for each liked one a random item its user never touched."
    _show_numbers(run, CLASSIFICATION, "Liked or not, on test", about)
    _show_reliability(run)


def _show_reliability(run: ModelRun) -> None:
    """Do its probabilities mean what they say? On the rows of the numbers above."""
    if not run.reliability:
        return
    table = pd.DataFrame(run.reliability)
    chart, words = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with chart:
        figures.draw(charts.calibration(table))
    words.markdown("**Reliability**")
    words.caption(
        "Of what is called 70 % likely to be liked, 70 % should be: on the dashed line a probability means what it "
        f"says. Off by {calibration.calibration_error(table):.1%} on average (expected calibration error). Larger dots "
        "stand for more rows."
    )


def _show_stars(run: ModelRun) -> None:
    about = "Of the held-out ratings, each predicted from what else stands on its user's shelf."
    _show_numbers(run, STARS, "Errors in stars, on test", about)


def _show_numbers(run: ModelRun, metrics: dict[str, Metric], heading: str, about: str) -> None:
    """Numbers in a row; nothing where the family has none of them."""
    if all(run.metrics.get(name) is None for name in metrics):
        return
    st.subheader(heading, anchor=False, help=about)
    for column, (name, metric) in zip(st.columns(len(metrics)), metrics.items(), strict=True):
        column.metric(model_metrics.title(name), metric.text(run.metrics.get(name)), help=metric.meaning)


def _show_ranking(run: ModelRun, desk: Desk) -> None:
    """Where do held-out liked items stand in a test user's list?"""
    noun = desk.noun
    st.subheader(
        f"Ranking for test {nouns.person(desk.dataset.about)}s", anchor=False,
        help=f"All {noun}s the {nouns.person(desk.dataset.about)} has not touched are ranked, none sampled.",
    )  # fmt: skip
    if run.metrics.get("ndcg@10") is None:
        st.info(f"No test user has a liked {noun} among those held out, so a ranking can't be judged on these data.")
        return
    table = run_comparison.metrics({"this model": run}, list(RANKING)).rename(index=model_metrics.title)
    rows = table.rename_axis("metric").reset_index().melt("metric", var_name="ranking by", value_name="value")
    chart, numbers = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with chart:
        figures.draw(charts.ranking(rows))
    numbers.dataframe(
        table, column_config=dict.fromkeys(map(str, table.columns), st.column_config.NumberColumn(format="%.4f"))
    )
    coverage, difference = (metric.text(run.metrics.get(name)) for name, metric in LISTS.items())
    st.caption(
        f"Lists of two test users differ by {difference} on average; "
        f"{coverage} of all {noun}s stand in somebody's top 10."
    )


def _show_curves(run: ModelRun) -> None:
    if run.curve:
        st.subheader("How it learned", anchor=False)
        jobs.learning_curves(run_comparison.thinned(pd.DataFrame(run.curve)))

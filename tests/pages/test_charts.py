"""Every chart from a tiny table, an empty one, and the largest there can be: valid, and small enough to send."""

from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from pages.ui import charts
from recsys.labeling.functions import MAX_FUNCTIONS, MAX_TERMS

MOST_ROWS = 5_000
MOST_EPOCHS = 1_000


def functions(n: int) -> pd.DataFrame:
    """What the charts of functions need of n functions: every other one has never voted."""
    accuracy = np.where(np.arange(n) % 2 == 0, 0.75, np.nan)
    return pd.DataFrame({"name": [f"f{j}" for j in range(n)], "weight": 0.5, "accuracy": accuracy}).assign(
        dev=0.1, train=0.2, correct=3, incorrect=1
    )


def pairs(n: int) -> pd.DataFrame:
    names = [f"f{j}" for j in range(n)]
    rows = [(first, second, 0.01) for first in names for second in names]
    return pd.DataFrame(rows, columns=["first", "second", "share"])


def bins(n: int) -> pd.DataFrame:
    edges = np.linspace(0, 1, n + 1)
    return pd.DataFrame({"start": edges[:-1], "end": edges[1:], "rows": range(n)})


def terms(n: int) -> pd.DataFrame:
    sides = ["negative" if i % 2 else "positive" for i in range(n)]
    return pd.DataFrame({"term": [f"term {i}" for i in range(n)], "list": sides, "reviews": range(n)})


def epochs(n: int) -> pd.DataFrame:
    names = ("loss", "valid_loss", "valid_auc", "valid_accuracy")
    return pd.DataFrame({"epoch": range(1, n + 1)} | {name: np.linspace(1, 0, n) for name in names})


def metrics(n: int) -> pd.DataFrame:
    names = ["ndcg@10", "recall@10", "precision@10"][:n]
    return pd.DataFrame(
        [(by, metric, 0.1) for by in ("this model", "popularity", "random") for metric in names],
        columns=["ranking by", "metric", "value"],
    )


def titles(n: int) -> pd.DataFrame:
    return pd.DataFrame({"title": [f"Book {i}" for i in range(n)], "pull": np.linspace(-1, 1, n)})


# Each chart: from a size to the chart, and the largest size.
CHARTS: dict[str, tuple[Callable[[int], alt.Chart | alt.LayerChart], int]] = {
    "coverage": (lambda n: charts.coverage(functions(n)[["name", "dev", "train"]]), MAX_FUNCTIONS),
    "accuracy": (lambda n: charts.accuracy(functions(n), 0.7), MAX_FUNCTIONS),
    "conflicts": (lambda n: charts.conflicts(pairs(n)), MAX_FUNCTIONS),
    "threshold": (lambda n: charts.threshold_histogram(bins(n), ">", 0.5, "polarity"), 40),
    "terms": (lambda n: charts.term_hits(terms(n)), 2 * MAX_TERMS),
    "weights": (lambda n: charts.weights(functions(n)), MAX_FUNCTIONS),
    "probabilities": (lambda n: charts.probabilities(bins(n)), 20),
    "loss curves": (lambda n: charts.curves(epochs(n))["loss"], MOST_EPOCHS),
    "metric curves": (lambda n: charts.curves(epochs(n))["metric"], MOST_EPOCHS),
    "ranking": (lambda n: charts.ranking(metrics(n)), 3),
    "pulls": (lambda n: charts.pulls(titles(n)), 200),
}


def sent_rows(chart: alt.Chart | alt.LayerChart) -> int:
    """How many rows travel to the browser inside a chart; Altair checks the whole of it on the way."""
    described: dict[str, Any] = chart.to_dict()
    return sum(len(rows) for rows in described.get("datasets", {}).values())


@pytest.mark.parametrize("name", CHARTS)
def test_a_tiny_table_becomes_a_chart_with_its_rows(name: str) -> None:
    draw, _ = CHARTS[name]
    assert sent_rows(draw(2)) >= 2


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_table_becomes_an_empty_chart(name: str) -> None:
    draw, _ = CHARTS[name]
    assert sent_rows(draw(0)) <= 1  # a rule at a threshold needs no table


@pytest.mark.parametrize("name", CHARTS)
def test_the_largest_table_stays_below_what_a_browser_draws_at_once(name: str) -> None:
    draw, largest = CHARTS[name]
    with alt.data_transformers.enable("default", max_rows=MOST_ROWS):
        assert 0 < sent_rows(draw(largest)) < MOST_ROWS


def test_the_share_of_liked_may_be_unknown() -> None:
    assert sent_rows(charts.accuracy(functions(2), None)) < sent_rows(charts.accuracy(functions(2), 0.7))


@pytest.mark.parametrize(("comparison", "sides"), [(">", ["abstains", "votes"]), ("<", ["votes", "abstains"])])
def test_the_bins_beyond_the_threshold_are_those_that_vote(comparison: str, sides: list[str]) -> None:
    chart = charts.threshold_histogram(bins(2), comparison, 0.5, "polarity")
    rows = max(chart.to_dict()["datasets"].values(), key=len)
    assert [row["side"] for row in rows] == sides


def test_a_run_without_curves_has_no_charts() -> None:
    assert charts.curves(pd.DataFrame({"epoch": [1, 2]})) == {}

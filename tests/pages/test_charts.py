"""Every chart from a tiny table, an empty one, and the largest there can be: valid, and small enough to send."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pages.ui import charts
from pages.ui.charts import Figure
from recsys import run_comparison
from recsys.exploration.linked import MOST_CELLS
from recsys.exploration.over_time import MOST_PERIODS
from recsys.exploration.slices import SHOWN as MOST_SLICES
from recsys.exploration.stars import MOST_LEVELS
from recsys.inspection.curves import MOST_POINTS as MOST_CURVE
from recsys.labeling.functions import MAX_FUNCTIONS
from recsys.labeling.tuning.sweeps import MOST_POINTS

MOST_ROWS = 5_000
MOST_EPOCHS = 1_000


def functions(n: int) -> pd.DataFrame:
    """What the charts of functions need of n functions: every other one has never voted."""
    accuracy = np.where(np.arange(n) % 2 == 0, 0.75, np.nan)
    return pd.DataFrame({"name": [f"f{j}" for j in range(n)], "weight": 0.5, "accuracy": accuracy}).assign(
        dev=0.1, train=0.2, correct=3, incorrect=1
    )


def judged(n: int) -> pd.DataFrame:
    facts = {"low": 0.6, "high": 0.8, "prior": 0.65, "votes_with_gold": 4, "verdict": "too few to say"}
    return functions(n).assign(**facts)


def pairs(n: int) -> pd.DataFrame:
    names = [f"f{j}" for j in range(n)]
    rows = [(first, second, 0.01) for first in names for second in names]
    return pd.DataFrame(rows, columns=["first", "second", "share"])


def bins(n: int) -> pd.DataFrame:
    edges = np.linspace(0, 1, n + 1)
    return pd.DataFrame({"start": edges[:-1], "end": edges[1:], "rows": range(n), "liked": 1, "not_liked": range(n)})


def thresholds(n: int) -> pd.DataFrame:
    accuracy = np.linspace(0.5, 1, n)
    return pd.DataFrame(
        {
            "threshold": np.linspace(-1, 1, n), "accuracy": accuracy, "low": accuracy - 0.1, "high": accuracy + 0.1,
            "coverage_dev": 0.1, "coverage_train": 0.1, "correct": range(n), "incorrect": 1,
        }
    )  # fmt: skip


def balances(n: int) -> pd.DataFrame:
    return pd.DataFrame({"balance": np.linspace(0, 1, n), "accuracy": 0.7, "macro_f1": 0.6, "auc": 0.65})


def saved(n: int) -> pd.DataFrame:
    rows = [(number, "name", what, 0.5) for number in range(n) for what in ("auc", "f1", "accuracy")]
    return pd.DataFrame(rows, columns=["version", "name", "what", "value"])


def diagram(n: int) -> pd.DataFrame:
    return bins(n).assign(probability=0.5, n=10, liked=0.5, low=0.4, high=0.6)


def by_probability(n: int) -> pd.DataFrame:
    return pd.DataFrame({"from": 0.0, "to": 0.1, "predicted": np.linspace(0, 1, n), "liked": 0.5, "count": 3})


def error_slices(n: int) -> pd.DataFrame:
    names = [f"slice {j}" for j in range(n)]
    return pd.DataFrame({"slice": names, "rows": 30, "errors": 9, "rate": 0.3, "low": 0.2, "high": 0.4})


def calls(n: int) -> pd.DataFrame:
    return pd.DataFrame({"threshold": np.linspace(0, 1, n), "precision": 0.5, "recall": 0.5})


def epochs(n: int) -> pd.DataFrame:
    names = ("loss", "valid_loss", "valid_auc", "valid_accuracy")
    return pd.DataFrame({"epoch": range(1, n + 1)} | {name: np.linspace(1, 0, n) for name in names})


def compared(n: int) -> tuple[pd.DataFrame, list[str]]:
    """The curves of as many runs as there are colors, each with n points as they are thinned out."""
    points = run_comparison.thinned(epochs(n)).melt("epoch", var_name="curve")
    names = [f"rating-{number}" for number in range(len(charts.COLORS))]
    return pd.concat([points.assign(run=name) for name in names]), names


def metrics(n: int) -> pd.DataFrame:
    names = ["ndcg@10", "recall@10", "precision@10"][:n]
    return pd.DataFrame(
        [(by, metric, 0.1) for by in ("this model", "popularity", "random") for metric in names],
        columns=["ranking by", "metric", "value"],
    )


def titles(n: int) -> pd.DataFrame:
    names = {"item_id": [f"i{i}" for i in range(n)], "title": [f"Book {i}" for i in range(n)]}
    return pd.DataFrame(names | {"pull": np.linspace(-1, 1, n)})


def slices(n: int) -> pd.DataFrame:
    numbers = [str(code) for code in range(n)]
    return pd.DataFrame({"slice": numbers, "name": numbers, "count": 1, "ratings": 2, "mean": 3.5})


def cells(n: int) -> pd.DataFrame:
    """As many cells as there may be for n slices, none for none."""
    most = MOST_CELLS * n // MOST_SLICES
    kind = np.where(np.arange(most) % 2 == 0, "ratings", "mean stars")
    return pd.DataFrame({"histogram": kind, "start": 1.0, "end": 2.0, "slices": "0|1", "count": 1})


def periods(n: int) -> pd.DataFrame:
    starts = np.arange(n, dtype=np.int64) * 10
    return pd.DataFrame(
        {"period": [str(year) for year in range(n)], "start": starts, "end": starts + 10, "ratings": 2, "mean": 3.5}
    )


def levels(n: int) -> pd.DataFrame:
    return pd.DataFrame({"stars": [str(i) for i in range(n)], "ratings": 1, "share": 0.5, "share_of_all": 0.2})


def of_genres(n: int) -> pd.DataFrame:
    return pd.DataFrame({"genre": [f"g{i}" for i in range(n)], "ratings": 1, "mean": 3.5})


def shares(n: int) -> pd.DataFrame:
    return pd.DataFrame({"name": [f"g{i}" for i in range(n)], "of": "shelf", "items": 1, "share": 0.5})


def kinds_of_change(n: int) -> pd.DataFrame:
    return pd.DataFrame({"change": ["gained", "lost", "flipped", "moved", "same"][:n], "rows": 3, "share": 0.1})


# Each chart: from a size to the chart, and the largest size.
CHARTS: dict[str, tuple[Callable[[int], Figure], int]] = {
    "coverage": (lambda n: charts.coverage(functions(n)[["name", "dev", "train"]]), MAX_FUNCTIONS),
    "accuracy": (lambda n: charts.accuracy(judged(n).assign(accuracy=0.75)), MAX_FUNCTIONS),
    "matrix": (lambda n: charts.matrix(pairs(n), "conflicts"), MAX_FUNCTIONS),
    "sweep": (lambda n: charts.sweep(thresholds(n), 0.3, 0.7, "polarity"), MOST_POINTS),
    "sweep of votes": (lambda n: charts.sweep_votes(thresholds(n), 0.3, "polarity"), MOST_POINTS),
    "balance": (lambda n: charts.balance(balances(n), 0.5), 20),
    "reliability": (lambda n: charts.reliability(diagram(n)), 10),
    "calibration": (lambda n: charts.calibration(by_probability(n)), 10),
    "error rates": (lambda n: charts.error_rates(error_slices(n), 0.3), 10),
    "precision and recall": (lambda n: charts.precision_recall(calls(n), 0.5, 0.5), MOST_CURVE),
    "timeline": (lambda n: charts.timeline(saved(n)), 500),
    "threshold": (lambda n: charts.histogram(bins(n), ">", 0.5, "polarity"), 40),
    "weights": (lambda n: charts.weights(functions(n)), MAX_FUNCTIONS),
    "probabilities": (lambda n: charts.probabilities(bins(n)), 20),
    "loss curves": (lambda n: charts.curves(epochs(n))["loss"], MOST_EPOCHS),
    "metric curves": (lambda n: charts.curves(epochs(n))["metric"], MOST_EPOCHS),
    "ranking": (lambda n: charts.ranking(metrics(n)), 3),
    "pulls": (lambda n: charts.pulls(titles(n)), 200),
    "linked": (lambda n: charts.linked(slices(n), cells(n), "user", is_spread=True), MOST_SLICES),
    "ratings over time": (lambda n: charts.over_time(periods(n), "year")["ratings"], MOST_PERIODS),
    "mean over time": (lambda n: charts.over_time(periods(n), "year")["mean"], MOST_PERIODS),
    "stars": (lambda n: charts.stars(levels(n)), MOST_LEVELS),
    "genres": (lambda n: charts.genres(of_genres(n)), 15),
    "tastes": (lambda n: charts.tastes(shares(n), "Genres"), 32),
    "label changes": (lambda n: charts.label_changes(kinds_of_change(n)), 5),
    "by gold": (lambda n: charts.by_gold(bins(n), "polarity"), 40),
}


def sent_rows(figure: Figure) -> int:
    """How many rows travel to the browser with a chart; Altair checks the whole of its form on the way."""
    described: dict[str, Any] = figure.form.chart.to_dict(validate=True)
    assert set(names_in(described)) == set(figure.tables)
    return sum(len(pd.DataFrame(rows)) for rows in figure.tables.values())


def names_in(described: dict[str, Any]) -> Iterator[str]:
    """The tables a chart asks for."""
    if "data" in described:
        yield described["data"]["name"]
    for inner in ("layer", "hconcat", "vconcat"):
        for part in described.get(inner, ()):
            yield from names_in(part)


@pytest.mark.parametrize("name", CHARTS)
def test_a_tiny_table_becomes_a_chart_with_its_rows(name: str) -> None:
    draw, _ = CHARTS[name]
    assert sent_rows(draw(2)) >= 2


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_table_becomes_an_empty_chart(name: str) -> None:
    draw, _ = CHARTS[name]
    assert sent_rows(draw(0)) <= 2  # a rule at a threshold, another at the prior, a diagonal need no table


@pytest.mark.parametrize("name", CHARTS)
def test_the_largest_table_stays_below_what_a_browser_draws_at_once(name: str) -> None:
    draw, largest = CHARTS[name]
    assert 0 < sent_rows(draw(largest)) < MOST_ROWS


def clickable(figure: Figure) -> dict[str, list[str]]:
    """What can be clicked in a chart: the selection's name, and the fields that tell which mark it was."""
    params = figure.form.described["params"]
    return {param["name"]: param["select"]["fields"] for param in params if "select" in param}


def test_a_click_on_a_sweep_tells_the_threshold_and_one_on_a_matrix_the_pair() -> None:
    assert clickable(charts.sweep(thresholds(3), 0.3, 0.7, "polarity")) == {"point": ["threshold"]}
    assert clickable(charts.matrix(pairs(2), "conflicts")) == {"cell": ["first", "second"]}


def test_a_click_on_a_slice_is_kept_in_the_browser_and_shift_adds_another() -> None:
    figure = charts.linked(slices(2), cells(2), "user", is_spread=False)
    (chosen,) = [param for param in figure.form.described["params"] if param["name"] == "chosen"]
    assert chosen["select"] == {"type": "point", "fields": ["slice"]}  # Vega-Lite's own toggle is the SHIFT key


def test_a_period_without_ratings_is_a_gap_on_an_axis_of_time_that_both_charts_have() -> None:
    counted = periods(3).assign(ratings=[2, 0, 1], mean=[3.5, np.nan, 4.0])
    figures = charts.over_time(counted, "year")
    bars, (whole, _) = figures["ratings"].form.described, figures["mean"].form.described["layer"]
    for drawn in (bars, whole):
        assert (drawn["encoding"]["x"]["field"], drawn["encoding"]["x2"]["field"]) == ("start", "end")
        assert drawn["encoding"]["x"]["scale"] == {"type": "utc", "nice": False}
    assert [list(figures[name].tables["rows"]["period"]) for name in ("ratings", "mean")] == [["0", "1", "2"]] * 2
    assert list(figures["mean"].tables["rows"]["middle"]) == [5, 15, 25]


def test_two_items_of_one_title_pull_each_in_a_row_of_its_own() -> None:
    figure = charts.pulls(pd.DataFrame({"item_id": ["1", "2"], "title": ["Emma", "Emma"], "pull": [0.5, -0.5]}))
    assert list(figure.tables["rows"]["place"]) == [0, 1]
    described = figure.form.described
    assert described["transform"] == [{"as": "row", "calculate": "datum['place'] + '|' + datum['title']"}]
    assert described["encoding"]["y"]["field"] == "row"


def test_a_function_that_met_no_gold_has_no_accuracy_to_show() -> None:
    assert list(charts.accuracy(judged(3)).tables["rows"]["name"]) == ["f0", "f2"]


@pytest.mark.parametrize(("comparison", "end"), [(">", 1.0), ("<=", 0.0)])
def test_the_side_of_the_threshold_that_gets_a_vote_is_shaded(comparison: str, end: float) -> None:
    assert charts.histogram(bins(2), comparison, 0.5, "polarity").tables["rule"] == {"threshold": [0.5], "end": [end]}


def test_the_bars_of_each_gold_add_up_to_one() -> None:
    counted = bins(3).assign(liked=[2, 1, 1], not_liked=[0, 0, 0])
    assert list(charts.histogram(counted, ">", 0.5, "polarity").tables["rows"]["share"]) == [
        2 / 4,
        1 / 4,
        1 / 4,
        0,
        0,
        0,
    ]


def test_the_form_stays_while_the_numbers_change() -> None:
    first, second = (charts.sweep(thresholds(n), n / 10, 0.7, "polarity") for n in (3, 5))
    assert first.form is second.form
    assert charts.sweep(thresholds(3), 0.3, 0.7, "subjectivity").form is not first.form


def test_a_run_without_curves_has_no_charts() -> None:
    assert charts.curves(pd.DataFrame({"epoch": [1, 2]})) == {}


def test_runs_are_told_by_color_and_the_curves_of_one_by_dashes_where_there_are_several() -> None:
    points = pd.DataFrame({"run": ["a", "b"], "curve": ["valid_auc"] * 2, "epoch": 1, "value": [0.5, 0.6]})
    (one,) = charts.compared_curves(points, ["a", "b"]).values()
    encoding = one.form.described["encoding"]
    assert encoding["color"]["scale"] == {"domain": ["a", "b"], "range": list(charts.COLORS[:2])}
    assert "strokeDash" not in encoding
    assert encoding["y"]["title"] == "valid auc"
    more = pd.concat([points, points.assign(curve="valid_ndcg@10")])
    assert "strokeDash" in charts.compared_curves(more, ["a", "b"])["metric"].form.described["encoding"]


def test_the_longest_curves_of_as_many_runs_as_there_are_colors_are_drawn_at_once() -> None:
    for figure in charts.compared_curves(*compared(MOST_EPOCHS)).values():
        assert 0 < sent_rows(figure) < MOST_ROWS


def test_a_model_that_learns_no_weights_has_none_in_the_legend() -> None:
    def legend(table: pd.DataFrame) -> list[str]:
        return charts.weights(table).form.described["layer"][1]["encoding"]["color"]["scale"]["domain"]

    assert legend(functions(2)) == ["weight", "accuracy"]
    assert legend(functions(2).assign(weight=np.nan)) == ["accuracy"]


def test_the_two_sweeps_of_a_threshold_stand_exactly_one_above_the_other() -> None:
    above, below = (
        chart.form.described["layer"][0]["encoding"]
        for chart in (charts.sweep(thresholds(3), 0.5, 0.6, "score"), charts.sweep_votes(thresholds(3), 0.5, "score"))
    )
    assert above["x"] == below["x"]
    lines = charts.sweep(thresholds(3), 0.5, 0.6, "score").form.described["layer"][1]["encoding"]
    extents = [{key: y["axis"][key] for key in ("minExtent", "maxExtent")} for y in (lines["y"], below["y"])]
    assert extents[0] == extents[1]

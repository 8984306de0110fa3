"""Charts of a model's errors: by slice, by threshold, by probability."""

import altair as alt
import pandas as pd

from pages.ui.charts import named_rows
from pages.ui.charts.figure import BLUE, GREY, ORANGE, ROWS, RULE, SHARE, VIOLET, Figure, form, layered, tooltip


def error_rates(table: pd.DataFrame, rate: float) -> Figure:
    """The error rate of each slice with its interval, in their order, and that of all rows as a line.

    table: slice, rows, errors, rate, low, high.
    """
    rows = table.assign(place=range(len(table)))
    return Figure(_error_rates(), {"rows": rows, "rule": pd.DataFrame({"rate": [rate]})})


@form
def _error_rates() -> alt.LayerChart:
    y = named_rows.y(alt.Axis(labelLimit=280, labelOverlap=False))
    base = named_rows.rows_of(alt.Chart(ROWS, height=alt.Step(20)), "place", "slice")
    told = tooltip("slice:N", "rows:Q|,", "errors:Q|,", "rate:Q|.1%", "low:Q|.1%", "high:Q|.1%")
    spans = base.mark_rule(color=GREY, size=3).encode(
        x=alt.X("low:Q", title="share wrong", axis=SHARE), x2=alt.X2("high:Q"), y=y, tooltip=told
    )
    points = base.mark_circle(color=ORANGE, size=80, opacity=1).encode(x=alt.X("rate:Q"), y=y, tooltip=told)
    whole = alt.Chart(RULE).mark_rule(color=BLUE, strokeDash=[4, 3]).encode(x=alt.X("rate:Q"))
    return layered(spans, points, whole)


def precision_recall(curve: pd.DataFrame, precision: float | None, recall: float | None) -> Figure:
    """The curve, and the threshold chosen as a dot if it calls anything liked. curve: threshold, precision, recall."""
    chosen = pd.DataFrame({"precision": [precision], "recall": [recall]}).dropna()
    return Figure(_precision_recall(), {"rows": curve, "rule": chosen})


@form
def _precision_recall() -> alt.LayerChart:
    x = alt.X("recall:Q", title="recall", axis=SHARE, scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("precision:Q", title="precision", axis=SHARE, scale=alt.Scale(domain=[0, 1]))
    told = tooltip("threshold:Q|.3f", "precision:Q|.1%", "recall:Q|.1%")
    line = alt.Chart(ROWS, height=260).mark_line(color=BLUE).encode(x=x, y=y, order=alt.Order("threshold:Q"))
    touched = alt.Chart(ROWS).mark_circle(size=60, opacity=0).encode(x=x, y=y, tooltip=told)
    dot = alt.Chart(RULE).mark_circle(color=VIOLET, size=140, opacity=1).encode(x=x, y=y)
    return layered(line, touched, dot)


def calibration(table: pd.DataFrame) -> Figure:
    """The share of liked rows by what they were given. table: as `calibration.reliability` has it."""
    return Figure(_calibration(), {"rows": table, "rule": pd.DataFrame({"p": [0.0, 1.0]})})


@form
def _calibration() -> alt.LayerChart:
    x = alt.X("predicted:Q", title="P(liked) by the model", scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("liked:Q", title="share of liked", axis=SHARE, scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(ROWS, height=260)
    ideal = alt.Chart(RULE).mark_line(strokeDash=[4, 3], color=GREY).encode(x=alt.X("p:Q"), y=alt.Y("p:Q"))
    line = base.mark_line(color=BLUE).encode(x=x, y=y)
    points = base.mark_circle(color=BLUE, opacity=1).encode(
        x=x, y=y, size=alt.Size("count:Q", legend=None, scale=alt.Scale(range=[30, 300])),
        tooltip=tooltip("predicted:Q|.3f", "liked:Q|.1%", "count:Q|,"),
    )  # fmt: skip
    return layered(ideal, line, points)

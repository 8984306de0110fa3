"""Charts of label models and of saved versions."""

import altair as alt
import pandas as pd

from pages.ui.charts.figure import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    ROWS,
    RULE,
    SHARE,
    SPANS,
    VIOLET,
    Figure,
    Form,
    layered,
    tooltip,
)


def weights(table: pd.DataFrame) -> Figure:
    """What the label model learned beside what gold says. table: name, weight (all NaN if it learns none), accuracy."""
    tidy = table.melt("name", ["weight", "accuracy"], "what", "value").dropna(subset="value")
    colors = {what: color for what, color in (("weight", ORANGE), ("accuracy", BLUE)) if what in set(tidy["what"])}
    y = alt.Y("name:N", title=None, sort=list(table["name"]), axis=alt.Axis(labelLimit=180))
    line = (
        alt.Chart(SPANS, height=alt.Step(28))
        .mark_rule(color=GREY)
        .encode(y=y, x=alt.X("weight:Q"), x2=alt.X2("accuracy:Q"))
    )
    points = (
        alt.Chart(ROWS)
        .mark_point(opacity=1, filled=False, strokeWidth=3)  # rings, so that one about the other is seen
        .encode(
            y=y,
            x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, 1])),
            size=alt.Size(
                "what:N", legend=None, scale=alt.Scale(domain=["weight", "accuracy"], range=[200, 60]),
            ),
            color=alt.Color(
                "what:N", title=None, legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=list(colors), range=list(colors.values())),
            ),
            tooltip=tooltip("name:N", "what:N", "value:Q|.3f"),
        )
    )  # fmt: skip
    return Figure(Form(layered(line, points)), {"rows": tidy, "spans": table.dropna()})


def probabilities(bins: pd.DataFrame) -> Figure:
    """How P(positive) spreads over the labeled rows. bins: start, end, rows."""
    chart = (
        alt.Chart(ROWS, height=220)
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("start:Q", bin="binned", title="P(positive)", scale=alt.Scale(domain=[0, 1])),
            x2=alt.X2("end:Q"),
            y=alt.Y("rows:Q", title="train rows"),
            tooltip=tooltip("start:Q|.2f", "end:Q|.2f", "rows:Q"),
        )
    )
    return Figure(Form(chart), {"rows": bins})


def balance(curve: pd.DataFrame, value: float) -> Figure:
    """What each class balance does to a label model, the chosen one marked. curve: balance, accuracy, macro_f1, auc."""
    tidy = curve.rename(columns={"macro_f1": "macro F1", "auc": "AUC"}).melt("balance", var_name="what")
    lines = (
        alt.Chart(ROWS, height=340)
        .mark_line()
        .encode(
            x=alt.X("balance:Q", title="class balance", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "what:N", title=None, legend=alt.Legend(orient="top"), scale=alt.Scale(range=[BLUE, GREEN, ORANGE])
            ),
            tooltip=tooltip("what:N", "balance:Q|.2f", "value:Q|.3f"),
        )
    )
    chosen = alt.Chart(RULE).mark_rule(color=VIOLET, size=2).encode(x=alt.X("balance:Q"))
    rule = pd.DataFrame({"balance": [value]})
    return Figure(Form(layered(lines, chosen)), {"rows": tidy.dropna(subset="value"), "rule": rule})


def reliability(diagram: pd.DataFrame) -> Figure:
    """The share of liked rows by the probability they were given. diagram: probability, n, liked, low, high."""
    x = alt.X("probability:Q", title="P(positive)", scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(ROWS, height=220)
    spans = base.mark_rule(color=BLUE).encode(x=x, y=alt.Y("low:Q", title="share of liked on dev"), y2=alt.Y2("high:Q"))
    points = base.mark_circle(color=BLUE, opacity=1).encode(
        x=x,
        y=alt.Y("liked:Q", title="share of liked on dev", axis=SHARE, scale=alt.Scale(domain=[0, 1])),
        size=alt.Size("n:Q", legend=None, scale=alt.Scale(range=[30, 300])),
        tooltip=tooltip("probability:Q|.3f", "liked:Q|.1%", "low:Q|.1%", "high:Q|.1%", "n:Q"),
    )
    ideal = alt.Chart(RULE).mark_line(strokeDash=[4, 3], color=GREY).encode(x=alt.X("p:Q"), y=alt.Y("p:Q"))
    diagonal = pd.DataFrame({"p": [0.0, 1.0]})
    return Figure(Form(layered(ideal, spans, points)), {"rows": diagram.dropna(subset="liked"), "rule": diagonal})


def timeline(table: pd.DataFrame) -> Figure:
    """How numbers went from version to version. table: version, name, what, value; the oldest version first."""
    what = alt.Color(
        "what:N", title=None, sort=None, legend=alt.Legend(orient="top"),
        scale=alt.Scale(range=[BLUE, ORANGE, GREEN]),
    )  # fmt: skip
    chart = (
        alt.Chart(ROWS, height=340)
        .mark_line(point=True)
        .encode(
            x=alt.X("version:O", title="version", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format=".4~p"), scale=alt.Scale(zero=False)),
            color=what,
            tooltip=tooltip("version:O", "name:N", "what:N", "value:Q|.2%"),
        )
    )
    return Figure(Form(chart), {"rows": table})

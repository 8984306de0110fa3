"""Charts of labeling functions: how much they cover, how right they are, what other thresholds would do."""

import altair as alt
import pandas as pd

from pages.ui.charts.figure import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PRIOR,
    ROWS,
    RULE,
    SHARE,
    Figure,
    form,
    layered,
    stacked,
    tooltip,
)


def coverage(table: pd.DataFrame) -> Figure:
    """Share of rows each function votes on. table: name, dev, train."""
    tidy = stacked(table, ["name"], ["dev", "train"], ("split", "coverage"))
    return Figure(_coverage(tuple(table["name"])), {"rows": tidy})


@form
def _coverage(names: tuple[str, ...]) -> alt.Chart:
    return (
        alt.Chart(ROWS, height=alt.Step(14))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("coverage:Q", title="coverage", axis=SHARE),
            y=alt.Y("name:N", title=None, sort=list(names), axis=alt.Axis(labelLimit=180)),
            yOffset=alt.YOffset("split:N", sort=["dev", "train"]),
            color=alt.Color(
                "split:N", title=None, scale=alt.Scale(domain=["dev", "train"], range=[BLUE, GREY]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=tooltip("name:N", "split:N", "coverage:Q|.2%"),
        )
    )  # fmt: skip


def accuracy(table: pd.DataFrame, prior: float | None) -> Figure:
    """Accuracy of each function beside the share of liked rows. table: name, accuracy, correct, incorrect."""
    priors = pd.DataFrame({"prior": [prior], "what": ["share of liked on dev"]}).dropna()
    return Figure(_accuracy(tuple(table["name"])), {"rows": table.dropna(subset="accuracy"), "rule": priors})


@form
def _accuracy(names: tuple[str, ...]) -> alt.LayerChart:
    y = alt.Y("name:N", title=None, sort=list(names), axis=alt.Axis(labelLimit=180))
    x = alt.X("accuracy:Q", title="empirical accuracy on dev", axis=SHARE, scale=alt.Scale(domain=[0, 1]))
    points = alt.Chart(ROWS, height=alt.Step(28)).mark_circle(size=120, color=BLUE, opacity=1)
    rule = alt.Chart(RULE).mark_rule(strokeDash=[4, 3], color=GREY)
    return layered(
        points.encode(x=x, y=y, tooltip=tooltip("name:N", "accuracy:Q|.1%", "correct:Q", "incorrect:Q")),
        rule.encode(x=alt.X("prior:Q"), tooltip=tooltip("what:N", "prior:Q|.1%")),
    )


def matrix(pairs: pd.DataFrame, title: str) -> Figure:
    """A share for each pair of functions; a cell can be clicked. pairs: first, second, share (NaN: never together)."""
    shown = pairs.dropna(subset="share")
    names = tuple(dict.fromkeys(pairs["first"]))
    return Figure(_matrix(names, title), {"rows": shown.assign(dark=shown["share"] > shown["share"].max() / 2)})


@form
def _matrix(names: tuple[str, ...], title: str) -> alt.LayerChart:
    angled = alt.Axis(labelAngle=-35, labelLimit=150, labelOverlap=False)
    base = alt.Chart(ROWS, height=alt.Step(28)).encode(
        x=alt.X("first:N", title=None, sort=list(names), axis=angled),
        y=alt.Y("second:N", title=None, sort=list(names), axis=alt.Axis(labelLimit=180)),
    )
    cells = base.mark_rect(cornerRadius=2, cursor="pointer").encode(
        color=alt.Color("share:Q", title=title, scale=alt.Scale(scheme="oranges"), legend=None),
        tooltip=[*tooltip("first:N", "second:N"), alt.Tooltip("share:Q", title=title, format=".3%")],
    )
    words = base.mark_text(fontSize=11).encode(
        text=alt.Text("share:Q", format=".2%"),
        color=alt.condition(alt.datum["dark"], alt.value("white"), alt.value("#333")),
    )
    return layered(cells.add_params(alt.selection_point("cell", fields=["first", "second"], on="click")), words)


def sweep(points: pd.DataFrame, threshold: float, prior: float | None, title: str) -> Figure:
    """Accuracy of the votes at every threshold, with its interval, today's marked; a point can be clicked.

    points: threshold, accuracy, low, high, coverage_dev, coverage_train, correct, incorrect. prior: the accuracy of
    voting blindly.
    """
    rule = pd.DataFrame({"threshold": [threshold], "what": ["now"]})
    priors = pd.DataFrame({"prior": [prior], "what": ["voting blindly"]}).dropna()
    return Figure(_sweep(title), {"rows": points, "rule": rule, "prior": priors})


@form
def _sweep(title: str) -> alt.LayerChart:
    base = alt.Chart(ROWS, height=230).encode(x=alt.X("threshold:Q", title=title))
    y = alt.Y("accuracy:Q", title="accuracy", axis=SHARE, scale=alt.Scale(zero=False))
    band = base.mark_area(opacity=0.18, color=BLUE)
    marks = base.mark_circle(size=45, color=BLUE, opacity=0.01, cursor="pointer").encode(
        y=y,
        tooltip=tooltip(
            "threshold:Q|.4~g", "accuracy:Q|.1%", "low:Q|.1%", "high:Q|.1%", "coverage_dev:Q|.2%",
            "coverage_train:Q|.2%", "correct:Q", "incorrect:Q",
        ),
    )  # fmt: skip
    return layered(
        band.encode(y=alt.Y("low:Q", title="accuracy"), y2=alt.Y2("high:Q")),
        base.mark_line(color=BLUE, strokeWidth=1.5).encode(y=y),
        marks.add_params(alt.selection_point("point", fields=["threshold"], on="click", nearest=True)),
        _now().encode(tooltip=tooltip("what:N", "threshold:Q|.4~g")),
        alt.Chart(PRIOR)
        .mark_rule(strokeDash=[4, 3], color=GREY)
        .encode(y=alt.Y("prior:Q"), tooltip=tooltip("what:N", "prior:Q|.1%")),
    )


def sweep_votes(points: pd.DataFrame, threshold: float, title: str) -> Figure:
    """Votes right and wrong on dev at every threshold, today's marked. points: as `sweep` takes them."""
    tidy = stacked(points, ["threshold", "coverage_train"], ["correct", "incorrect"], ("votes", "rows"))
    return Figure(_sweep_votes(title), {"rows": tidy, "rule": pd.DataFrame({"threshold": [threshold]})})


@form
def _sweep_votes(title: str) -> alt.LayerChart:
    areas = alt.Chart(ROWS, height=190).mark_area(opacity=0.75)
    areas = areas.encode(
        x=alt.X("threshold:Q", title=title),
        y=alt.Y("rows:Q", title="votes on dev"),
        color=alt.Color(
            "votes:N", title=None, legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=["correct", "incorrect"], range=[GREEN, ORANGE]),
        ),
        tooltip=tooltip("threshold:Q|.4~g", "votes:N", "rows:Q", "coverage_train:Q|.2%"),
    )  # fmt: skip
    return layered(areas, _now())


def threshold_histogram(bins: pd.DataFrame, comparison: str, threshold: float, title: str) -> Figure:
    """How a feature spreads, with the bins that get a vote colored. bins: start, end, rows."""
    middle = (bins["start"] + bins["end"]) / 2
    votes = middle > threshold if ">" in comparison else middle < threshold
    tidy = bins.assign(side=votes.map({True: "votes", False: "abstains"}))
    return Figure(_threshold_histogram(title), {"rows": tidy, "rule": pd.DataFrame({"threshold": [threshold]})})


@form
def _threshold_histogram(title: str) -> alt.LayerChart:
    bars = alt.Chart(ROWS, height=150).mark_bar(binSpacing=0.5)
    sides = alt.Scale(domain=["votes", "abstains"], range=[BLUE, GREY])
    bars = bars.encode(
        x=alt.X("start:Q", bin="binned", title=title),
        x2=alt.X2("end:Q"),
        y=alt.Y("rows:Q", title="rows", scale=alt.Scale(type="symlog")),
        color=alt.Color("side:N", title=None, legend=None, scale=sides),
        tooltip=tooltip("start:Q|.2f", "end:Q|.2f", "rows:Q", "side:N"),
    )
    return layered(bars, _now())


def _now() -> alt.Chart:
    """A line at today's threshold."""
    return alt.Chart(RULE).mark_rule(color=ORANGE, size=2).encode(x=alt.X("threshold:Q"))

"""Charts of a threshold: what every other one would do, and how the score it cuts is spread."""

import altair as alt
import numpy as np
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
    VIOLET,
    Figure,
    form,
    layered,
    stacked,
    tooltip,
)

BESIDE = 45  # pixels of the labels beside an axis, where charts are to be aligned


def sweep(points: pd.DataFrame, threshold: float, prior: float | None, title: str) -> Figure:
    """Accuracy of the votes at every threshold, with its interval, today's marked; a point can be clicked.

    points: threshold, accuracy, low, high, coverage_dev, coverage_train, correct, incorrect. prior: the accuracy of
    voting blindly.
    """
    rule = {"threshold": [threshold], "what": ["now"]}
    known = [prior] if prior is not None else []
    priors = {"prior": known, "what": ["voting blindly"] * len(known)}
    return Figure(_sweep(title), {"rows": points, "rule": rule, "prior": priors})


@form
def _sweep(title: str) -> alt.LayerChart:
    base = alt.Chart(ROWS, height=230).encode(x=_threshold(title))
    y = alt.Y(
        "accuracy:Q",
        title="accuracy",
        axis=alt.Axis(format="%", minExtent=BESIDE, maxExtent=BESIDE),
        scale=alt.Scale(zero=False),
    )
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
    return Figure(_sweep_votes(title), {"rows": tidy, "rule": {"threshold": [threshold]}})


@form
def _sweep_votes(title: str) -> alt.LayerChart:
    areas = alt.Chart(ROWS, height=190).mark_area(opacity=0.75)
    areas = areas.encode(
        x=_threshold(title),
        y=alt.Y("rows:Q", title="votes on dev", axis=alt.Axis(minExtent=BESIDE, maxExtent=BESIDE)),
        color=alt.Color(
            "votes:N", title=None, legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=["correct", "incorrect"], range=[GREEN, ORANGE]),
        ),
        tooltip=tooltip("threshold:Q|.4~g", "votes:N", "rows:Q", "coverage_train:Q|.2%"),
    )  # fmt: skip
    return layered(areas, _now())


def histogram(bins: pd.DataFrame, comparison: str, threshold: float, title: str) -> Figure:
    """How a score spreads over dev's liked and not liked rows, with the side of the threshold that gets a vote shaded.

    bins: as `histograms.histogram` gives them. Each class's bars add up to 1, so that the two can be compared though
    there are more of one.
    """
    tidy = stacked(bins, ["start", "end", "rows"], ["liked", "not_liked"], ("gold", "dev_rows"))
    shares = [bins[name].to_numpy() / max(bins[name].sum(), 1) for name in ("liked", "not_liked")]
    tidy |= {"share": np.concatenate(shares), "gold": np.repeat(["liked", "not liked"], len(bins))}
    end = bins["end"].max() if ">" in comparison else bins["start"].min()
    return Figure(_histogram(title), {"rows": tidy, "rule": {"threshold": [threshold], "end": [end]}})


@form
def _histogram(title: str) -> alt.LayerChart:
    bars = alt.Chart(ROWS, height=200).mark_bar(binSpacing=0.5, opacity=0.55)
    golds = alt.Scale(domain=["liked", "not liked"], range=[BLUE, ORANGE])
    bars = bars.encode(
        x=alt.X("start:Q", bin="binned", title=title),
        x2=alt.X2("end:Q"),
        # A square root shows the rare beside the frequent: most rows share no author at all.
        y=alt.Y("share:Q", title="% of each gold", stack=None, axis=SHARE, scale=alt.Scale(type="sqrt")),
        color=alt.Color("gold:N", title=None, scale=golds, legend=alt.Legend(orient="top")),
        tooltip=[
            *tooltip("start:Q|.2f", "end:Q|.2f", "gold:N", "share:Q|.1%"),
            alt.Tooltip("dev_rows:Q", title="dev rows"),
            alt.Tooltip("rows:Q", title="rows of all splits"),
        ],
    )
    voted = alt.Chart(RULE).mark_rect(color=VIOLET, opacity=0.12)
    return layered(voted.encode(x=alt.X("threshold:Q"), x2=alt.X2("end:Q")), bars, _now())


def _threshold(title: str) -> alt.X:
    """The axis of both sweeps, which stand one above the other: the same span of thresholds in each."""
    return alt.X("threshold:Q", title=title, scale=alt.Scale(zero=False, nice=False))


def _now() -> alt.Chart:
    """A line at today's threshold."""
    return alt.Chart(RULE).mark_rule(color=VIOLET, size=2).encode(x=alt.X("threshold:Q"))

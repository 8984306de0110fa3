"""Charts of ratings and reviews: over time, how stars and genres spread, how reviews go with gold."""

import altair as alt
import numpy as np
import pandas as pd

from pages.ui.charts import named_rows
from pages.ui.charts.figure import BLUE, ORANGE, ROWS, SHARE, Figure, form, layered, stacked, tooltip

TICKS = 8  # of times: by default it goes by the width, and two charts side by side are not quite as wide


def over_time(periods: pd.DataFrame, unit: str) -> dict[str, Figure]:
    """How many ratings were given in each period, and their mean, along the same axis.

    periods: as `over_time.OverTime` has them.
    """
    middle = (periods["start"] + periods["end"]) / 2
    return {
        "ratings": Figure(_ratings_by(unit), {"rows": periods}),
        "mean": Figure(_mean_by(unit), {"rows": periods.assign(middle=middle)}),
    }


def _time(field: str, unit: str) -> alt.X:
    # In UTC, as the periods are: in the time of where it is read a month may begin in the one before.
    scale = alt.Scale(type="utc", nice=False)
    axis = alt.Axis(labelOverlap=True, labelAngle=0, tickCount=TICKS)
    return alt.X(f"{field}:T", title=unit, scale=scale, axis=axis)


@form
def _ratings_by(unit: str) -> alt.Chart:
    bars = alt.Chart(ROWS, height=220).mark_rect(color=BLUE, x2Offset=-1)
    y = alt.Y("ratings:Q", title="ratings", scale=alt.Scale(zero=True))
    return bars.encode(x=_time("start", unit), x2=alt.X2("end"), y=y, y2=alt.Y2Datum(0), tooltip=_period())


@form
def _mean_by(unit: str) -> alt.LayerChart:
    chart = alt.Chart(ROWS, height=220)
    # The line breaks off where a period has no ratings; the axis goes on, as that of the bars does.
    line = chart.mark_line(color=ORANGE, point=alt.OverlayMarkDef(color=ORANGE))
    y = alt.Y("mean:Q", title="mean stars", scale=alt.Scale(zero=False))
    whole = chart.mark_rect(opacity=0).encode(x=_time("start", unit), x2=alt.X2("end"), tooltip=_period())
    return layered(whole, line.encode(x=_time("middle", unit), y=y, tooltip=_period()))


def _period() -> list[alt.Tooltip]:
    return [
        *tooltip("period:N"), alt.Tooltip("ratings:Q", format=","),
        alt.Tooltip("mean:Q", title="mean stars", format=".2f"),
    ]  # fmt: skip


def stars(levels: pd.DataFrame) -> Figure:
    """How often each number of stars was given here, and over all. levels: stars, ratings, share, share_of_all."""
    return Figure(_stars(tuple(levels["stars"])), {"rows": levels})


@form
def _stars(levels: tuple[str, ...]) -> alt.LayerChart:
    base = alt.Chart(ROWS, height=170).encode(
        x=alt.X("stars:O", title="stars", sort=list(levels), axis=alt.Axis(labelAngle=0)),
        tooltip=[
            *tooltip("stars:N"), alt.Tooltip("ratings:Q", format=","), *tooltip("share:Q|.1%"),
            alt.Tooltip("share_of_all:Q", title="share of all ratings", format=".1%"),
        ],
    )  # fmt: skip
    y = alt.Y("share:Q", title="share of the ratings", axis=SHARE)
    of_all = base.mark_tick(color=ORANGE, thickness=2).encode(y=alt.Y("share_of_all:Q"))
    return layered(base.mark_bar(color=BLUE, cornerRadiusEnd=2).encode(y=y), of_all)


def genres(table: pd.DataFrame) -> Figure:
    """How many of which genres somebody rated. table: genre, ratings, mean; the most rated first."""
    return Figure(_genres(), {"rows": table})


@form
def _genres() -> alt.Chart:
    return (
        alt.Chart(ROWS, height=alt.Step(17))
        .mark_bar(color=BLUE, cornerRadiusEnd=2)
        .encode(
            x=alt.X("ratings:Q", title="ratings", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("genre:N", title=None, sort=None, axis=named_rows.EVERY_NAME),
            tooltip=[*tooltip("genre:N", "ratings:Q"), alt.Tooltip("mean:Q", title="mean stars", format=".2f")],
        )
    )


def by_gold(bins: pd.DataFrame, title: str) -> Figure:
    """How a score spreads over dev's liked and not liked rows. bins: as `histograms.histogram` gives them.

    Each class's bars add up to 1, so that the two can be compared though there are more of one.
    """
    tidy = stacked(bins, ["start", "end"], ["liked", "not_liked"], ("gold", "dev_rows"))
    shares = [bins[name].to_numpy() / max(bins[name].sum(), 1) for name in ("liked", "not_liked")]
    tidy |= {"share": np.concatenate(shares), "gold": np.repeat(["liked", "not liked"], len(bins))}
    return Figure(_by_gold(title), {"rows": tidy})


@form
def _by_gold(title: str) -> alt.Chart:
    bars = alt.Chart(ROWS, height=220).mark_bar(binSpacing=0.5, opacity=0.55)
    golds = alt.Scale(domain=["liked", "not liked"], range=[BLUE, ORANGE])
    return bars.encode(
        x=alt.X("start:Q", bin="binned", title=title),
        x2=alt.X2("end:Q"),
        y=alt.Y("share:Q", title="share of such dev rows", stack=None, axis=SHARE),
        color=alt.Color("gold:N", title=None, scale=golds, legend=alt.Legend(orient="top")),
        tooltip=[
            *tooltip("start:Q|.2f", "end:Q|.2f", "gold:N", "share:Q|.1%"), alt.Tooltip("dev_rows:Q", title="dev rows"),
        ],
    )  # fmt: skip

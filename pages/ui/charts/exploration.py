"""Charts of what the data say: linked histograms, ratings over time, how stars and reviews spread."""

import altair as alt
import numpy as np
import pandas as pd

from pages.ui.charts import named_rows
from pages.ui.charts.figure import BLUE, GREY, ORANGE, ROWS, SHARE, Figure, form, layered, stacked, tooltip

SLICES, CELLS = alt.NamedData("slices"), alt.NamedData("cells")
WHOLE = alt.value(GREY)
FAINT = 0.35  # opacity of the whole, behind what is chosen
# Of pixels. Charts side by side take no notice of the page's width: these just fit beside the sidebar at 1,280.
SLICES_WIDTH, HISTOGRAM_WIDTH = 230, 440
ROW_HEIGHT, HISTOGRAM_HEIGHT = 17, 115
NAMES = alt.Axis(labelLimit=140, labelOverlap=False, labelFlush=False)
TICKS = 8  # of times: by default it goes by the width, and two charts side by side are not quite as wide
CHOSEN = "chosen"
IS_CHOSEN = {"param": CHOSEN}


def linked(slices: pd.DataFrame, cells: pd.DataFrame, noun: str, is_spread: bool) -> Figure:
    """Slices, and beside them the histograms of those in the chosen ones over those of all; the browser counts.

    slices, cells: as `linked.Linked` has them. noun: what one of those counted is. is_spread: whether ratings are on a
    logarithmic scale.
    """
    return Figure(_linked(noun, is_spread), {"slices": slices, "cells": cells})


@form
def _linked(noun: str, is_spread: bool) -> alt.HConcatChart:
    chosen = alt.selection_point(name=CHOSEN, fields=["slice"])
    sizes = alt.Scale(type="log", nice=False) if is_spread else alt.Scale(zero=False, nice=False)
    means = alt.Scale(zero=False, nice=False)
    histograms = alt.vconcat(
        _histogram("ratings", noun, sizes),
        _histogram("mean stars", noun, means),
        spacing=14,
    )
    return alt.hconcat(_slices(f"{noun}s", chosen), histograms, spacing=34, autosize="pad")


def _slices(counted: str, chosen: alt.Parameter) -> alt.LayerChart:
    whole = alt.Chart(SLICES, width=SLICES_WIDTH, height=alt.Step(ROW_HEIGHT))
    base = named_rows.rows_of(whole, "slice", "name").encode(y=named_rows.y(NAMES))
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("count:Q", title=counted),
        color=alt.condition(chosen, alt.value(BLUE), WHOLE),
        opacity=alt.condition(chosen, alt.value(1.0), alt.value(FAINT)),
    )
    # The whole row can be clicked, since a short bar is hard to hit.
    rows = base.mark_bar(opacity=0, cursor="pointer").encode(
        x=alt.X("most:Q", title=counted),
        tooltip=[
            *tooltip("name:N"), alt.Tooltip("count:Q", title=counted, format=","),
            alt.Tooltip("ratings:Q", format=","), alt.Tooltip("mean:Q", title="mean stars", format=".2f"),
        ],
    )  # fmt: skip
    return layered(bars, rows.transform_joinaggregate(most="max(count)").add_params(chosen))


def _histogram(name: str, noun: str, scale: alt.Scale) -> alt.LayerChart:
    bars = alt.Chart(CELLS, width=HISTOGRAM_WIDTH, height=HISTOGRAM_HEIGHT).mark_bar(binSpacing=1, cursor="default")
    of_it = bars.transform_filter(alt.FieldEqualPredicate(field="histogram", equal=name))
    whole = of_it.transform_aggregate(bar="sum(count)", groupby=["start", "end"])
    # Each cell once for each of its slices, those that are not chosen dropped, and again each once.
    part = (
        of_it.transform_calculate(slice="split(datum.slices, '|')")
        .transform_flatten(["slice"])
        .transform_filter(IS_CHOSEN)
        .transform_aggregate(cell="max(count)", groupby=["start", "end", "slices"])
        .transform_aggregate(bar="sum(cell)", groupby=["start", "end"])
    )
    x = alt.X("start:Q", bin="binned", title=f"{name} per {noun}", scale=scale)
    y = alt.Y("bar:Q", title=f"{noun}s")
    return layered(
        whole.encode(x=x, x2=alt.X2("end:Q"), y=y, color=WHOLE, opacity=alt.value(FAINT), tooltip=_bin("of all")),
        part.encode(x=x, x2=alt.X2("end:Q"), y=y, color=alt.value(BLUE), tooltip=_bin("of those chosen")),
    )


def _bin(title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("start:Q", title="from", format=",.4~g"),
        alt.Tooltip("end:Q", title="to", format=",.4~g"),
        alt.Tooltip("bar:Q", title=title, format=","),
    ]


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
            y=alt.Y("genre:N", title=None, sort=None, axis=NAMES),
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

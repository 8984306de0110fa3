"""Charts of trained models and of what they recommend."""

import math

import altair as alt
import pandas as pd

from pages.ui.charts import named_rows
from pages.ui.charts.figure import BLUE, GREEN, GREY, ORANGE, ROWS, VIOLET, Figure, Form, form, tooltip

COLORS = (BLUE, ORANGE, GREEN, VIOLET, "#C9567A", "#3BA7B8", "#A58B2B", GREY)  # told apart in light and in dark
ROW = 16  # pixels of a legend's row


def curves(points: pd.DataFrame) -> dict[str, Figure]:
    """A chart of the losses and one of the other metrics, by epoch. points: epoch and one column a metric."""
    names = [name for name in points.columns if name != "epoch"]
    tidy = points.melt("epoch", names, "curve", "value").dropna(subset="value")
    return {
        title: Figure(_curves(title, rows["curve"].nunique()), {"rows": rows})
        for title, rows in _panels(tidy, names).items()
    }


def compared_curves(points: pd.DataFrame, runs: list[str]) -> dict[str, Figure]:
    """The same of several runs, at most as many as there are COLORS. points: run, curve, epoch, value."""
    panels = _panels(points, list(points["curve"].unique()))
    return {
        title: Figure(_compared_curves(title, tuple(runs), tuple(rows["curve"].unique())), {"rows": rows})
        for title, rows in panels.items()
    }


def _panels(tidy: pd.DataFrame, names: list[str]) -> dict[str, pd.DataFrame]:
    """The rows of the losses and those of all else, as far as there are such curves."""
    losses = [name for name in names if "loss" in name]
    kinds = {"loss": losses, "metric": [name for name in names if name not in losses]}
    shown = tidy.assign(curve=tidy["curve"].astype(str).str.replace("_", " "))
    return {title: shown[tidy["curve"].isin(kind)] for title, kind in kinds.items() if kind}


@form
def _curves(title: str, names: int) -> alt.Chart:
    color = alt.Color(
        "curve:N", title=None, legend=alt.Legend(orient="top", columns=2), scale=alt.Scale(range=list(COLORS))
    )
    return _lines(title, 220 + ROW * math.ceil(names / 2)).encode(
        color=color, tooltip=tooltip("curve:N", "epoch:Q", "value:Q|.4f")
    )


@form
def _compared_curves(title: str, runs: tuple[str, ...], names: tuple[str, ...]) -> alt.Chart:
    """Colors tell the runs; dashes the curves of one, where there are several."""
    legend = alt.Legend(orient="bottom", columns=1, labelLimit=280, symbolType="stroke")
    scale = alt.Scale(domain=list(runs), range=list(COLORS[: len(runs)]))
    lines = _lines(title if len(names) > 1 else names[0], 260 + ROW * (len(runs) + len(names))).encode(
        color=alt.Color("run:N", title=None, sort=None, legend=legend, scale=scale),
        tooltip=tooltip("run:N", "curve:N", "epoch:Q", "value:Q|.4f"),
    )
    if len(names) == 1:
        return lines
    dashes = alt.Legend(
        orient="bottom", columns=1, labelLimit=280, symbolType="stroke",
        symbolStrokeColor=GREY, symbolFillColor=GREY,  # or there is none to be seen: the points' fill is what counts
        symbolStrokeWidth=2, symbolSize=200,
    )  # fmt: skip
    return lines.encode(strokeDash=alt.StrokeDash("curve:N", title=None, legend=dashes))


def _lines(title: str, height: int) -> alt.Chart:
    return (
        alt.Chart(ROWS, height=height)
        .mark_line(point=alt.OverlayMarkDef(size=14))
        .encode(
            x=alt.X("epoch:Q", title="epoch", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("value:Q", title=title, scale=alt.Scale(zero=False)),
        )
    )


def ranking(table: pd.DataFrame) -> Figure:
    """Ranking metrics of the model beside popularity and random. table: ranking by, metric, value."""
    order = ["this model", "popularity", "random"]
    chart = (
        alt.Chart(ROWS, height=240)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("metric:N", title=None, axis=alt.Axis(labelAngle=0), sort=None),
            xOffset=alt.XOffset("ranking by:N", sort=order),
            y=alt.Y("value:Q", title=None),
            color=alt.Color(
                "ranking by:N", title=None, legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=order, range=[BLUE, ORANGE, GREY]),
            ),
            tooltip=tooltip("ranking by:N", "metric:N", "value:Q|.4f"),
        )
    )  # fmt: skip
    return Figure(Form(chart), {"rows": table})


def pulls(table: pd.DataFrame) -> Figure:
    """Which of a user's items pull an item up or down. table: item_id, title, pull; a bar each, whatever its title."""
    return Figure(_pulls(), {"rows": table.assign(place=range(len(table)))})


@form
def _pulls() -> alt.Chart:
    bars = alt.Chart(ROWS, height=alt.Step(18)).mark_bar(cornerRadiusEnd=2)
    return named_rows.rows_of(bars, "place", "title").encode(
        x=alt.X("pull:Q", title="pull on the score"),
        y=named_rows.y(alt.Axis(labelLimit=260, labelOverlap=False)),
        color=alt.condition("datum.pull > 0", alt.value(GREEN), alt.value(ORANGE)),
        tooltip=[*tooltip("title:N"), alt.Tooltip("item_id:N", title="id"), *tooltip("pull:Q|+.3f")],
    )

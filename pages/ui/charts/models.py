"""Charts of trained models and of what they recommend."""

import altair as alt
import pandas as pd

from pages.ui.charts import named_rows
from pages.ui.charts.figure import BLUE, GREEN, GREY, ORANGE, ROWS, Figure, Form, form, tooltip


def curves(points: pd.DataFrame) -> dict[str, Figure]:
    """A chart of the losses and one of the other metrics, by epoch. points: epoch and one column a metric."""
    losses = [name for name in points.columns if "loss" in name]
    others = [name for name in points.columns if name not in ("epoch", *losses)]
    kinds = {"loss": losses, "metric": others}
    return {title: _curve(points, names, title) for title, names in kinds.items() if names}


def _curve(points: pd.DataFrame, names: list[str], title: str) -> Figure:
    tidy = points.melt("epoch", names, "curve", "value").dropna(subset="value")
    tidy["curve"] = tidy["curve"].str.replace("_", " ")
    chart = (
        alt.Chart(ROWS, height=200)
        .mark_line(point=True)
        .encode(
            x=alt.X("epoch:Q", title="epoch", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("value:Q", title=title, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "curve:N", title=None, legend=alt.Legend(orient="top"), scale=alt.Scale(range=[BLUE, ORANGE, GREEN])
            ),
            tooltip=tooltip("curve:N", "epoch:Q", "value:Q|.4f"),
        )
    )
    return Figure(Form(chart), {"rows": tidy})


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

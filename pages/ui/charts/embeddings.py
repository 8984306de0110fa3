"""Charts of item vectors: how long they are, and the map of items on a plane."""

from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.figure import BLUE, GREEN, GREY, ORANGE, ROWS, VIOLET, Figure, form, tooltip

# Told apart in light and in dark; the last two are of what is no genre of its own.
GENRE_COLORS = (BLUE, ORANGE, GREEN, VIOLET, "#C9567A", "#3BA7B8", "#A58B2B")
REST = (GREY, "#6B7280")
FOUND = "#D6336C"
# Of pixels. Charts side by side take no notice of the page's width: two just fit beside the sidebar at 1,280.
ALONE, PAIRED, HEIGHT, MAP_HEIGHT = 760, 390, 260, 560
DOT, FOUND_DOT = 24, 220  # square pixels
FAINT = 0.07
BRUSH, GENRE, AREA = "brush", "genre", "area"
# Thousands of points are painted on a canvas at once; as elements of the page each would be laid out by itself.
PAINTED = {"embedOptions": {"renderer": "canvas"}}
IS_FOUND = alt.datum.found
IS_BRUSHED = alt.selection_interval(name=BRUSH)


def norms(points: pd.DataFrame, models: list[str], noun: str) -> Figure:
    """How long each item's vector is by how popular it is, a panel a model; what is brushed in one shows in all.

    points: title, shelves, found (whether it is the one looked for), and “norm 0”, “norm 1” … in the order of `models`.
    """
    return Figure(_norms(tuple(models), noun), {"rows": points})


@form
def _norms(models: tuple[str, ...], noun: str) -> alt.VConcatChart:
    width = ALONE if len(models) == 1 else PAIRED
    panels = [_panel(place, model, noun, width) for place, model in enumerate(models)]
    rows = [alt.hconcat(*panels[start : start + 2], spacing=24) for start in range(0, len(panels), 2)]
    # At the top, once for all of them: Altair would warn of the same one in several panels.
    views = [f"panel {place}" for place in range(len(models))]
    brush = alt.TopLevelSelectionParameter(name=BRUSH, select=alt.IntervalSelectionConfig(type="interval"), views=views)
    return alt.vconcat(*rows, spacing=20, autosize="pad", params=[brush], usermeta=PAINTED)


def _panel(place: int, model: str, noun: str, width: int) -> alt.Chart:
    field = f"norm {place}"
    return (
        alt.Chart(
            ROWS,
            name=f"panel {place}",
            width=width,
            height=HEIGHT,
            title=alt.TitleParams(model, anchor="start", fontSize=13),
        )
        .mark_circle()
        .encode(
            x=alt.X("shelves:Q", title=f"shelves that the {noun} stands on", scale=alt.Scale(type="log")),
            y=alt.Y(f"{field}:Q", title="length of its vector", scale=alt.Scale(zero=False)),
            color=alt.when(IS_FOUND)
            .then(alt.value(FOUND))
            .when(IS_BRUSHED)
            .then(alt.value(BLUE))
            .otherwise(alt.value(GREY)),
            opacity=alt.condition(IS_BRUSHED, alt.value(0.65), alt.value(0.15)),
            size=_size(),
            tooltip=[
                *tooltip("title:N"),
                alt.Tooltip("shelves:Q", format=","),
                alt.Tooltip(f"{field}:Q", title="length", format=".3f"),
            ],
        )
    )


def item_map(points: pd.DataFrame, genres: list[str], rest: int) -> Figure:
    """Items on a plane, colored by genre; the legend and a dragged rectangle choose among them.

    points: title, x, y, shelves, genre, all_genres, found. genres: in the legend's order; empty where none is known.
    rest: how many of the last of them are no genre of their own.
    """
    return Figure(_item_map(tuple(genres), rest), {"rows": points})


@form
def _item_map(genres: tuple[str, ...], rest: int) -> alt.Chart:
    area = alt.selection_interval(name=AREA)
    one = alt.Axis(labels=False, ticks=False, domain=False, grid=False)  # only what is near to what counts
    chart = (
        alt.Chart(ROWS, height=MAP_HEIGHT, usermeta=PAINTED)
        .mark_circle(strokeWidth=2.5)
        .encode(
            x=alt.X("x:Q", title=None, axis=one, scale=alt.Scale(zero=False)),
            y=alt.Y("y:Q", title=None, axis=one, scale=alt.Scale(zero=False)),
            size=_size(),
            stroke=alt.condition(IS_FOUND, alt.value(FOUND), alt.value(None)),
            order=alt.Order("found:N"),
            tooltip=[
                *tooltip("title:N"),
                alt.Tooltip("all_genres:N", title="genres"),
                alt.Tooltip("shelves:Q", format=","),
            ],
        )
        .add_params(area)
    )
    if not genres:
        return chart.encode(color=alt.value(BLUE), opacity=alt.value(0.7))
    legend = alt.selection_point(name=GENRE, fields=["genre"], bind="legend")
    colors = [*GENRE_COLORS[: len(genres) - rest], *REST[:rest]]
    return chart.encode(
        color=alt.Color(
            "genre:N", title=None, sort=list(genres), scale=alt.Scale(domain=list(genres), range=colors),
            legend=alt.Legend(orient="top", symbolOpacity=1, symbolSize=90, labelLimit=160, columns=5),
        ),
        opacity=alt.condition(legend, alt.value(0.75), alt.value(FAINT)),
    ).add_params(legend)  # fmt: skip


def _size() -> Any:
    return alt.condition(IS_FOUND, alt.value(FOUND_DOT), alt.value(DOT))

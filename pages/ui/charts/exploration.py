"""Linked histograms of what the data say: a click on a slice shows its own over the whole."""

import altair as alt
import pandas as pd

from pages.ui.charts import named_rows
from pages.ui.charts.figure import BLUE, GREY, Figure, form, layered, tooltip

SLICES, CELLS = alt.NamedData("slices"), alt.NamedData("cells")
WHOLE = alt.value(GREY)
FAINT = 0.35  # opacity of the whole, behind what is chosen
# Of pixels. Charts side by side take no notice of the page's width: these just fit beside the sidebar at 1,280.
SLICES_WIDTH, HISTOGRAM_WIDTH = 230, 440
ROW_HEIGHT, HISTOGRAM_HEIGHT = 17, 115
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
    base = named_rows.rows_of(whole, "slice", "name").encode(y=named_rows.y(named_rows.EVERY_NAME))
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

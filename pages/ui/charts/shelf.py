"""A picture of a shelf, and of what is recommended for it."""

import altair as alt
import pandas as pd

from pages.ui.charts.figure import BLUE, ORANGE, ROWS, SHARE, Figure, form, tooltip


def tastes(table: pd.DataFrame, title: str) -> Figure:
    """Bars of genres or authors on a shelf, beside those of a list. table: name, of (shelf or list), items, share."""
    return Figure(_tastes(title), {"rows": table})


@form
def _tastes(title: str) -> alt.Chart:
    scale = alt.Scale(domain=["shelf", "list"], range=[BLUE, ORANGE])
    return (
        alt.Chart(
            ROWS, height=alt.Step(9, **{"for": "offset"}), title=alt.TitleParams(title, anchor="start", fontSize=13)
        )
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("share:Q", title="share of its items", axis=SHARE),
            y=alt.Y(
                "name:N", title=None, sort=None, axis=alt.Axis(labelLimit=160, labelOverlap=False, labelFlush=False)
            ),
            yOffset=alt.YOffset("of:N", sort=["shelf", "list"]),
            color=alt.Color("of:N", title=None, scale=scale, legend=alt.Legend(orient="top")),
            tooltip=tooltip("name:N", "of:N", "items:Q", "share:Q|.0%"),
        )
    )

"""What an edit did to the labels, as bars."""

import altair as alt
import pandas as pd

from pages.ui.charts.figure import BLUE, GREEN, GREY, ORANGE, ROWS, VIOLET, Figure, form, tooltip

KINDS = ("gained", "lost", "flipped", "moved", "same")


def label_changes(table: pd.DataFrame) -> Figure:
    """How many rows of train gained, lost, flipped, moved or kept their label. table: change, rows, share."""
    return Figure(_label_changes(), {"rows": table})


@form
def _label_changes() -> alt.Chart:
    scale = alt.Scale(domain=list(KINDS), range=[GREEN, ORANGE, VIOLET, BLUE, GREY])
    return (
        alt.Chart(ROWS, height=alt.Step(26))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("rows:Q", title="rows of train", axis=alt.Axis(format="~s", tickMinStep=1)),
            y=alt.Y("change:N", title=None, sort=list(KINDS), axis=alt.Axis(labelFlush=False)),
            color=alt.Color("change:N", legend=None, scale=scale),
            tooltip=[*tooltip("change:N"), alt.Tooltip("rows:Q", format=","), alt.Tooltip("share:Q", format=".2%")],
        )
    )

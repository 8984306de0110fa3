"""Charts of labeling functions: how much they cover, how right they are, how they meet."""

import altair as alt
import pandas as pd

from pages.ui.charts.figure import (
    BLUE,
    GREY,
    ORANGE,
    ROWS,
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


def accuracy(table: pd.DataFrame) -> Figure:
    """Accuracy of each function with its interval, beside that of casting its votes blindly.

    table: as `evidence.table` gives it; what met no gold is left out.
    """
    judged = table["accuracy"].notna().to_numpy()
    shown = ("name", "accuracy", "low", "high", "prior", "correct", "votes_with_gold", "verdict")
    return Figure(_accuracy(tuple(table["name"])), {"rows": {name: table[name].to_numpy()[judged] for name in shown}})


@form
def _accuracy(names: tuple[str, ...]) -> alt.LayerChart:
    y = alt.Y("name:N", title=None, sort=list(names), axis=alt.Axis(labelLimit=180))
    x = alt.X("accuracy:Q", title="empirical accuracy on dev", axis=SHARE, scale=alt.Scale(domain=[0, 1]))
    rows = alt.Chart(ROWS, height=alt.Step(28))
    facts = [
        *tooltip("name:N", "accuracy:Q|.1%", "low:Q|.1%", "high:Q|.1%", "correct:Q"),
        alt.Tooltip("votes_with_gold:Q", title="votes with gold"),
        alt.Tooltip("prior:Q", title="voting blindly", format=".1%"),
        *tooltip("verdict:N"),
    ]
    blind = rows.mark_tick(color=ORANGE, thickness=2, size=18)
    return layered(
        rows.mark_rule(color=BLUE, size=2).encode(x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1])), x2="high:Q", y=y),
        rows.mark_circle(size=120, color=BLUE, opacity=1).encode(x=x, y=y, tooltip=facts),
        blind.encode(x=alt.X("prior:Q"), y=y, tooltip=[alt.Tooltip("prior:Q", title="voting blindly", format=".1%")]),
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

"""From a small tidy table to a chart; pure, and below 5,000 rows, which a test enforces.

Channels are given as `alt.X(…)` and the like throughout: Altair takes 10 ms to look up what a bare string stands for.
"""

import altair as alt
import pandas as pd

BLUE, ORANGE, GREEN, GREY = "#4C6FBF", "#E08A3C", "#3F9C6D", "#9AA3B2"
SHARE = alt.Axis(format="%")


def coverage(table: pd.DataFrame) -> alt.Chart:
    """Share of rows each function votes on. table: name, dev, train."""
    tidy = table.melt("name", var_name="split", value_name="coverage")
    return (
        alt.Chart(tidy, height=alt.Step(14))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("coverage:Q", title="coverage", axis=SHARE),
            y=alt.Y("name:N", title=None, sort=list(table["name"]), axis=alt.Axis(labelLimit=180)),
            yOffset=alt.YOffset("split:N", sort=["dev", "train"]),
            color=alt.Color(
                "split:N", title=None, scale=alt.Scale(domain=["dev", "train"], range=[BLUE, GREY]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=_tooltip("name:N", "split:N", "coverage:Q|.2%"),
        )
    )  # fmt: skip


def accuracy(table: pd.DataFrame, prior: float | None) -> alt.LayerChart:
    """Accuracy of each function beside the share of liked rows. table: name, accuracy, correct, incorrect."""
    y = alt.Y("name:N", title=None, sort=list(table["name"]), axis=alt.Axis(labelLimit=180))
    x = alt.X("accuracy:Q", title="empirical accuracy on dev", axis=SHARE, scale=alt.Scale(domain=[0, 1]))
    points = (
        alt.Chart(table.dropna(subset="accuracy"), height=alt.Step(28))
        .mark_circle(size=120, color=BLUE, opacity=1)
        .encode(x=x, y=y, tooltip=_tooltip("name:N", "accuracy:Q|.1%", "correct:Q", "incorrect:Q"))
    )
    priors = pd.DataFrame({"prior": [prior], "what": ["share of liked on dev"]}).dropna()
    rule = alt.Chart(priors)
    return points + rule.mark_rule(strokeDash=[4, 3], color=GREY).encode(
        x=alt.X("prior:Q"), tooltip=_tooltip("what:N", "prior:Q|.1%")
    )


def conflicts(pairs: pd.DataFrame) -> alt.LayerChart:
    """Share of rows on which two functions vote against each other. pairs: first, second, share."""
    names = list(dict.fromkeys(pairs["first"]))
    base = alt.Chart(pairs, height=alt.Step(28)).encode(
        x=alt.X("first:N", title=None, sort=names, axis=alt.Axis(labelAngle=-35, labelLimit=150, labelOverlap=False)),
        y=alt.Y("second:N", title=None, sort=names, axis=alt.Axis(labelLimit=180)),
    )
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color("share:Q", title="conflicts", scale=alt.Scale(scheme="oranges"), legend=None),
        tooltip=[*_tooltip("first:N", "second:N"), alt.Tooltip("share:Q", title="in conflict", format=".3%")],
    )
    dark = alt.datum["share"] > pairs["share"].max() / 2
    return cells + base.mark_text(fontSize=11).encode(
        text=alt.Text("share:Q", format=".2%"), color=alt.condition(dark, alt.value("white"), alt.value("#333"))
    )


def threshold_histogram(bins: pd.DataFrame, comparison: str, threshold: float, title: str) -> alt.LayerChart:
    """How a feature spreads, with the bins that get a vote colored. bins: start, end, rows."""
    middle = (bins["start"] + bins["end"]) / 2
    votes = middle > threshold if ">" in comparison else middle < threshold
    tidy = bins.assign(side=votes.map({True: "votes", False: "abstains"}))
    bars = (
        alt.Chart(tidy, height=110)
        .mark_bar(binSpacing=0.5)
        .encode(
            x=alt.X("start:Q", bin="binned", title=title),
            x2=alt.X2("end:Q"),
            y=alt.Y("rows:Q", title="rows", scale=alt.Scale(type="symlog")),
            color=alt.Color(
                "side:N", title=None, legend=None, scale=alt.Scale(domain=["votes", "abstains"], range=[BLUE, GREY])
            ),
            tooltip=_tooltip("start:Q|.2f", "end:Q|.2f", "rows:Q", "side:N"),
        )
    )
    rule = (
        alt.Chart(pd.DataFrame({"threshold": [threshold]}))
        .mark_rule(color=ORANGE, size=2)
        .encode(x=alt.X("threshold:Q"))
    )
    return bars + rule


def term_hits(table: pd.DataFrame) -> alt.Chart:
    """How many reviews have each term. table: term, list, reviews."""
    return (
        alt.Chart(table, height=alt.Step(15))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("reviews:Q", title="reviews with the term"),
            y=alt.Y("term:N", title=None, sort=list(table["term"]), axis=alt.Axis(labelLimit=200)),
            color=alt.Color(
                "list:N", title=None, legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=["negative", "positive"], range=[ORANGE, GREEN]),
            ),
            tooltip=_tooltip("term:N", "list:N", "reviews:Q"),
        )
    )  # fmt: skip


def weights(table: pd.DataFrame) -> alt.LayerChart:
    """What the label model learned beside what gold says. table: name, weight, accuracy."""
    tidy = table.melt("name", ["weight", "accuracy"], "what", "value").dropna(subset="value")
    tidy["what"] = tidy["what"].map({"weight": "weight", "accuracy": "accuracy"})
    y = alt.Y("name:N", title=None, sort=list(table["name"]), axis=alt.Axis(labelLimit=180))
    line = (
        alt.Chart(table.dropna(), height=alt.Step(28))
        .mark_rule(color=GREY)
        .encode(y=y, x=alt.X("weight:Q"), x2=alt.X2("accuracy:Q"))
    )
    points = (
        alt.Chart(tidy)
        .mark_circle(size=110, opacity=1)
        .encode(
            y=y,
            x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "what:N", title=None, legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=["weight", "accuracy"], range=[ORANGE, BLUE]),
            ),
            tooltip=_tooltip("name:N", "what:N", "value:Q|.3f"),
        )
    )  # fmt: skip
    return line + points


def probabilities(bins: pd.DataFrame) -> alt.Chart:
    """How P(positive) spreads over the labeled rows. bins: start, end, rows."""
    return (
        alt.Chart(bins, height=220)
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("start:Q", bin="binned", title="P(positive)", scale=alt.Scale(domain=[0, 1])),
            x2=alt.X2("end:Q"),
            y=alt.Y("rows:Q", title="train rows"),
            tooltip=_tooltip("start:Q|.2f", "end:Q|.2f", "rows:Q"),
        )
    )


def curves(points: pd.DataFrame) -> dict[str, alt.Chart]:
    """A chart of the losses and one of the other metrics, by epoch. points: epoch and one column a metric."""
    losses = [name for name in points.columns if "loss" in name]
    others = [name for name in points.columns if name not in ("epoch", *losses)]
    kinds = {"loss": losses, "metric": others}
    return {title: _curve(points, names, title) for title, names in kinds.items() if names}


def _curve(points: pd.DataFrame, names: list[str], title: str) -> alt.Chart:
    tidy = points.melt("epoch", names, "curve", "value").dropna(subset="value")
    tidy["curve"] = tidy["curve"].str.replace("_", " ")
    return (
        alt.Chart(tidy, height=200)
        .mark_line(point=True)
        .encode(
            x=alt.X("epoch:Q", title="epoch", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("value:Q", title=title, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "curve:N", title=None, legend=alt.Legend(orient="top"), scale=alt.Scale(range=[BLUE, ORANGE, GREEN])
            ),
            tooltip=_tooltip("curve:N", "epoch:Q", "value:Q|.4f"),
        )
    )


def ranking(table: pd.DataFrame) -> alt.Chart:
    """Ranking metrics of the model beside popularity and random. table: ranking by, metric, value."""
    order = ["this model", "popularity", "random"]
    return (
        alt.Chart(table, height=240)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("metric:N", title=None, axis=alt.Axis(labelAngle=0), sort=None),
            xOffset=alt.XOffset("ranking by:N", sort=order),
            y=alt.Y("value:Q", title=None),
            color=alt.Color(
                "ranking by:N", title=None, legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=order, range=[BLUE, ORANGE, GREY]),
            ),
            tooltip=_tooltip("ranking by:N", "metric:N", "value:Q|.4f"),
        )
    )  # fmt: skip


def pulls(table: pd.DataFrame) -> alt.Chart:
    """Which of a user's items pull an item up or down. table: title, pull."""
    return (
        alt.Chart(table, height=alt.Step(18))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("pull:Q", title="pull on the score (logit)"),
            y=alt.Y("title:N", title=None, sort=None, axis=alt.Axis(labelLimit=260, labelOverlap=False)),
            color=alt.condition("datum.pull > 0", alt.value(GREEN), alt.value(ORANGE)),
            tooltip=_tooltip("title:N", "pull:Q|+.3f"),
        )
    )


def _tooltip(*fields: str) -> list[alt.Tooltip]:
    """Tooltips of fields such as "name:N", or with a format "share:Q|.2%"."""
    parts = (field.partition("|") for field in fields)
    return [alt.Tooltip(name, format=form) if form else alt.Tooltip(name) for name, _, form in parts]

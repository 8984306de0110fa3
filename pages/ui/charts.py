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


def matrix(pairs: pd.DataFrame, title: str) -> alt.LayerChart:
    """A share for each pair of functions; a cell can be clicked. pairs: first, second, share (NaN: never together)."""
    names = list(dict.fromkeys(pairs["first"]))
    base = alt.Chart(pairs.dropna(subset="share"), height=alt.Step(28)).encode(
        x=alt.X("first:N", title=None, sort=names, axis=alt.Axis(labelAngle=-35, labelLimit=150, labelOverlap=False)),
        y=alt.Y("second:N", title=None, sort=names, axis=alt.Axis(labelLimit=180)),
    )
    cells = base.mark_rect(cornerRadius=2, cursor="pointer").encode(
        color=alt.Color("share:Q", title=title, scale=alt.Scale(scheme="oranges"), legend=None),
        tooltip=[*_tooltip("first:N", "second:N"), alt.Tooltip("share:Q", title=title, format=".3%")],
    )
    dark = alt.datum["share"] > pairs["share"].max() / 2
    words = base.mark_text(fontSize=11).encode(
        text=alt.Text("share:Q", format=".2%"), color=alt.condition(dark, alt.value("white"), alt.value("#333"))
    )
    return cells.add_params(alt.selection_point("cell", fields=["first", "second"], on="click")) + words


def sweep(points: pd.DataFrame, threshold: float, prior: float | None, title: str) -> alt.LayerChart:
    """Accuracy of the votes at every threshold, with its interval, today's marked; a point can be clicked.

    points: threshold, accuracy, low, high, coverage_dev, coverage_train, correct, incorrect. prior: the accuracy of
    voting blindly.
    """
    x = alt.X("threshold:Q", title=title)
    y = alt.Y("accuracy:Q", title="accuracy", axis=SHARE, scale=alt.Scale(zero=False))
    base = alt.Chart(points, height=230).encode(x=x)
    band = base.mark_area(opacity=0.18, color=BLUE).encode(y=alt.Y("low:Q", title="accuracy"), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=BLUE, strokeWidth=1.5).encode(y=y)
    marks = (
        base.mark_circle(size=45, color=BLUE, opacity=0.01, cursor="pointer")
        .encode(
            y=y,
            tooltip=_tooltip(
                "threshold:Q|.4~g", "accuracy:Q|.1%", "low:Q|.1%", "high:Q|.1%", "coverage_dev:Q|.2%",
                "coverage_train:Q|.2%", "correct:Q", "incorrect:Q",
            ),
        )
        .add_params(alt.selection_point("point", fields=["threshold"], on="click", nearest=True))
    )  # fmt: skip
    today, blind = _rules(threshold, prior)
    return band + line + marks + today + blind


def _rules(threshold: float, prior: float | None) -> tuple[alt.Chart, alt.Chart]:
    """Lines at today's threshold and at the accuracy of voting blindly."""
    today = alt.Chart(pd.DataFrame({"threshold": [threshold], "what": ["now"]})).mark_rule(color=ORANGE, size=2)
    blind = alt.Chart(pd.DataFrame({"prior": [prior], "what": ["voting blindly"]}).dropna())
    return (
        today.encode(x=alt.X("threshold:Q"), tooltip=_tooltip("what:N", "threshold:Q|.4~g")),
        blind.mark_rule(strokeDash=[4, 3], color=GREY).encode(
            y=alt.Y("prior:Q"), tooltip=_tooltip("what:N", "prior:Q|.1%")
        ),
    )


def sweep_votes(points: pd.DataFrame, threshold: float, title: str) -> alt.LayerChart:
    """Votes right and wrong on dev at every threshold, today's marked. points: as `sweep` takes them."""
    tidy = points.melt(["threshold", "coverage_train"], ["correct", "incorrect"], "votes", "rows")
    areas = (
        alt.Chart(tidy, height=190)
        .mark_area(opacity=0.75)
        .encode(
            x=alt.X("threshold:Q", title=title),
            y=alt.Y("rows:Q", title="votes on dev"),
            color=alt.Color(
                "votes:N", title=None, legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=["correct", "incorrect"], range=[GREEN, ORANGE]),
            ),
            tooltip=_tooltip("threshold:Q|.4~g", "votes:N", "rows:Q", "coverage_train:Q|.2%"),
        )
    )  # fmt: skip
    today = alt.Chart(pd.DataFrame({"threshold": [threshold]})).mark_rule(color=ORANGE, size=2)
    return areas + today.encode(x=alt.X("threshold:Q"))


def threshold_histogram(bins: pd.DataFrame, comparison: str, threshold: float, title: str) -> alt.LayerChart:
    """How a feature spreads, with the bins that get a vote colored. bins: start, end, rows."""
    middle = (bins["start"] + bins["end"]) / 2
    votes = middle > threshold if ">" in comparison else middle < threshold
    tidy = bins.assign(side=votes.map({True: "votes", False: "abstains"}))
    bars = (
        alt.Chart(tidy, height=150)
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


def balance(curve: pd.DataFrame, value: float) -> alt.LayerChart:
    """What each class balance does to a label model, the chosen one marked. curve: balance, accuracy, macro_f1, auc."""
    tidy = curve.rename(columns={"macro_f1": "macro F1", "auc": "AUC"}).melt("balance", var_name="what")
    lines = (
        alt.Chart(tidy.dropna(subset="value"), height=180)
        .mark_line()
        .encode(
            x=alt.X("balance:Q", title="class balance", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "what:N", title=None, legend=alt.Legend(orient="top"), scale=alt.Scale(range=[BLUE, GREEN, ORANGE])
            ),
            tooltip=_tooltip("what:N", "balance:Q|.2f", "value:Q|.3f"),
        )
    )
    chosen = alt.Chart(pd.DataFrame({"balance": [value]})).mark_rule(color=ORANGE, size=2)
    return lines + chosen.encode(x=alt.X("balance:Q"))


def reliability(diagram: pd.DataFrame) -> alt.LayerChart:
    """The share of liked rows by the probability they were given. diagram: probability, n, liked, low, high."""
    x = alt.X("probability:Q", title="P(positive)", scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(diagram.dropna(subset="liked"), height=220)
    spans = base.mark_rule(color=BLUE).encode(x=x, y=alt.Y("low:Q", title="share of liked on dev"), y2=alt.Y2("high:Q"))
    points = base.mark_circle(color=BLUE, opacity=1).encode(
        x=x,
        y=alt.Y("liked:Q", title="share of liked on dev", axis=SHARE, scale=alt.Scale(domain=[0, 1])),
        size=alt.Size("n:Q", legend=None, scale=alt.Scale(range=[30, 300])),
        tooltip=_tooltip("probability:Q|.3f", "liked:Q|.1%", "low:Q|.1%", "high:Q|.1%", "n:Q"),
    )
    ideal = alt.Chart(pd.DataFrame({"p": [0.0, 1.0]})).mark_line(strokeDash=[4, 3], color=GREY)
    return ideal.encode(x=alt.X("p:Q"), y=alt.Y("p:Q")) + spans + points


def timeline(table: pd.DataFrame) -> alt.Chart:
    """How numbers went from version to version. table: version, what, value; the oldest version first."""
    return (
        alt.Chart(table, height=220)
        .mark_line(point=True)
        .encode(
            x=alt.X("version:N", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelLimit=160)),
            y=alt.Y("value:Q", title=None, axis=SHARE),
            color=alt.Color("what:N", title=None, sort=None, legend=alt.Legend(orient="top")),
            tooltip=_tooltip("version:N", "what:N", "value:Q|.2%"),
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

"""The LF table: every number with what the gold allows to say of it, and how it changed since the baseline."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.ui import downloads
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.labeling import analysis, evidence, halves
from recsys.labeling.combining import leave_one_out, live_fitting
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.patterns import Patterns
from recsys.labeling.selections import Selection

HELP = {
    "j": "Its column in the votes.",
    "name": "The function. Click a number to see the rows behind it.",
    "polarity": "Which labels it ever votes: 0 not liked, 1 liked.",
    "coverage": "Share of dev rows on which it votes.",
    "overlaps": "Share of dev rows on which it and another function vote.",
    "conflicts": "Share of dev rows on which it and another function vote differently.",
    "correct": "Votes that agree with gold.",
    "incorrect": "Votes that disagree with gold.",
    "accuracy": "Empirical accuracy: correct among the votes on rows with gold. Empty where there is none.",
    "interval": "Where the accuracy may well lie, given how few rows it rests on (Wilson, 95 %).",
    "lift": "Accuracy above that of somebody who casts the same votes blindly. ✓: surely better, ✗: surely worse, "
    "?: too few votes to say.",
    "without_it": "What the AUC of the label model becomes without it: fitted on one half of dev, judged on the other, "
    "on rows that keep a vote. Above 0: better without it.",
}
MARKS = {evidence.BETTER: "✓", evidence.WORSE: "✗", evidence.TOO_FEW: "?"}
TITLES = {"accuracy": "emp. accuracy", "interval": "95 %", "without_it": "AUC w/o"}
# Pixels: fixed, for an arrow that appears would be cut off otherwise.
WIDTHS = {
    "j": 28, "name": 124, "polarity": 52, "coverage": 84, "overlaps": 82, "conflicts": 82, "correct": 60,
    "incorrect": 62, "accuracy": 94, "interval": 72, "lift": 66, "without_it": 62,
}  # fmt: skip
WORDS = ("name", "polarity")
SHARES = ("coverage", "overlaps", "conflicts", "accuracy")
CLICKED = {
    "coverage": {"vote": "cast"},
    "overlaps": {"relation": "overlap"},
    "conflicts": {"relation": "conflict"},
    "correct": {"outcome": "right"},
    "incorrect": {"outcome": "wrong"},
}  # fmt: skip
SEEN = 5e-5  # a change of a share that shows


@dataclass(frozen=True)
class Numbers:
    """Every function's numbers on dev, each a table with one row a function: `analysis.summary`, `evidence.table`,
    and `evidence.changes` since the baseline; without_it: what leaving it out does to the AUC, by name.
    """

    summary: pd.DataFrame
    evidence: pd.DataFrame
    changes: pd.DataFrame
    without_it: dict[str, float]

    @property
    def whole(self) -> pd.DataFrame:
        """All of it in one table, to take away."""
        facts = self.evidence[["low", "high", "lift", "verdict"]]
        return pd.concat([self.summary, facts], axis=1).assign(auc_without=self.summary["name"].map(self.without_it))


def numbers(desk: Desk) -> Numbers:
    """Count them."""
    found = desk.patterns("dev")
    summary = analysis.summary(found, desk.names)
    changes = evidence.changes(desk.summary_before, summary)
    return Numbers(summary, evidence.table(found, desk.names), changes, _without(desk))


def _without(desk: Desk) -> dict[str, float]:
    """What leaving each function out does to the AUC of a vote calibrated on one half of dev, on the other half."""
    fitted_on, judged_on = halves.patterns_of_halves(desk.voter, desk.functions.enabled)
    try:
        model = live_fitting.fit(fitted_on, fitted_on, desk.names, LabelModelSettings(model="calibrated"))
    except BadInput:
        return {}
    table = leave_one_out.leave_one_out(model, judged_on)
    return dict(zip(table["name"], table["auc_change"], strict=True))


def show(desk: Desk, found: Numbers) -> Selection | None:
    """Draw the table; returns the rows behind the number that was clicked, if one was."""
    event = st.dataframe(
        shown(found), hide_index=True, on_select="rerun", selection_mode="single-cell",
        key=f"functions/{desk.name}", column_order=list(HELP),
        column_config={
            name: st.column_config.Column(
                TITLES.get(name, name), help=text, width=WIDTHS[name], alignment="left" if name in WORDS else "right"
            )
            for name, text in HELP.items()
        },
    )  # fmt: skip
    cells = event["selection"]["cells"]
    if not cells or cells[0][0] >= len(found.summary):
        return None
    row, column = cells[0]
    return Selection(function=found.summary["name"][row], **CLICKED.get(column, {"vote": "cast"}))


def shown(found: Numbers) -> pa.Table:
    """The table as people read it: all text, an arrow and the change beside each number that changed.

    Numbers are padded, so that sorting them as text sorts them as numbers.
    """
    table, facts, without = found.summary, found.evidence, found.without_it
    spans = zip(facts["low"], facts["high"], strict=True)
    lifts = zip(facts["lift"], facts["verdict"], strict=True)
    cells = {
        "j": table["j"].to_numpy(),
        "name": list(table["name"]),
        "polarity": [", ".join(map(str, labels)) for labels in table["polarity"]],
        **{name: _with_change(table[name], found.changes[name], name in SHARES) for name in evidence.CHANGES},
        "interval": [f"{low:.0%}–{high:.0%}" if high == high else "" for low, high in spans],
        "lift": [f"{lift:+.1%} {MARKS[verdict]}" if lift == lift else "" for lift, verdict in lifts],
        "without_it": [_signed(without.get(name, np.nan)) for name in table["name"]],
    }
    return pa.table(cells)


def _signed(change: float) -> str:
    return f"{change:+.3f}" if change == change else "–"


def _with_change(values: pd.Series, changes: pd.Series, are_shares: bool) -> list[str]:
    number, difference, seen = ("{:7.2%}", "{:.2f}", SEEN) if are_shares else ("{:7,.0f}", "{:,.0f}", 0.0)
    texts = []
    for value, change in zip(values, changes, strict=True):
        text = number.format(value) if value == value else "–"
        if abs(change) > seen:
            text += f" {'▲' if change > 0 else '▼'} {difference.format(abs(change) * (100 if are_shares else 1))}"
        texts.append(text)
    return texts


def _covered(found: Patterns) -> int:
    return int(found.counts[found.covered].sum())


def metrics(desk: Desk) -> None:
    """How many rows get a label at all, and how balanced dev is; each with its change since the baseline."""
    dev, train = desk.patterns("dev"), desk.patterns("train")
    before = {split: desk.patterns_before(split) for split in ("dev", "train")}
    columns = st.columns(3)
    share = analysis.coverage(dev)
    change = share - analysis.coverage(before["dev"])
    columns[0].metric(
        "dev covered", f"{share:.2%}", f"{change:+.2%}" if change else None, help="Share of dev rows with any vote."
    )
    covered, more = _covered(train), _covered(train) - _covered(before["train"])
    columns[1].metric(
        "train rows covered", f"{covered:,}", f"{more:+,}" if more else None,
        help=f"{analysis.coverage(train):.2%} of {train.total:,} train rows.",
    )  # fmt: skip
    balance = analysis.class_balance(dev)
    columns[2].metric(
        "liked on dev", "–" if balance is None else f"{balance:.1%}", help="The class balance: share of liked by gold."
    )


def take_away(desk: Desk, found: Numbers) -> None:
    """Downloads of the table and of the functions."""
    with st.popover("Download", icon=":material/download:", key="downloads", on_change="rerun") as opened:
        if opened.open:
            downloads.csv_button(found.whole, f"{desk.name}-functions-dev")
            downloads.json_button(desk.functions.model_dump_json(indent=1), f"{desk.name}-functions")
            try:
                downloads.script_button(desk.functions, desk.name, f"{desk.name}-functions")
            except BadInput as error:
                st.caption(plain(str(error)))

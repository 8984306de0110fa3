"""The LF table: every number with what the gold allows to say of it, and how it changed since the baseline."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.ui import caches, downloads
from pages.ui.frame import Desk
from pages.ui.function_cells import WITHOUT, Tables, cells
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.labeling import analysis, evidence
from recsys.labeling.patterns import Patterns
from recsys.labeling.selections import Selection

HELP = {
    "name": "The function. Click a number to see the rows behind it.",
    "polarity": "Which labels it ever votes: 0 not liked, 1 liked.",
    "coverage": "Share of dev rows on which it votes.",
    "overlaps": "Share of dev rows on which it and another function vote.",
    "conflicts": "Share of dev rows on which it and another function vote differently.",
    "correct": "Votes that agree with gold.",
    "incorrect": "Votes that disagree with gold.",
    "accuracy": "Empirical accuracy: correct among the votes on rows with gold. Empty where there is none.",
    "interval": "Where the accuracy may well lie, in %, given how few rows it rests on (Wilson, 95 %). ▲: it became "
    "wider, ▼: narrower.",
    "lift": "Accuracy above that of somebody who casts the same votes blindly. ✓: surely better, ✗: surely worse, "
    "?: too few votes to say.",
    "auc_without": "How the AUC of the label model changes without it: fitted on one half of dev, judged on the "
    "other, on rows that keep a vote. Above 0: better without it.",
    "f1_without": "How the F1 of the liked rows changes without it, on the same rows, taking P(positive) above one "
    "half as liked. Above 0: better without it.",
}
TITLES = {"accuracy": "emp. acc.", "interval": "95 %", "auc_without": "AUC w/o", "f1_without": "F1 w/o"}
# Pixels: fixed, for an arrow that appears would be cut off otherwise; together what 1,280 leave beside a wide sidebar.
WIDTHS = {
    "name": 120, "polarity": 50, "coverage": 75, "overlaps": 75, "conflicts": 75, "correct": 59, "incorrect": 59,
    "accuracy": 74, "interval": 74, "lift": 84, "auc_without": 63, "f1_without": 63,
}  # fmt: skip
MOST, HEIGHT = 20, 650  # functions that are shown at once, and pixels where there are more of them
WORDS = ("name", "polarity")
CLICKED = {
    "coverage": {"vote": "cast"},
    "overlaps": {"relation": "overlap"},
    "conflicts": {"relation": "conflict"},
    "correct": {"outcome": "right"},
    "incorrect": {"outcome": "wrong"},
}  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """Every function's numbers on dev, and those of the functions that today's are compared with."""

    now: Tables
    before: Tables

    @property
    def evidence(self) -> pd.DataFrame:
        """`evidence.table` of today's."""
        return self.now.evidence

    @property
    def whole(self) -> pd.DataFrame:
        """All of it in one table, to take away."""
        facts = self.now.evidence[["low", "high", "lift", "verdict"]]
        whole, without = pd.concat([self.now.summary, facts], axis=1), self.now.without.set_index("name")
        return whole.assign(**{column: whole["name"].map(without[number]) for column, number in WITHOUT.items()})


def numbers(desk: Desk) -> Numbers:
    """Count them; those of before were counted already, by whoever saw them last."""
    found, before = desk.patterns("dev"), desk.patterns_before("dev")
    names_before = [function.name for function in desk.standing.baseline.enabled]
    return Numbers(
        Tables(
            analysis.summary(found, desk.names),
            evidence.table(found, desk.names),
            caches.without_each(desk.voter, desk.functions),
        ),
        Tables(
            desk.summary_before,
            evidence.table(before, names_before),
            caches.without_each(desk.voter, desk.standing.baseline),
        ),
    )


def show(desk: Desk, found: Numbers) -> Selection | None:
    """Draw the table; returns the rows behind the number that was clicked, if one was."""
    event = st.dataframe(
        cells(found.now, found.before), hide_index=True, on_select="rerun", selection_mode="single-cell",
        key=f"functions/{desk.name}", column_order=list(HELP),
        height="content" if len(found.now.summary) <= MOST else HEIGHT,
        column_config={
            name: st.column_config.Column(
                TITLES.get(name, name), help=text, width=WIDTHS[name], alignment="left" if name in WORDS else "right"
            )
            for name, text in HELP.items()
        },
    )  # fmt: skip
    clicked = event["selection"]["cells"]
    if not clicked or clicked[0][0] >= len(found.now.summary):
        return None
    row, column = clicked[0]
    return Selection(function=found.now.summary["name"][row], **CLICKED.get(column, {"vote": "cast"}))


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
            table = found.whole
            table["polarity"] = table["polarity"].map(str)  # "[0, 1]", as `label summary` writes it
            downloads.csv_button(table, f"{desk.name}-functions-dev")
            downloads.json_button(desk.functions.model_dump_json(indent=1), f"{desk.name}-functions")
            try:
                downloads.script_button(desk.functions, desk.name, f"{desk.name}-functions")
            except BadInput as error:
                st.caption(plain(str(error)))

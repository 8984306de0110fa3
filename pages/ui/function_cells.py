"""The cells of the LF table as people read them: all text, an arrow and the change beside each number that changed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from pages.ui.numbers import signed
from recsys.data.dataset import Doubles
from recsys.labeling import evidence

MARKS = {evidence.BETTER: "✓", evidence.WORSE: "✗", evidence.TOO_FEW: "?"}
SHARES = ("coverage", "overlaps", "conflicts")
WITHOUT = {"auc_without": "auc_change", "f1_without": "f1_change"}  # column -> that of `leave_one_out`


class Change(NamedTuple):
    """How a change is written: in which unit, in which form, and only from which size on; smaller ones do not show."""

    unit: float
    form: str
    seen: float


OF_SHARE, OF_COUNT = Change(100, " {} {:.2f}", 5e-5), Change(1, " {} {:,.0f}", 0)
# Narrow, for a table that has to fit a laptop.
OF_POINTS = Change(100, " {}{:.1f}", 5e-4)
OF_WIDTH, OF_METRIC = Change(100, " {}", 5e-4), Change(1, " {}", 5e-4)


class Tables(NamedTuple):
    """One row a function each: `analysis.summary`, `evidence.table` and `leave_one_out`; in the last some may lack."""

    summary: pd.DataFrame
    evidence: pd.DataFrame
    without: pd.DataFrame


def cells(now: Tables, before: Tables) -> pa.Table:
    """The table, with what changed in it since `before`.

    Numbers are padded, so that sorting them as text sorts them as numbers.
    """
    table, facts = now.summary, now.evidence
    changes = evidence.changes(before.summary, table)
    moved = evidence.changes(before.evidence, facts, ("low", "high", "lift"))
    spans = zip(facts["low"], facts["high"], strict=True)
    lifts = zip(facts["lift"], facts["verdict"], strict=True)
    columns = {
        "name": list(table["name"]),
        "polarity": [", ".join(map(str, labels)) for labels in table["polarity"]],
        **{name: _counted(name, table[name], changes[name]) for name in evidence.CHANGES},
        "interval": _with_arrows(
            [f"{100 * low:.1f}–{100 * high:.1f}" if high == high else "" for low, high in spans],
            (moved["high"] - moved["low"]).to_numpy(),
            OF_WIDTH,
        ),
        "lift": _with_arrows(
            [f"{signed(lift, '.1%')} {MARKS[verdict]}" if lift == lift else "" for lift, verdict in lifts],
            moved["lift"].to_numpy(),
            OF_POINTS,
        ),
        **_without(table["name"], now.without, before.without),
    }
    return pa.table(columns)


def _counted(name: str, values: pd.Series, changes: pd.Series) -> list[str]:
    # What is small is told to more digits than what lies around one half.
    if name == "accuracy":
        form, change = "{:6.1%}", OF_POINTS
    else:
        form, change = ("{:7.2%}", OF_SHARE) if name in SHARES else ("{:7,.0f}", OF_COUNT)
    return _with_arrows([form.format(value) if value == value else "–" for value in values], changes.to_numpy(), change)


def _without(names: pd.Series, now: pd.DataFrame, before: pd.DataFrame) -> dict[str, list[str]]:
    place = {name: row for row, name in enumerate(now["name"])}
    changes = evidence.changes(before, now, tuple(WITHOUT.values()))
    columns = {}
    for column, number in WITHOUT.items():
        # The last is that of who is not there.
        values, moved = (np.append(table[number].to_numpy(float), np.nan) for table in (now, changes))
        rows = [place.get(name, -1) for name in names]
        texts = [signed(value, ".3f") if value == value else "–" for value in values[rows]]
        columns[column] = _with_arrows(texts, moved[rows], OF_METRIC)
    return columns


def _with_arrows(texts: Sequence[str], changes: Doubles, how: Change) -> list[str]:
    """Texts, each with an arrow and the change of its number if that is one to be seen."""
    return [
        text + how.form.format("▲" if change > 0 else "▼", abs(change) * how.unit) if abs(change) > how.seen else text
        for text, change in zip(texts, changes, strict=True)
    ]

"""Trained models side by side: what each is worth, what they were made from, how they learned. Each answer a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from recsys.runs import ModelRun

BESIDE = ("popularity", "random")  # what a ranking is always compared with
MOST_POINTS = 200  # of one curve: more can't be told apart in a chart
FACTS = {
    "family": "model",
    "labels": "labels",
    "label run": "label_run",
    "data": "fingerprint",
    "data points learned from": "examples",
}


def metrics(found: Mapping[str, ModelRun], names: Sequence[str]) -> pd.DataFrame:
    """A row for each metric that any of the runs has, a column for each run by its name, and for popularity and random.

    Missing: NaN. Popularity and random are those of the first run that has them.
    """
    columns = {name: run.metrics for name, run in found.items()}
    for beside in BESIDE:
        columns[beside] = next((run.metrics[beside] for run in found.values() if run.metrics.get(beside)), {})
    table = pd.DataFrame({name: [numbers.get(m) for m in names] for name, numbers in columns.items()}, list(names))
    return table.astype(float).dropna(how="all")


def best(table: pd.DataFrame, lower_is_better: frozenset[str] | set[str]) -> pd.DataFrame:
    """Where the best of each row of `metrics` stands: of the same shape, True there, wherever several share it."""
    signed = table.mul(np.where(table.index.isin(list(lower_is_better)), -1.0, 1.0), axis=0)
    return signed.eq(signed.max(axis=1), axis=0)


def differences(found: Mapping[str, ModelRun]) -> pd.DataFrame:
    """A row for each fact and setting in which the runs differ, a column for each run; "–": its family has no such."""
    described = {name: _described(run) for name, run in found.items()}
    rows = list(dict.fromkeys(row for facts in described.values() for row in facts))
    table = pd.DataFrame({name: [facts.get(row, "–") for row in rows] for name, facts in described.items()}, rows)
    is_seed = table.index == "seed"  # always told: without it nobody can do it again
    return table[(table.nunique(axis=1) > 1) | is_seed]


def curves(found: Mapping[str, ModelRun]) -> pd.DataFrame:
    """All the runs' curves, one under the other: run, curve, epoch, value. Long ones are thinned out, ends kept."""
    tables = []
    for name, run in found.items():
        points = thinned(pd.DataFrame(run.curve))
        if "epoch" in points:
            tables.append(points.melt("epoch", var_name="curve").assign(run=name))
    if not tables:
        return pd.DataFrame(columns=["run", "curve", "epoch", "value"])
    return pd.concat(tables, ignore_index=True).dropna(subset="value")[["run", "curve", "epoch", "value"]]


def thinned(points: pd.DataFrame, most: int = MOST_POINTS) -> pd.DataFrame:
    """At most so many of a curve's points, evenly spread, the first and the last among them."""
    if len(points) <= most:
        return points
    return points.iloc[np.linspace(0, len(points) - 1, most).round().astype(int)]


def seed(run: ModelRun) -> int | None:
    """What a run's chance was seeded with; None for families that leave nothing to chance."""
    given = run.settings.get("seed")
    return None if given is None else int(given)


def text(value: Any) -> str:
    """A setting as people read it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(text, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)


def _described(run: ModelRun) -> dict[str, str]:
    facts = {what: getattr(run, field) for what, field in FACTS.items()}
    facts["data"] = facts["data"][:8]
    return {what: text(value) for what, value in (facts | run.settings).items()}

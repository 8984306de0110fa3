"""Where errors gather: slices of the rows, and pairs of slices, by how many errors more than elsewhere they hold."""

from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.evaluation import intervals
from recsys.labeling.slices import Kind, Slices

Mask = npt.NDArray[np.bool_]
KINDS: tuple[Kind, ...] = ("popularity", "activity", "author", "genre", "review")
LEAST = 20  # rows of a slice; of fewer nothing can be said
CONFIDENCE = 0.95
COLUMNS = ["kinds", "names", "rows", "errors", "rate", "low", "high", "excess", "is_sure"]


@dataclass(frozen=True)
class Found:
    """Slices, worst first. rate: that of all rows. compared: how many slices were looked at."""

    table: pd.DataFrame
    rate: float
    compared: int


def by_kind(slices: Slices, rows: npt.NDArray[np.int64], is_wrong: Mask) -> Found:
    """The single slices of all kinds, in the kinds' order; `table` has the columns of COLUMNS."""
    return _judged([_counted(slices, rows, is_wrong, (kind,)) for kind in KINDS], is_wrong, 1)


def worst(slices: Slices, rows: npt.NDArray[np.int64], is_wrong: Mask) -> Found:
    """Single slices and pairs with LEAST rows or more and more errors than expected, by how many more they are.

    excess: the errors less those there would be at the rate of all rows. A pair is there only if its rate is above
    those of both its parts. low, high: Wilson's interval of the rate, wide enough for all slices compared at once
    (Bonferroni); is_sure: it lies above the rate of all rows.
    """
    single = [_counted(slices, rows, is_wrong, (kind,)) for kind in KINDS]
    pairs = [_counted(slices, rows, is_wrong, both) for both in combinations(KINDS, 2)]
    found = _judged([*single, *pairs], is_wrong, LEAST)
    table = found.table
    told = list(zip(table["kinds"], table["names"], table["rate"], strict=True))
    rates = {(kinds, names): rate for kinds, names, rate in told}
    adds = [
        len(kinds) == 1 or all(rate > rates[(kind,), (name,)] for kind, name in zip(kinds, names, strict=True))
        for kinds, names, rate in told
    ]
    kept = table[np.array(adds, bool) & (table["excess"] > 0)]
    ordered = kept.sort_values(["excess", "rows"], ascending=[False, True], kind="stable", ignore_index=True)
    return Found(ordered, found.rate, found.compared)


def holds(slices: Slices, rows: npt.NDArray[np.int64], kinds: tuple[Kind, ...], names: tuple[str, ...]) -> Mask:
    """Which of some rows are in a slice, or in both of a pair."""
    inside = np.ones(len(rows), bool)
    for kind, name in zip(kinds, names, strict=True):
        found = slices.of(kind)
        inside &= found.codes[rows] == found.names.index(name)
    return inside


def _counted(slices: Slices, rows: npt.NDArray[np.int64], is_wrong: Mask, kinds: tuple[Kind, ...]) -> pd.DataFrame:
    """kinds, names, rows, errors of each combination of the kinds' slices; rows in none of a kind are left out."""
    found = [slices.of(kind) for kind in kinds]
    place, inside, size = np.zeros(len(rows), np.int64), np.ones(len(rows), bool), 1
    for slicing in found:
        codes = slicing.codes[rows]
        place = place * len(slicing.names) + codes
        inside &= codes >= 0
        size *= len(slicing.names)
    total = np.bincount(place[inside], minlength=size)
    errors = np.bincount(place[inside & is_wrong], minlength=size)
    there = np.flatnonzero(total)
    parts = np.unravel_index(there, tuple(max(len(slicing.names), 1) for slicing in found))
    names = list(
        zip(*([slicing.names[i] for i in part] for slicing, part in zip(found, parts, strict=True)), strict=True)
    )
    columns = {"kinds": [kinds] * len(there), "names": names, "rows": total[there], "errors": errors[there]}
    return pd.DataFrame(columns)


def _judged(parts: list[pd.DataFrame], is_wrong: Mask, least: int) -> Found:
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    table = table[table["rows"] >= least].reset_index(drop=True)
    rate = float(is_wrong.mean()) if len(is_wrong) else 0.0
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / max(len(table), 1))
    n, errors = table["rows"].to_numpy(float), table["errors"].to_numpy(float)
    low, high = intervals.wilson(errors, n, z)
    share = np.divide(errors, n, out=np.full(len(n), np.nan), where=n > 0)
    judged = table.assign(rate=share, low=low, high=high, excess=errors - rate * n, is_sure=low > rate)
    return Found(judged[COLUMNS], rate, len(table))

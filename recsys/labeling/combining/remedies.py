"""What to do about two functions that vote alike: keep both, drop one, or merge them; each shown by its effect."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.labeling.combining import live_fitting, paired
from recsys.labeling.combining.label_models import LabelModelName, LabelModelSettings
from recsys.labeling.combining.pattern_metrics import measure_each
from recsys.labeling.patterns import Patterns
from recsys.labeling.votes import ABSTAIN

CHANGES = ["change", "low", "high", "p"]
CHANCE = 0.05

Votes = npt.NDArray[np.int8]


class Pair(NamedTuple):
    """Two functions, by their columns. against: what the two merged vote where one votes liked and the other not."""

    first: int
    second: int
    against: int = ABSTAIN


def effects(
    fitted_on: Patterns,
    judged_on: Patterns,
    names: Sequence[str],
    pair: Pair,
    kind: LabelModelName = "calibrated",
) -> pd.DataFrame:
    """One row for each remedy, keep, drop the one, drop the other, merge: a model is fitted anew and judged elsewhere.

    fitted_on, judged_on: the two `halves` of dev, or dev and test. kind: one of `live_fitting.LIVE`. Columns: remedy;
    n, auc, f1 and brier of the rows that get a label whichever is chosen; auc_change against keeping both, with its
    interval auc_low, auc_high, and auc_p, NaN where `paired` has too few rows; coverage, the share of all judged rows
    with gold that get a label. Raises BadInput where `fitted_on` has too little to fit on.
    """
    scores, settings = [], LabelModelSettings(model=kind)
    for here, there in zip(_votes(fitted_on.votes, pair), _votes(judged_on.votes, pair), strict=True):
        changed = replace(fitted_on, votes=here)  # what becomes alike stands twice, and is counted as often as before
        model = live_fitting.fit(changed, changed, names, settings)
        scores.append(model.probabilities(there))
    score, gold_counts = np.stack(scores), judged_on.gold_counts
    labeled = ~np.isnan(score).any(axis=0)
    common = measure_each(score[:, labeled], gold_counts[labeled], model.class_balance)
    changes = [paired.auc(other, score[0, labeled], gold_counts[labeled]) for other in score[:, labeled]]
    return pd.DataFrame(
        {
            "remedy": ["keep both", *(f"drop {names[function]}" for function in pair[:2]), "merge"],
            "n": common["n"].astype(int),
            **{name: common[name] for name in ("auc", "f1", "brier")},
            **{f"auc_{name}": [change[at] for change in changes] for at, name in enumerate(CHANGES)},
            "coverage": measure_each(score, gold_counts, model.class_balance)["coverage"],
        }
    )


def advice(table: pd.DataFrame, are_identical: bool = False) -> str:
    """What a table of `effects` says, in a sentence: the remedy that ranks best, if any does beyond chance.

    table: its first row, keep both, and those of the remedies that are to be had. Each p-value is held against its
    share of CHANCE: a third if three are tried. are_identical: the two cast the same votes; then the second is to go,
    whatever chance made of the AUC.
    """
    others = table.iloc[1:]
    if are_identical:
        return f"{_capital(others['remedy'].iloc[1])}: it repeats the other vote for vote, so it tells nothing new."
    better = others[(others["auc_p"] * len(others) < CHANCE) & (others["auc_change"] > 0)]
    if better.empty:
        return (
            f"Keeping both does no harm that shows: on {table['n'].iloc[0]:,} rows nothing else ranks better beyond "
            "chance."
        )
    best = better.sort_values("auc_change").iloc[-1]
    interval = f"{best['auc_low']:+.3f} to {best['auc_high']:+.3f}"
    return f"{_capital(best['remedy'])}: AUC {best['auc_change']:+.3f} ({interval}) on {best['n']:,} rows."


def _capital(remedy: str) -> str:
    return f"{remedy[0].upper()}{remedy[1:]}"


def _votes(votes: Votes, pair: Pair) -> list[Votes]:
    """The votes kept, without the one, without the other, and with both merged into the first; a column stays where
    its function is gone."""
    without = []
    for gone in pair[:2]:
        changed = votes.copy()
        changed[:, gone] = ABSTAIN
        without.append(changed)
    return [votes, *without, _merge(votes, pair)]


def _merge(votes: Votes, pair: Pair) -> Votes:
    """Two functions as one in the first's place: a vote of either counts."""
    first, second = votes[:, pair.first], votes[:, pair.second]
    both = np.where((second == ABSTAIN) | (second == first), first, np.int8(pair.against))
    merged = votes.copy()
    merged[:, pair.first] = np.where(first == ABSTAIN, second, both)
    merged[:, pair.second] = ABSTAIN
    return merged

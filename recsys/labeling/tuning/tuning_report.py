"""What tuning changed and what came of it, before and after, on the half it was fitted on and on the other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.data.dataset import Doubles
from recsys.evaluation import intervals
from recsys.labeling import patterns
from recsys.labeling.combining import pattern_metrics
from recsys.labeling.functions import FunctionSet, LabelingFunction, ThresholdFunction
from recsys.labeling.tuning import threshold_search
from recsys.labeling.votes import Voter

Mask = npt.NDArray[np.bool_]

FITTING, REPORTING = "fitting", "reporting"
BEFORE, AFTER = "before", "after"
LABELED, BY_BOTH, ALL = "labeled", "labeled by both", "all"
VOTES = ["name", "half", "when", "threshold", "n", "accuracy", "low", "high", "coverage"]
NUMBERS = ["n", "accuracy", "f1", "macro_f1", "auc", "brier", "coverage"]


@dataclass(frozen=True)
class Trial:
    """Two function sets to be set against each other on two halves of dev, masks of its rows: the fitting one first."""

    voter: Voter
    before: FunctionSet
    after: FunctionSet
    halves: tuple[Mask, Mask]

    @property
    def named_halves(self) -> tuple[tuple[str, Mask], tuple[str, Mask]]:
        """Both halves with what they are called in the tables."""
        return (FITTING, self.halves[0]), (REPORTING, self.halves[1])

    @property
    def sets(self) -> tuple[tuple[str, FunctionSet], tuple[str, FunctionSet]]:
        """Both sets with what they are called in the tables."""
        return (BEFORE, self.before), (AFTER, self.after)

    @property
    def moves(self) -> dict[str, tuple[float, float]]:
        """The thresholds that changed, before and after, by function."""
        old, new = _thresholds(self.before), _thresholds(self.after)
        return {name: (old[name], new[name]) for name in old if name in new and old[name] != new[name]}


@dataclass(frozen=True)
class Tuned:
    """What tuning found: `trial.after` is the set with new thresholds, `trial.moves` says which those are.

    votes: `judge_votes` of the functions that were tuned. label_model: `compare`. sentence: what was found, for people.
    is_borne_out: whether it does not say to keep what one had.
    """

    trial: Trial
    votes: pd.DataFrame
    label_model: pd.DataFrame
    sentence: str
    is_borne_out: bool


def _thresholds(functions: FunctionSet) -> dict[str, float]:
    thresholds = (function for function in functions.functions if isinstance(function, ThresholdFunction))
    return {function.name: function.threshold for function in thresholds}


def judge_votes(trial: Trial, names: Sequence[str]) -> pd.DataFrame:
    """What functions' votes are worth, with the columns of VOTES: one row a function, half, and before or after.

    n: votes with gold. accuracy: of those, with its Wilson interval low, high; NaN without any. coverage: a share of
    the half's rows. threshold: NaN for a function that has none.
    """
    records = [
        {"name": name, "half": half, "when": when} | _votes(trial, functions[name], mask)
        for name in names
        for half, mask in trial.named_halves
        for when, functions in trial.sets
    ]
    return pd.DataFrame(records, columns=VOTES)


def _votes(trial: Trial, function: LabelingFunction, mask: Mask) -> dict[str, float]:
    dataset = trial.voter.dataset
    column, gold = trial.voter.column(function)[dataset.rows("dev")][mask], dataset.gold("dev")[mask]
    n = int(((column >= 0) & (gold >= 0)).sum())
    correct = int(((column >= 0) & (gold == column)).sum())
    low, high = intervals.wilson(correct, n)
    return {
        "threshold": function.threshold if isinstance(function, ThresholdFunction) else np.nan,
        "n": n,
        "accuracy": correct / n if n else np.nan,
        "low": float(low),
        "high": float(high),
        "coverage": float((column >= 0).mean()),
    }


def compare(trial: Trial) -> pd.DataFrame:
    """What the calibrated vote, fitted on the fitting half, is worth with either set; one row a half, rows, and when.

    rows: LABELED, those it labels with that set; BY_BOTH, those it labels with each of the sets, which tells better
    ranking from saying less; ALL, taking the class balance for rows without a vote. Further columns: NUMBERS, missing
    where they can't be had.
    """
    gold = trial.voter.dataset.gold("dev")
    counts = np.stack([gold == 0, gold == 1], axis=1).astype(np.int64)
    balance = float(counts[trial.halves[0], 1].sum() / max(int(counts[trial.halves[0]].sum()), 1))
    scores = {when: _probabilities(trial, functions) for when, functions in trial.sets}
    by_both = ~np.isnan(scores[BEFORE]) & ~np.isnan(scores[AFTER])
    records: list[dict[str, Any]] = []
    for half, mask in trial.named_halves:
        for when, score in scores.items():
            judged = {
                LABELED: score,
                BY_BOTH: np.where(by_both, score, np.nan),
                ALL: np.where(np.isnan(score), balance, score),
            }
            for rows, probability in judged.items():
                numbers = pattern_metrics.measure(probability[mask], counts[mask], balance)
                records.append({"half": half, "rows": rows, "when": when} | numbers)
    table = pd.DataFrame(records, columns=["half", "rows", "when", *NUMBERS])
    return table.astype(dict.fromkeys(NUMBERS[1:], float))


def _probabilities(trial: Trial, functions: FunctionSet) -> Doubles:
    """P(positive) of dev's rows, by the calibrated vote fitted on the fitting half; all NaN if it can't be fitted."""
    dataset, fitting = trial.voter.dataset, trial.halves[0]
    rows, gold = dataset.rows("dev"), dataset.gold("dev")
    m = len(functions.enabled)
    codes = patterns.encode(trial.voter.columns(functions.enabled, rows), len(gold))
    names = [function.name for function in functions.enabled]
    model = threshold_search.fit(patterns.count_codes(codes[fitting], m, gold[fitting]), names)
    if model is None:
        return np.full(len(gold), np.nan)
    found = patterns.count_codes(codes, m, gold)
    return patterns.spread(model.probabilities(found.votes), found, codes)

"""Is a fit of snorkel's LabelModel to be trusted? What there is to look at as tables, and a plain sentence for each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.evaluation import intervals
from recsys.labeling import analysis
from recsys.labeling.combining import reliability
from recsys.labeling.combining.fit_health import FitHealth
from recsys.labeling.combining.label_model_seeds import PRECISION
from recsys.labeling.combining.label_models import LabelModel
from recsys.labeling.patterns import Patterns

SPREAD = 0.05  # of a weight over the seeds; above it the weight is the seed's, not the function's
SEEN = 0.0005  # of that; below it three decimals show nothing
MOVED = 0.02  # of a weight from its start; below it the model learned nothing of the function
EXTREME = 0.01  # of a weight from 0 or 1; below it the fit ran into its bounds
OFF = 0.05  # of P from the share of liked rows, on average
# Share of covered rows with two votes. On 100,000 rows of ten independent functions the weights were off by .057 on
# average where it was 9 %, by .018 where it was 22 %, by .005 where it was 70 %.
OVERLAP = 0.1


class Finding(NamedTuple):
    """One thing that was looked at. well: whether it speaks for the fit; None if nothing can be said."""

    name: str
    well: bool | None
    sentence: str


def findings(fitted: LabelModel, kept: FitHealth | None, train: Patterns, judged: Patterns) -> list[Finding]:
    """All there is to say of a fit. train: what it was fitted on. judged: dev or test, whose gold it never saw."""
    return [
        _overlap(train),
        _order(inversions(weights_and_accuracies(fitted, judged))),
        *([_seeds(fitted, kept), _moved(moved(fitted, kept))] if kept else []),
        _bounds(fitted),
        _kept_word(reliability.table(fitted.probabilities(judged.votes), judged.gold_counts)),
    ]


def weights_and_accuracies(fitted: LabelModel, judged: Patterns) -> pd.DataFrame:
    """What the model thinks of each function beside what gold says: name, weight, accuracy, low, high, n.

    low, high: Wilson's interval of the accuracy. n: votes on rows with gold.
    """
    table = analysis.summary(judged, fitted.functions)
    n = table["correct"] + table["incorrect"]
    low, high = intervals.wilson(table["correct"], n)
    weight = np.array(fitted.weights or [None] * len(table), float)
    return table[["name"]].assign(weight=weight, accuracy=table["accuracy"], low=low, high=high, n=n)


def inversions(table: pd.DataFrame) -> pd.DataFrame:
    """The pairs a model has in the wrong order: `trusted` has the larger weight, `better` the higher accuracy.

    table: of `weights_and_accuracies`. Further columns: weight_difference, accuracy_difference, both positive, and
    beyond_chance: whether the interval of the accuracies' difference is above 0. Worst first.
    Source of that interval: Newcombe 1998, method 10, from the two Wilson intervals.
    """
    pairs = table.merge(table, how="cross", suffixes=("_trusted", "_better"))
    weight, accuracy = (pairs[f"{key}_trusted"] - pairs[f"{key}_better"] for key in ("weight", "accuracy"))
    below = np.hypot(pairs["accuracy_better"] - pairs["low_better"], pairs["high_trusted"] - pairs["accuracy_trusted"])
    found = pd.DataFrame(
        {
            "trusted": pairs["name_trusted"],
            "better": pairs["name_better"],
            "weight_difference": weight,
            "accuracy_difference": -accuracy,
            "beyond_chance": -accuracy > below,
        }
    )
    wrong = found[(weight > 0) & (accuracy < 0)]
    return wrong.sort_values("accuracy_difference", ascending=False, ignore_index=True)


def spread(fitted: LabelModel, kept: FitHealth) -> pd.DataFrame:
    """Each function's weight over the seeds: name, lowest, highest, spread; NaN for one that never voted.

    Seeds from which the fit diverges have no weights, and no part in it.
    """
    weights = np.array(kept.weights, float)[~_diverged(kept)]
    if not len(weights):
        weights = np.full((1, len(fitted.functions)), np.nan)
    lowest, highest = weights.min(axis=0), weights.max(axis=0)
    return pd.DataFrame(
        {"name": list(fitted.functions), "lowest": lowest, "highest": highest, "spread": highest - lowest}
    )


def _diverged(kept: FitHealth) -> npt.NDArray[np.bool_]:
    """Of each seed, whether the fit from it ended without a single weight that is a number."""
    return ~np.isfinite(np.array(kept.weights, float)).any(axis=1)


def moved(fitted: LabelModel, kept: FitHealth) -> pd.DataFrame:
    """How far the fit went from where it started: name, weight, moved, parameters.

    moved: the weight less the PRECISION every function starts at. parameters: the largest change of a P(vote | truth).
    """
    weight = np.array(fitted.weights, float)
    change = np.abs(np.array(fitted.conditional) - np.array(kept.start)).reshape(len(weight), -1).max(axis=1)
    return pd.DataFrame(
        {"name": list(fitted.functions), "weight": weight, "moved": weight - PRECISION, "parameters": change}
    )


def vote_shares(train: Patterns) -> dict[int, float]:
    """The share of the covered rows that have at least 1, 2 and 3 votes: {1: 1, 2: .2, 3: .05}; 0 without any."""
    votes = (train.votes >= 0).sum(axis=1)
    covered = max(int(train.counts[votes > 0].sum()), 1)
    return {least: int(train.counts[votes >= least].sum()) / covered for least in (1, 2, 3)}


def _overlap(train: Patterns) -> Finding:
    shares = vote_shares(train)
    said = f"Of the rows with a vote, {shares[2]:.1%} have two or more and {shares[3]:.1%} three or more"
    if shares[2] < OVERLAP:
        return Finding("overlap", False, f"{said}: too few for functions to be judged by how they agree.")
    return Finding("overlap", True, f"{said}: enough for functions to be judged by how they agree.")


def _order(wrong: pd.DataFrame) -> Finding:
    sure = wrong[wrong["beyond_chance"]]
    if wrong.empty:
        return Finding("order", True, "It trusts the functions in the order of their accuracy.")
    worst = (sure if len(sure) else wrong).iloc[0]
    pair = f"{worst['trusted']} more than {worst['better']}, which is more often right"
    if sure.empty:
        return Finding("order", None, f"It trusts {pair}, but by no more than chance could do.")
    more = f", and {len(sure) - 1} more in the wrong order beyond chance" if len(sure) > 1 else ""
    return Finding("order", False, f"It trusts {pair}{more}.")


def _seeds(fitted: LabelModel, kept: FitHealth) -> Finding:
    diverged = int(_diverged(kept).sum())
    if diverged and any(weight is not None for weight in fitted.weights):
        return Finding(
            "seeds", False,
            f"From {diverged} of {len(kept.seeds)} seeds the fit diverges: its weights become no numbers. Lower the "
            "learning rate and fit again.",
        )  # fmt: skip
    return _spread(spread(fitted, kept), len(kept.seeds) - diverged)


def _spread(table: pd.DataFrame, seeds: int) -> Finding:
    if table["spread"].isna().all():
        return Finding("seeds", None, "A fit from other seeds gave no weights.")
    name, widest = table.sort_values("spread", ascending=False).iloc[0][["name", "spread"]]
    if widest > SPREAD:
        return Finding("seeds", False, f"The weights depend on the seed: that of {name} changes by {widest:.2f}.")
    if widest < SEEN:
        return Finding("seeds", True, f"Fitted from {seeds} seeds, the weights come out the same to three decimals.")
    return Finding("seeds", True, f"Fitted from {seeds} seeds, no weight changes by more than {widest:.3f} ({name}).")


def _moved(table: pd.DataFrame) -> Finding:
    still = table.loc[table["moved"].abs() < MOVED, "name"].tolist()
    if not still:
        return Finding("moved", True, f"Every weight has left its start, {PRECISION:g}.")
    said = f"Still near where every weight starts, {PRECISION:g}: {_listed(still)}"
    if len(still) < len(table):
        return Finding("moved", None, f"{said}. That is what it found, or that it learned nothing of them.")
    return Finding("moved", False, f"{said}. It learned nothing of how good the functions are.")


def _bounds(fitted: LabelModel) -> Finding:
    at_bounds = [
        f"{name} ({weight:.2f})"
        for name, weight in zip(fitted.functions, fitted.weights, strict=True)
        if weight is not None and not EXTREME < weight < 1 - EXTREME
    ]
    if not at_bounds:
        return Finding("bounds", True, "It takes no function as always right or always wrong.")
    return Finding("bounds", False, f"It takes as always right or always wrong: {_listed(at_bounds)}.")


def _kept_word(diagram: pd.DataFrame) -> Finding:
    error = reliability.calibration_error(diagram)
    if error is None:
        return Finding("reliability", None, "No row with gold has a label, so its probabilities can't be checked.")
    said = (
        f"Its probabilities are {error:.2f} away from the share of liked rows, on average over {diagram['n'].sum():,}"
    )
    return Finding("reliability", error <= OFF, f"{said} rows with gold.")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

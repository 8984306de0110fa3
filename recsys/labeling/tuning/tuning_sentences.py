"""What tuning found, in words for people."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from recsys.labeling.functions import ThresholdFunction
from recsys.labeling.tuning.threshold_search import Choice, LabelModelGoal, PrecisionGoal
from recsys.labeling.tuning.tuning_report import AFTER, ALL, BEFORE, BY_BOTH, LABELED, REPORTING

METRICS = {"auc": "AUC", "macro_f1": "macro F1"}
WHERE = {LABELED: "the rows it labels", ALL: "all rows"}
NO_GAIN = " That is no gain: what helped on the fitting half was chance, so keep what you had."


def of_precision(function: ThresholdFunction, choice: Choice | None, goal: PrecisionGoal, votes: pd.DataFrame) -> str:
    """What the fitting half says of a precision goal, and what the other half makes of it.

    votes: `tuning_report.judge_votes` of the function alone.
    """
    if choice is None:
        return (
            f"No threshold of {function.name} has {goal.least_votes:,} votes with gold on the fitting half, so none "
            "can be judged. Ask for fewer votes, or give more rows gold."
        )
    share = f"{goal.precision:.1%}" + ("" if goal.judged_by == "estimate" else " by the lower end of its interval")
    if not choice.is_enough:
        return (
            f"No threshold of {function.name} reaches {share} on the fitting half; the best is "
            f"{choice.precision:.1%} at {number(choice.threshold)}. Lower the target."
        )
    return (
        f"{function.name} at {number(choice.threshold)}: of the thresholds that reach {share} on the fitting half, "
        f"the one with the most votes; there it has {choice.precision:.1%}. {_held_out(votes, goal)}"
    )


def is_precise(votes: pd.DataFrame, goal: PrecisionGoal) -> bool:
    """Whether the half held out does not speak against the threshold found. votes: as `of_precision` takes them."""
    after = _after(votes)
    return bool(after["n"] > 0 and after["high"] >= goal.precision)


def _after(votes: pd.DataFrame) -> dict[Hashable, Any]:
    return votes.set_index(["half", "when"]).to_dict("index")[REPORTING, AFTER]


def _held_out(votes: pd.DataFrame, goal: PrecisionGoal) -> str:
    after = _after(votes)
    if not after["n"]:
        return "On the half held out it casts no vote with gold, so nothing there can bear it out."
    if after["low"] >= goal.precision:
        verdict = "surely that precise"
    elif after["high"] < goal.precision:
        verdict = "surely less: what was found is chance, so keep what you had"
    else:
        verdict = f"{'as wanted' if after['accuracy'] >= goal.precision else 'less'}, but too few rows to be sure"
    return (
        f"On the half held out it has {after['accuracy']:.1%} ({after['low']:.0%} to {after['high']:.0%}) of "
        f"{after['n']:,} votes: {verdict}."
    )


def of_label_model(moves: dict[str, tuple[float, float]], table: pd.DataFrame, goal: LabelModelGoal) -> str:
    """What tuning for the label model found. moves: from and to, by function. table: `tuning_report.compare`'s."""
    metric, title = goal.metric, METRICS[goal.metric]
    if not moves:
        return f"No other threshold gives the label model a higher {title} on the fitting half; nothing changes."
    numbers = table.set_index(["half", "rows", "when"]).to_dict("index")
    aim = LABELED if goal.rows == "labeled" else ALL
    (was, now), (same_was, same_now), (covered, covers) = (
        [numbers[REPORTING, rows, when][column] for when in (BEFORE, AFTER)]
        for rows, column in ((aim, metric), (BY_BOTH, metric), (LABELED, "coverage"))
    )
    changes = ", ".join(f"{name} from {number(old)} to {number(new)}" for name, (old, new) in moves.items())
    return (
        f"{changes}. On the other half the label model's {title} on {WHERE[aim]} goes from {score(was)} to "
        f"{score(now)}; on those labeled before and after, from {score(same_was)} to {score(same_now)}. "
        f"Its coverage goes from {covered:.1%} to {covers:.1%}." + ("" if is_gain(table, goal) else NO_GAIN)
    )


def is_gain(table: pd.DataFrame, goal: LabelModelGoal) -> bool:
    """Whether the other half says the same. table: `tuning_report.compare`'s."""
    numbers = table.set_index(["half", "rows", "when"])[goal.metric]
    was, now = (numbers[REPORTING, LABELED if goal.rows == "labeled" else ALL, when] for when in (BEFORE, AFTER))
    return bool(now > was)


def score(value: float) -> str:
    """A label model's number, or that there is none."""
    return "unknown" if value != value else f"{value:.3f}"


def number(threshold: float) -> str:
    """A threshold as people write it: what is not whole, to four digits."""
    return (
        f"{threshold:,.10g}" if float(threshold).is_integer() else f"{threshold:,.{_decimals(threshold)}f}".rstrip("0")
    )


def _decimals(threshold: float) -> int:
    """As many as make four digits that count."""
    return max(3 - int(np.floor(np.log10(abs(threshold)))), 1)

"""What leaving a function out would do to the label model, from the patterns: nothing is fitted anew."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from recsys.data.dataset import Doubles
from recsys.errors import BadInput
from recsys.labeling import halves
from recsys.labeling.combining import live_fitting
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.combining.pattern_metrics import measure_each
from recsys.labeling.functions import LabelingFunction
from recsys.labeling.patterns import Patterns
from recsys.labeling.votes import ABSTAIN, Voter

CALIBRATED = LabelModelSettings(model="calibrated")


def leave_one_out(model: LabelModel, found: Patterns) -> pd.DataFrame:
    """One row a function: the model with it and without it, on rows with gold; the others' parameters stay.

    Columns: name; n, and auc, f1 with their `_without` and `_change`, of the rows that keep a vote when the function is
    gone, so that both are judged alike; coverage, also with `_without` and `_change`; n_all, auc_all and f1_all of the
    whole model on all rows it labels, of which n_all - n get no label any more. NaN where a number can't be had.
    """
    with_gold = found.gold_counts.any(axis=1)
    votes, gold_counts = found.votes[with_gold], found.gold_counts[with_gold]
    m, probability = len(model.functions), model.probabilities(votes)
    others = np.repeat(votes[None], m, axis=0)
    others[np.arange(m), :, np.arange(m)] = ABSTAIN
    left = model.probabilities(others.reshape(-1, m)).reshape(m, -1)
    before = np.where(np.isnan(left), np.nan, probability)
    numbers = measure_each(np.concatenate([probability[None], before, left]), gold_counts, model.class_balance)
    columns: dict[str, Any] = {"name": list(model.functions), "n": numbers["n"][1 : m + 1].astype(int)}
    for key in ("auc", "f1"):
        columns |= _change(key, numbers[key][1 : m + 1], numbers[key][m + 1 :])
    columns |= _change("coverage", np.repeat(numbers["coverage"][:1], m), numbers["coverage"][m + 1 :])
    whole = {"n_all": int(numbers["n"][0]), "auc_all": numbers["auc"][0], "f1_all": numbers["f1"][0]}
    return pd.DataFrame(columns | whole)


def of_a_calibrated_vote(voter: Voter, functions: Sequence[LabelingFunction]) -> pd.DataFrame:
    """`leave_one_out` of a vote calibrated on one half of dev, on the other half; without a row where dev's gold is too
    little to calibrate on."""
    fitted_on, judged_on = halves.patterns_of_halves(voter, functions)
    names = [function.name for function in functions]
    try:
        model = live_fitting.fit(fitted_on, fitted_on, names, CALIBRATED)
    except BadInput:
        return pd.DataFrame({"name": [], "auc_change": [], "f1_change": []})
    return leave_one_out(model, judged_on)


def _change(key: str, before: Doubles, after: Doubles) -> dict[str, Doubles]:
    return {key: before, f"{key}_without": after, f"{key}_change": after - before}

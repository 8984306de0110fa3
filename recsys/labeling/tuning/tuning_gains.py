"""Whether a tuned function set is better than the one before, on rows it was not fitted on, or that is chance."""

from typing import Any

import numpy as np
import pandas as pd

from recsys.data.dataset import Doubles
from recsys.labeling import patterns, votes
from recsys.labeling.combining import label_models, paired, pattern_metrics
from recsys.labeling.combining.label_models import TITLES
from recsys.labeling.functions import FunctionSet
from recsys.labeling.tuning import threshold_search
from recsys.labeling.tuning.tuning_report import ALL, BY_BOTH, Trial

COLUMNS = ["label_model", "rows", "n", "before", "after", "difference", "low", "high", "p"]
CALIBRATED, MAJORITY = TITLES["calibrated"], TITLES["majority"]


def auc(trial: Trial) -> pd.DataFrame:
    """The AUC with either set on the half to report on, with the columns of COLUMNS: one row a label model and rows.

    rows: BY_BOTH, those it labels with each of the sets; ALL, taking the class balance for rows without a vote.
    difference: after - before on the same rows, with its 95 % interval and p-value; NaN where `paired` has too few
    rows. Majority vote needs no gold, so all it gains comes from the functions; the calibrated vote is fitted on the
    fitting half.
    """
    gold, (fitting, reporting) = trial.voter.dataset.gold("dev"), trial.halves
    known = gold[fitting & (gold >= 0)]
    balance = float(known.mean()) if len(known) else 0.5
    counts = np.stack([gold == 0, gold == 1], axis=1).astype(np.int64)[reporting]
    old, new = (_scores(trial, functions) for _, functions in trial.sets)
    records = []
    for title in (CALIBRATED, MAJORITY):
        by_both = ~np.isnan(old[title]) & ~np.isnan(new[title])
        for rows, judged in ((BY_BOTH, by_both), (ALL, np.ones(len(counts), bool))):
            before, after = (np.where(np.isnan(s[title]), balance, s[title])[judged] for s in (old, new))
            was, now = (pattern_metrics.measure(score, counts[judged], balance) for score in (before, after))
            difference = paired.auc(after, before, counts[judged])
            records.append((title, rows, was["n"], was["auc"], now["auc"], *difference))
    table = pd.DataFrame(records, columns=COLUMNS)
    return table.astype(dict.fromkeys(COLUMNS[3:], float))


def sentence(gains: pd.DataFrame) -> str:
    """What a table of `auc` says of the calibrated vote, for people."""
    row = _of_calibrated(gains)
    if np.isnan(row["before"]) or np.isnan(row["after"]):
        return "On the half it was not fitted on no rows are labeled before and after, so the two can't be compared."
    said = (
        f"On the half it was not fitted on, the AUC of the label model ({CALIBRATED}) on the {row['n']:,} rows it "
        f"labels before and after goes from {row['before']:.3f} to {row['after']:.3f}"
    )
    if not is_gain(gains):
        return f"{said}. That is no gain: what helped on the fitting half was chance, so keep what you had."
    if np.isnan(row["low"]):
        return f"{said}. Those rows are too few to say whether that is more than chance."
    interval = f"{said}: {row['difference']:+.3f}, 95 % interval {row['low']:+.3f} to {row['high']:+.3f}."
    return interval if row["low"] > 0 else f"{interval} It may be chance."


def is_gain(gains: pd.DataFrame) -> bool:
    """Whether a table of `auc` does not say to keep what one had; where nothing can be compared, it does not."""
    row = _of_calibrated(gains)
    return not row["after"] <= row["before"]


def _of_calibrated(gains: pd.DataFrame) -> "pd.Series[Any]":
    return gains[(gains["label_model"] == CALIBRATED) & (gains["rows"] == BY_BOTH)].iloc[0]


def _scores(trial: Trial, functions: FunctionSet) -> dict[str, Doubles]:
    """P(positive) of the rows to report on, by label model; NaN without a vote, or where the model can't be fitted."""
    dataset, (fitting, reporting) = trial.voter.dataset, trial.halves
    rows, gold = dataset.rows("dev"), dataset.gold("dev")
    columns = trial.voter.columns(functions.enabled, rows)
    found = patterns.count([column[fitting] for column in columns], gold[fitting])
    model = threshold_search.fit(found, [function.name for function in functions.enabled])
    cast = votes.matrix(columns, len(gold))[reporting]
    return {
        CALIBRATED: np.full(len(cast), np.nan) if model is None else model.probabilities(cast),
        MAJORITY: label_models.majority_vote(cast),
    }

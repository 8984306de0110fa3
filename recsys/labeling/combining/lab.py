"""The label-model lab: several label models side by side on the same held-out rows, and what chance could have done.

All from vote patterns, in milliseconds; the models come from `live_fitting`, and snorkel's from a run.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from recsys.data.dataset import Doubles
from recsys.errors import BadInput
from recsys.labeling.combining import label_models, paired, pattern_metrics
from recsys.labeling.combining.label_models import TITLES, LabelModel
from recsys.labeling.combining.pattern_metrics import Counts
from recsys.labeling.patterns import Patterns

NUMBERS = ["accuracy", "macro_f1", "auc", "brier", "coverage", "n"]
DIFFERENCES = ["accuracy_difference", "accuracy_low", "accuracy_high", "auc_difference", "auc_low", "auc_high", "auc_p"]
COLUMNS = ["name", *NUMBERS, *DIFFERENCES]
MAJORITY = TITLES["majority"]
CHANCE = 0.05


def compare(models: Mapping[str, LabelModel], found: Patterns) -> pd.DataFrame:
    """Majority vote and each model on the same covered rows with gold: one row each, with the columns of COLUMNS.

    models: by the name they are shown under, all of the same functions; a majority vote among them adds nothing.
    `found` must be new to them: test, or the half of dev they were not fitted on. Differences are to majority vote,
    with their 95 % interval; NaN where `paired` has too few rows. Raises BadInput where the models are of different
    functions, or there are none.
    """
    if not models or len({model.functions for model in models.values()}) > 1:
        raise BadInput("There is nothing to compare. Fit label models on the same functions first.")
    balance = next(iter(models.values())).class_balance
    covered, counts = found.covered, found.gold_counts
    reference = label_models.majority_vote(found.votes)
    rows = [{"name": MAJORITY, **pattern_metrics.measure(reference, counts, balance)}]
    for name, model in models.items():
        if model.settings.model == "majority":
            continue
        score = model.probabilities(found.votes)
        numbers = pattern_metrics.measure(score, counts, balance)
        differences = _differences(score[covered], reference[covered], counts[covered], balance)
        rows.append({"name": name, **numbers, **differences})
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({column: float for column in COLUMNS if column not in ("name", "n")})


def verdict(table: pd.DataFrame) -> str:
    """What a table of `compare` says, in a sentence or two: which model ranks better than majority vote, if any.

    The more models are tried, the more one must show: p-values are held against CHANCE / models (Bonferroni).
    """
    others = table[table["name"] != MAJORITY]
    judged = others[others["auc_difference"].notna()]
    if judged.empty:
        return f"Too few rows to say: it takes a model to compare, and {paired.LEAST_ROWS} covered rows of each class."
    sure = judged[judged["auc_p"] * len(judged) < CHANCE].sort_values("auc_difference", ascending=False)
    better, worse = sure[sure["auc_difference"] > 0], sure[sure["auc_difference"] < 0]
    said = [_ranks(row, "better") for _, row in better.head(1).iterrows()]
    chance = f"what chance gives the best of {len(judged)}" if len(judged) > 1 else "chance"
    said = said or [f"No model is better than {MAJORITY} beyond {chance}."]
    return " ".join(said + [_ranks(row, "worse") for _, row in worse.iterrows()])


def leader(table: pd.DataFrame) -> str:
    """Which model of a table of `compare` ranks best, as the end of a sentence; empty where there is none to choose.

    Held against chance as in `verdict`.
    """
    judged = table[table["auc"].notna()].set_index("name")
    if len(judged) < 2:
        return ""
    best, areas = str(judged["auc"].idxmax()), judged["auc"].map("{:.3f}".format)
    if best == MAJORITY:
        return f"{MAJORITY} ranks best: AUC {areas[best]}."
    tried = table["auc_difference"].notna().sum()
    chance = f"chance, with {tried} models tried," if tried > 1 else "chance"
    by_chance = "" if judged["auc_p"][best] * tried < CHANCE else f", a difference that {chance} explains"
    return f"{best} ranks best: AUC {areas[best]}, {MAJORITY} {areas[MAJORITY]}{by_chance}."


def balance_curve(model: LabelModel, found: Patterns, balances: Sequence[float]) -> pd.DataFrame:
    """What another class balance would do, the model's parameters as they are: balance, accuracy, macro_f1, auc.

    The AUC stays, for a class balance moves all covered rows alike; with a majority or weighted vote it decides ties
    only.
    """
    rows = []
    for balance in map(float, balances):
        changed = model.model_copy(update={"class_balance": balance})
        numbers = pattern_metrics.measure(changed.probabilities(found.votes), found.gold_counts, balance)
        rows.append({"balance": balance, **numbers})
    return pd.DataFrame(rows, columns=["balance", "accuracy", "macro_f1", "auc"]).astype(float)


def _differences(score: Doubles, reference: Doubles, counts: Counts, balance: float) -> dict[str, float]:
    accuracy, auc = paired.accuracy(score, reference, counts, balance), paired.auc(score, reference, counts)
    return dict(zip(DIFFERENCES, (accuracy.value, accuracy.low, accuracy.high, *auc), strict=True))


def _ranks(row: "pd.Series[Any]", how: str) -> str:
    name = str(row["name"])
    difference, low, high = (f"{row[column]:+.3f}" for column in ("auc_difference", "auc_low", "auc_high"))
    return f"{name[0].upper()}{name[1:]} ranks {how} than {MAJORITY}: AUC {difference} ({low} to {high})."

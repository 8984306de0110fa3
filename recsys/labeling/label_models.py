"""Combine the rules: P(positive) for each vote pattern, from a fitted label model or a vote.

Only NumPy on stored parameters, so pages can use it; fitting snorkel's model is `label_model_fitting`, in a worker.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.evaluation.classification import classification
from recsys.labeling.patterns import Patterns
from recsys.settings import Settings

LEAST_FUNCTIONS = 3  # snorkel's model compares functions in threes
LabelModelName = Literal["snorkel", "majority"]


class LabelModelSettings(Settings):
    """How votes become probabilities. S1's own by default, but for the class balance, which S1 leaves out."""

    model: LabelModelName = Field("snorkel", description="snorkel's LabelModel, or a plain majority vote")
    class_balance: float | None = Field(
        None, gt=0, lt=1, description="Share of liked among all rows; measured on dev if not given"
    )
    epochs: int = Field(5_000, ge=1, le=100_000, description="Steps of the fit")
    learning_rate: float = Field(0.01, gt=0, le=1, description="Size of a step")
    seed: int = Field(123, ge=0, le=2**32 - 1, description="Seed of the fit's start")


class LabelModel(Settings):
    """A fitted label model, as JSON keeps it.

    functions: the names of the columns it was fitted on. conditional: P(function j votes v | truth y) for v, y in
    {0, 1} as snorkel orders it, row 2j + v, column y; empty for a majority vote. weights: one a function, in [0, 1];
    None for one that never voted.
    """

    settings: LabelModelSettings
    class_balance: float
    functions: tuple[str, ...]
    conditional: tuple[tuple[float, float], ...] = ()
    weights: tuple[float | None, ...] = ()

    def probabilities(self, votes: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
        """P(positive) of rows or patterns of votes, (p, m) -> (p,); NaN without a vote: such a row has no label."""
        if self.settings.model == "majority":
            return majority_vote(votes)
        conditional = np.log(np.array(self.conditional))
        logits = np.tile(np.log([1 - self.class_balance, self.class_balance]), (len(votes), 1))
        for value in (0, 1):
            logits += (votes == value).astype(float) @ conditional[value::2]
        with np.errstate(over="ignore"):
            probability = 1 / (1 + np.exp(logits[:, 0] - logits[:, 1]))
        return np.where((votes >= 0).any(axis=1), probability, np.nan)


def majority_vote(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    """The share of positive among the votes cast, (p, m) -> (p,): .5 is a tie, NaN no vote at all."""
    positive, cast = (votes == 1).sum(axis=1), (votes >= 0).sum(axis=1)
    return np.divide(positive, cast, out=np.full(len(votes), np.nan), where=cast > 0)


def compare(model: LabelModel, found: Patterns) -> dict[str, dict[str, float | None]]:
    """A label model beside majority vote and majority class, on the same covered rows with gold.

    The majority class is that of `model.class_balance`, which comes from dev: test may not choose it.
    """
    covered = np.where(found.covered, 1.0, np.nan)
    return {
        "model": judge(model.probabilities(found.votes), found, model.class_balance),
        "majority_vote": judge(majority_vote(found.votes), found, model.class_balance),
        "majority_class": judge(covered * model.class_balance, found, model.class_balance),
    }


def judge(probability: npt.NDArray[np.float64], found: Patterns, class_balance: float) -> dict[str, float | None]:
    """Accuracy, F1, AUC and coverage of P(positive) by pattern (NaN: no label), each as often as it occurs.

    A probability of exactly .5, a tie, is decided by the class balance. Numbers that can't be had (no covered row with
    gold, one class only) are None.
    """
    tied = probability == 0.5
    decided = np.where(tied, np.nextafter(0.5, float(class_balance >= 0.5)), probability)
    labelled = ~np.isnan(probability)
    counts = found.gold_counts[labelled].T.ravel()
    gold = np.repeat(np.array([0, 1], np.int8), int(labelled.sum()))
    numbers = classification(np.repeat(np.tile(decided[labelled], 2), counts), np.repeat(gold, counts))
    rows = int(found.gold_counts.sum())
    return {name: numbers[name] for name in ("accuracy", "f1", "auc")} | {
        "coverage": int(counts.sum()) / rows if rows else None
    }

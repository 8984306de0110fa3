"""Combine the rules: P(positive) for each vote pattern, from a fitted label model or a vote.

Only NumPy on stored parameters, so pages can use it; fitting snorkel's model is `label_model_fitting`, in a worker;
fitting all others is `live_fitting`, at once.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Doubles
from recsys.errors import BadInput
from recsys.labeling.combining import pattern_metrics
from recsys.labeling.patterns import Patterns
from recsys.settings import Settings

LEAST_FUNCTIONS = 3  # snorkel's model compares functions in threes
LabelModelName = Literal["snorkel", "majority", "weighted", "dawid_skene", "calibrated"]
TITLES: dict[LabelModelName, str] = {
    "snorkel": "snorkel's LabelModel",
    "majority": "majority vote",
    "weighted": "the weighted vote",
    "dawid_skene": "Dawid-Skene",
    "calibrated": "the calibrated vote",
}


class LabelModelSettings(Settings):
    """How votes become probabilities. S1's own by default, but for the class balance, which S1 leaves out."""

    model: LabelModelName = Field(
        "snorkel",
        description="snorkel's LabelModel and Dawid-Skene learn from how functions agree, the weighted and the "
        "calibrated vote from the gold of dev, a majority vote from nothing",
    )
    class_balance: float | None = Field(
        None, gt=0, lt=1, description="Share of liked among all rows; measured on dev if not given"
    )
    epochs: int = Field(5_000, ge=1, le=100_000, description="Steps of the fit; Dawid-Skene stops when it is done")
    learning_rate: float = Field(0.01, gt=0, le=1, description="Size of a step")
    seed: int = Field(123, ge=0, le=2**32 - 1, description="Seed of the fit's start")


class LabelModel(Settings):
    """A fitted label model, as JSON keeps it.

    functions: the names of the columns it was fitted on. conditional: P(function j votes v | truth y) for v, y in
    {0, 1} as snorkel orders it, row 2j + v, column y; empty for a majority vote. weights: one a function, in [0, 1],
    how often the model takes its votes to be right; None for one that never voted. class_balance: P(positive) before
    any vote, which a majority and a weighted vote ask for nothing but their ties.
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
        # An accuracy is a share of votes cast, so the class balance is in a weighted vote's weights already.
        prior = 0.5 if self.settings.model == "weighted" else self.class_balance
        logit = np.full(len(votes), np.log(prior / (1 - prior)))
        # Function by function, not as one product: so equal votes get equal probabilities, to the last digit.
        for evidence, column in zip(self.evidence(), votes.T, strict=True):
            logit += evidence[column]
        with np.errstate(over="ignore"):
            probability = 1 / (1 + np.exp(-logit))
        return np.where((votes >= 0).any(axis=1), probability, np.nan)

    def evidence(self) -> Doubles:
        """What each vote adds to the log-odds of liked: (m, 3), for a vote of 0, of 1, and none, which adds nothing.

        A vote is its own index, -1 being the last. Empty for a majority vote, which has no such weights.
        """
        conditional = np.log(np.array(self.conditional).reshape(-1, 2, 2))  # function, vote, truth
        votes = conditional[:, :, 1] - conditional[:, :, 0]
        return np.concatenate([votes, np.zeros((len(votes), 1))], axis=1)


def fitted(
    settings: LabelModelSettings, class_balance: float, names: Sequence[str], conditional: Doubles, weights: Doubles
) -> LabelModel:
    """The label model that a fit's arrays make; weights: NaN for a function that never voted."""
    return LabelModel(
        settings=settings,
        class_balance=class_balance,
        functions=tuple(names),
        conditional=tuple((float(a), float(b)) for a, b in conditional),
        weights=tuple(None if np.isnan(weight) else float(weight) for weight in weights),
    )


def majority_vote(votes: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
    """The share of positive among the votes cast, (p, m) -> (p,): .5 is a tie, NaN no vote at all."""
    positive, cast = (votes == 1).sum(axis=1), (votes >= 0).sum(axis=1)
    return np.divide(positive, cast, out=np.full(len(votes), np.nan), where=cast > 0)


def require_votes(train: Patterns, names: Sequence[str]) -> None:
    """Raise BadInput where there is nothing to fit on."""
    if not names or not train.covered.any():
        raise BadInput("No function votes on any train row, so there is nothing to combine. Switch a function on.")


def require_balance(class_balance: float) -> None:
    """Raise BadInput unless both classes have a share."""
    if not 0 < class_balance < 1:
        raise BadInput(
            f"The share of liked rows on dev is {class_balance:g}, so dev has one class only. "
            "Give a class balance yourself."
        )


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


def judge(probability: Doubles, found: Patterns, class_balance: float) -> dict[str, float | None]:
    """Accuracy, F1, AUC and coverage of P(positive) by pattern (NaN: no label), each as often as it occurs.

    A probability of exactly .5, a tie, is decided by the class balance. Numbers that can't be had (no covered row with
    gold, one class only) are None.
    """
    numbers = pattern_metrics.measure(probability, found.gold_counts, class_balance)
    return {name: numbers[name] for name in ("accuracy", "f1", "auc", "coverage")}


def accuracies(conditional: Doubles, class_balance: float, coverage: Doubles) -> Doubles:
    """How often each function's votes are right by a model's parameters, as snorkel's weights are made; NaN if it
    never votes.

    conditional: (..., 2m, 2). coverage: the share of rows each function votes on, (m,). Returns (..., m).
    """
    right = conditional[..., 0::2, 0] * (1 - class_balance) + conditional[..., 1::2, 1] * class_balance
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(coverage > 0, np.clip(right / coverage, 1e-6, 1.0), np.nan)

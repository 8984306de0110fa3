"""Label models that learn each function's worth from gold: at once, from the patterns of dev.

They have seen that gold, so what they are worth shows only on other rows: on test, or by `halves` of dev.
"""

from collections.abc import Sequence

import numpy as np

from recsys.data.dataset import Doubles
from recsys.errors import BadInput
from recsys.labeling.combining import label_models
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.patterns import Patterns

IMAGINED = 1.0  # votes added to those counted, which say nothing either way; Laplace's rule of succession


def fit_weighted(dev: Patterns, names: Sequence[str], settings: LabelModelSettings, class_balance: float) -> LabelModel:
    """Votes weighted by the log-odds of each function's accuracy; one that never met gold has no say.

    class_balance decides ties only. Source: Nitzan and Paroush, "Optimal decision rules in uncertain dichotomous choice
    situations", International Economic Review 23 (1982). Raises BadInput where no function meets gold.
    """
    votes = _votes_by_gold(dev)
    right, cast = votes[0::2, 0] + votes[1::2, 1], votes[0::2].sum(axis=1) + votes[1::2].sum(axis=1)
    if not cast.any():
        raise BadInput("No function votes on a dev row with gold, so votes can't be weighted. Take the majority vote.")
    accuracy = (right + IMAGINED) / (cast + 2 * IMAGINED)
    share = (cast + IMAGINED) / (dev.gold_counts.sum() + 2 * IMAGINED)
    conditional = np.empty_like(votes)
    conditional[0::2, 0] = conditional[1::2, 1] = share * accuracy
    conditional[0::2, 1] = conditional[1::2, 0] = share * (1 - accuracy)
    return _model(settings, class_balance, names, conditional, cast)


def fit_calibrated(
    dev: Patterns, names: Sequence[str], settings: LabelModelSettings, class_balance: float
) -> LabelModel:
    """Naive Bayes over the votes: P(function j votes v | truth y) as counted on dev. Abstaining says nothing.

    A vote never seen with gold changes no probability: the imagined votes are spread over the gold classes as its rows
    are. Raises BadInput unless dev has gold of both classes.
    """
    rows = dev.gold_counts.sum(axis=0)
    if not rows.all():
        raise BadInput(
            "Dev has no gold of one class, so votes can't be calibrated on it. Take the majority vote, or Dawid-Skene "
            "with a class balance of your own."
        )
    votes = _votes_by_gold(dev)
    imagined = IMAGINED * rows / rows.sum()
    conditional = (votes + imagined) / (rows + 3 * imagined)  # a row has one of three answers: 0, 1, no vote
    cast = votes[0::2].sum(axis=1) + votes[1::2].sum(axis=1)
    return _model(settings, class_balance, names, conditional, cast)


def _votes_by_gold(found: Patterns) -> Doubles:
    """Rows on which function j votes v with gold y: (2m, 2), in the order of `LabelModel.conditional`."""
    votes = np.empty((2 * found.votes.shape[1], 2))
    for value in (0, 1):
        votes[value::2] = (found.votes == value).T @ found.gold_counts
    return votes


def _model(
    settings: LabelModelSettings, class_balance: float, names: Sequence[str], conditional: Doubles, cast: Doubles
) -> LabelModel:
    balance = 0.5 if settings.model == "weighted" else class_balance
    share = conditional @ np.array([1 - balance, balance])
    weights = label_models.accuracies(conditional, balance, share[0::2] + share[1::2])
    return label_models.fitted(settings, class_balance, names, conditional, np.where(cast > 0, weights, np.nan))

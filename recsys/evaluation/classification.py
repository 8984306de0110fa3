"""How well probabilities tell liked from not liked; the numbers are scikit-learn's."""

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Bytes, Floats, Histories
from recsys.models.examples import Examples
from recsys.models.negatives import Untouched

POSITIVE_FROM = 0.5


def classification(probability: Floats, gold: Bytes) -> dict[str, float | None]:
    """Accuracy, F1, precision, recall, AUC and Brier score; rows with gold -1 are left out.

    Positive is P > 0.5. F1, precision and recall are of the positive class. A number that is not defined (no rows, no
    positive, none predicted, one class only) is None.
    """
    known = gold >= 0
    probability, liked = probability[known].astype(np.float64), gold[known] == 1
    predicted = probability > POSITIVE_FROM
    hits, n = int(np.sum(predicted & liked)), len(liked)
    return {
        "accuracy": _ratio(int(np.sum(predicted == liked)), n),
        "f1": _ratio(2 * hits, int(predicted.sum() + liked.sum())),
        "precision": _ratio(hits, int(predicted.sum())),
        "recall": _ratio(hits, int(liked.sum())),
        "auc": auc(probability, liked),
        "brier": _ratio(float(np.sum((probability - liked) ** 2)), n),
    }


def auc(score: npt.NDArray[np.floating], liked: npt.NDArray[np.bool_]) -> float | None:
    """Area under the ROC curve; None unless both classes are there."""
    if liked.all() or not liked.any():
        return None
    from sklearn.metrics import roc_auc_score  # here: whoever only shows stored metrics has no use for it

    return float(roc_auc_score(liked, score))


def with_random_negatives(examples: Examples, histories: Histories, n_items: int, seed: int) -> Examples:
    """The examples and, for each positive one (label > 0.5), a random item its user never touched, with label 0.

    Source: the test protocol of snorkel's recommender tutorial.
    """
    positive = examples.label > POSITIVE_FROM
    drawn = Untouched(histories, n_items).draw(examples.user[positive], 1, np.random.default_rng(seed))[:, 0]
    there = drawn >= 0
    return Examples(
        user=np.concatenate([examples.user, examples.user[positive][there]]),
        item=np.concatenate([examples.item, drawn[there]]),
        label=np.concatenate([examples.label, np.zeros(int(there.sum()), np.float32)]),
        weight=np.concatenate([examples.weight, examples.weight[positive][there]]),
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None

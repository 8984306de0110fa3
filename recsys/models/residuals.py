"""What the biases leave of targets: all that taste has to explain."""

from dataclasses import dataclass, replace

import numpy as np

from recsys.data.dataset import Floats, Ints
from recsys.errors import BadInput
from recsys.models.baselines import biases
from recsys.models.baselines.biases import BiasSettings, Doubles, ItemBiases
from recsys.models.feedback import Feedback


@dataclass(frozen=True)
class Residuals:
    """user, item, above, weight: (n,), of the examples that have any weight, by user, then item.

    above: the target less the mean and both biases. known: the mean and what items get. by_user: (n_users,).
    """

    user: Ints
    item: Ints
    above: Floats
    weight: Floats
    known: ItemBiases
    by_user: Doubles


def residuals_of(feedback: Feedback, settings: BiasSettings) -> Residuals:
    """Raises BadInput where no example has any weight."""
    examples = feedback.examples
    taught = np.flatnonzero(examples.weight > 0)
    if not len(taught):
        raise BadInput("None of the examples has any weight, so there is nothing to learn. Choose other labels.")
    rows = taught[np.lexsort((examples.item[taught], examples.user[taught]))]
    kept = replace(examples, **{name: getattr(examples, name)[rows] for name in type(examples).__annotations__})
    feedback = replace(feedback, examples=kept, targets=feedback.targets[rows])
    known, by_user = biases.solve(feedback, settings)
    above = feedback.targets - known.mean - by_user[kept.user] - known.item[kept.item]
    return Residuals(kept.user, kept.item, above.astype(np.float32), kept.weight, known, by_user)

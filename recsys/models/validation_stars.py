"""How far a model's stars are off on what it is validated with."""

from collections.abc import Callable

import numpy as np

from recsys.data.dataset import Floats, Ints
from recsys.evaluation import star_errors
from recsys.models.feedback import Feedback, Shelf, Validation

LOSS, HITS = "valid_loss", "valid_rounded_hits"

Predict = Callable[[Shelf, Ints], Floats]
"""Of whoever has that shelf, the targets expected of some items."""


def errors_of(predict: Predict, valid: Validation | None, learned: Feedback) -> dict[str, float]:
    """The mean squared error of clipped predictions and, if stars are learned, the share that is right once rounded.

    Empty where nothing is asked.
    """
    if valid is None or not len(valid.asked):
        return {}
    user, item = valid.examples.user[valid.asked], valid.examples.item[valid.asked]
    order = np.argsort(user, kind="stable")
    users, starts = np.unique(user[order], return_index=True)
    predicted = np.empty(len(user), np.float64)
    for one, rows in zip(users.tolist(), np.split(order, starts[1:]), strict=True):
        predicted[rows] = predict(valid.visible.of(one), item[rows])
    step = star_errors.star_step(learned.targets)
    found = star_errors.star_errors(predicted, valid.targets[valid.asked], learned.scale, step)
    are_stars = bool(learned.shelves.stars.any())
    named = {LOSS: found["mse"]} | ({HITS: found["rounded_hits"]} if are_stars else {})
    return {name: number for name, number in named.items() if number is not None}

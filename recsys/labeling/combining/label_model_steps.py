"""The steps of snorkel's LabelModel in NumPy: gradient descent with momentum, in single precision as torch takes them.

torch spends forty times as long on them, on the bookkeeping around matrices of 20 x 20. Source: snorkel 0.10,
`snorkel.labeling.model.LabelModel`, with its default optimizer, a constant learning rate and no L2 penalty.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Doubles, Floats
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.progress import Report, silent

MOMENTUM = 0.9  # of snorkel's SGD
STEPS_A_REPORT = 100


@dataclass(frozen=True)
class Objective:
    """What the parameters are to explain: the overlaps of votes that are independent given the truth.

    overlaps: the share of rows with vote v of function i and vote w of function j, (2m, 2m), in the order of
    `LabelModel.conditional`. apart: where i and j differ, for a function tells nothing by agreeing with itself.
    class_balance: P(positive).
    """

    overlaps: Floats | Doubles
    apart: npt.NDArray[np.bool_]
    class_balance: float


def descend(
    objective: Objective, start: Floats | Doubles, settings: LabelModelSettings, report: Report = silent
) -> Floats:
    """Where the steps end from one start or several at once, (2m, 2) or (s, 2m, 2); not finite where they diverge.

    They descend on the squares of what is left unexplained of the overlaps and of the share of each vote. Neither kept
    between 0 and 1 nor, with balanced classes, sure which is which: that is up to the caller, as it is in snorkel.
    """
    overlaps, apart = objective.overlaps.astype(np.float32), objective.apart.astype(np.float32)
    voted = np.diag(overlaps)
    share = np.array([1 - objective.class_balance, objective.class_balance], np.float32)
    mu = start.astype(np.float32)
    velocity = np.zeros_like(mu)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(settings.epochs):
            if step % STEPS_A_REPORT == 0:
                report(step / settings.epochs, f"step {step:,} of {settings.epochs:,}")
            joint = mu * share
            unexplained = apart * (overlaps - joint @ mu.swapaxes(-1, -2))
            excess = joint.sum(axis=-1, keepdims=True) - voted[:, None]
            velocity *= MOMENTUM
            velocity += 2 * excess * share - 4 * (unexplained @ joint)
            mu -= settings.learning_rate * velocity
    return mu


def are_sound(mu: Floats) -> npt.NDArray[np.bool_]:
    """Whether the steps to some parameters, (..., 2m, 2) -> (...), did not diverge.

    The loss, of the fourth degree in the parameters, is infinite before they are: kept between 0 and 1 they would then
    look sound.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.isfinite(mu**4).all(axis=(-2, -1)))

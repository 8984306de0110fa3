"""What snorkel's LabelModel would have learned from other seeds, without snorkel: all seeds at once.

A seed does one thing in a fit of snorkel's: it scales the start. Several starts in one array cost little more than one,
so how far the weights depend on it need not be guessed. Only for that check: labels come from snorkel's own class.
Source: snorkel 0.10, `snorkel.labeling.model.LabelModel`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.data.dataset import Doubles
from recsys.labeling.combining import label_model_steps, label_models
from recsys.labeling.combining.label_model_steps import Objective
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.patterns import Patterns
from recsys.progress import Report, silent

PRECISION = 0.7  # snorkel's prec_init: how often every function is taken to be right at the start


@dataclass(frozen=True)
class Overlaps:
    """All that snorkel's model sees of the votes.

    matrix: the share of rows with vote v of function i and vote w of function j, (2m, 2m), in the order of
    `LabelModel.conditional`. n: the number of rows.
    """

    matrix: Doubles
    n: int

    @property
    def votes(self) -> Doubles:
        """The share of rows with each vote, (2m,)."""
        return np.diag(self.matrix)

    @property
    def coverage(self) -> Doubles:
        """The share of rows each function votes on, (m,)."""
        return self.votes[0::2] + self.votes[1::2]


def overlaps(found: Patterns) -> Overlaps:
    """The overlaps of a split's votes."""
    indicators = np.empty((len(found.votes), 2 * found.votes.shape[1]))
    indicators[:, 0::2], indicators[:, 1::2] = found.votes == 0, found.votes == 1
    return Overlaps((indicators * found.counts[:, None]).T @ indicators / found.total, found.total)


def starts(seen: Overlaps, class_balance: float, seeds: Sequence[int]) -> Doubles:
    """Where snorkel's fit starts with each seed: `LabelModel.conditional` of each, (s, 2m, 2)."""
    start = np.zeros((len(seen.votes), 2))
    for value, share in ((0, 1 - class_balance), (1, class_balance)):
        start[value::2, value] = np.clip(seen.votes[value::2] * PRECISION / share, 0, 1)
    scales = [np.random.RandomState(seed).random_sample() for seed in seeds]
    return np.multiply.outer(scales, start)


def fit(
    seen: Overlaps, start: Doubles, settings: LabelModelSettings, class_balance: float, report: Report = silent
) -> Doubles:
    """Where snorkel's fit ends from each start, (s, 2m, 2); NaN where it diverges."""

    def told(fraction: float, message: str) -> None:
        report(fraction, f"fitting from other seeds: {message}")

    function = np.arange(len(seen.votes)) // 2
    objective = Objective(seen.matrix, function[:, None] != function, class_balance)
    ends = label_model_steps.descend(objective, start, settings, told)
    mu = np.where(label_model_steps.are_sound(ends)[:, None, None], ends, np.nan).astype(float)
    least = min(0.01, 1 / 10 ** np.ceil(np.log10(seen.n)))
    return _trusting(np.clip(mu, least, 1 - least), np.array([1 - class_balance, class_balance]))


def weights(seen: Overlaps, mu: Doubles, class_balance: float) -> Doubles:
    """Each function's weight by snorkel's parameters, (s, 2m, 2) -> (s, m); NaN for one that never voted.

    All of a fit that diverged are NaN.
    """
    return label_models.accuracies(mu, class_balance, seen.coverage)


def _trusting(mu: Doubles, share: Doubles) -> Doubles:
    """With balanced classes either may be called liked: as snorkel does, the way that trusts the functions more."""
    if round(share[0], 3) != round(share[1], 3):
        return mu
    joint = mu * share
    as_named = joint[:, 0::2, 0].sum(axis=1) + joint[:, 1::2, 1].sum(axis=1)
    exchanged = joint[:, 0::2, 1].sum(axis=1) + joint[:, 1::2, 0].sum(axis=1)
    return np.where((exchanged > as_named)[:, None, None], mu[:, :, ::-1], mu)

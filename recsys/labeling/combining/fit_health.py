"""What only the fit of snorkel's LabelModel can tell of it; measured in the worker, kept with the run."""

import math

from recsys.labeling.combining import label_model_seeds
from recsys.labeling.combining.label_models import LabelModel
from recsys.labeling.patterns import Patterns
from recsys.progress import Report, silent
from recsys.settings import Settings

SEEDS = 5


class FitHealth(Settings):
    """seeds: the fit's own first. weights: one row a seed, one a function, None for one that never voted; all
    None of a seed from which the fit diverges.

    start: `LabelModel.conditional` before the first step, by the fit's own seed.
    """

    seeds: tuple[int, ...]
    weights: tuple[tuple[float | None, ...], ...]
    start: tuple[tuple[float, float], ...]


def measure(train: Patterns, fitted: LabelModel, report: Report = silent) -> FitHealth:
    """Fit again from SEEDS seeds: a quarter of a second for 5,000 steps. train: the patterns it was fitted on."""
    seen = label_model_seeds.overlaps(train)
    seeds = tuple((fitted.settings.seed + k) % 2**32 for k in range(SEEDS))
    start = label_model_seeds.starts(seen, fitted.class_balance, seeds)
    mu = label_model_seeds.fit(seen, start, fitted.settings, fitted.class_balance, report)
    weights = label_model_seeds.weights(seen, mu, fitted.class_balance)
    return FitHealth(
        seeds=seeds,
        weights=tuple(tuple(None if math.isnan(weight) else float(weight) for weight in row) for row in weights),
        start=tuple((float(a), float(b)) for a, b in start[0]),
    )

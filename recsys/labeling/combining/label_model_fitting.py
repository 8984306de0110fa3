"""Fit snorkel's LabelModel. Imports snorkel and torch: for workers and scripts, never for pages.

All other label models are fitted by `live_fitting`, without either.
"""

import logging
import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from snorkel.labeling.model import LabelModel as SnorkelLabelModel

from recsys.data.dataset import Floats
from recsys.errors import BadInput, Failure
from recsys.labeling.combining import label_model_steps, label_models
from recsys.labeling.combining.label_model_steps import Objective
from recsys.labeling.combining.label_models import LEAST_FUNCTIONS, LabelModel, LabelModelSettings
from recsys.labeling.patterns import Patterns
from recsys.progress import Report, silent

log = logging.getLogger(__name__)


class PatternLabelModel(SnorkelLabelModel):
    """snorkel's own model, given each vote pattern once with its count instead of every row, its steps taken in NumPy.

    snorkel estimates from one co-occurrence matrix and the number of rows; patterns and counts give both exactly, so
    the parameters are those of a fit on all rows, but for the last digit of a step. `fit` it for 0 epochs: the steps
    are those of the settings.
    """

    def __init__(self, counts: npt.NDArray[np.int64], settings: LabelModelSettings, report: Report = silent) -> None:
        super().__init__(cardinality=2, verbose=False)
        self._counts = counts
        self._settings = settings
        self._report = report

    def _generate_O(self, L: npt.NDArray[np.int64], higher_order: bool = False) -> None:  # noqa: N802 (snorkel's name)
        indicators = self._get_augmented_label_matrix(L, higher_order=higher_order)
        self.d = indicators.shape[1]
        # Until here a pattern was a row for snorkel; from here on, n and the coverage are those of the rows.
        self.n = int(self._counts.sum())
        self.coverage = self._counts @ (L > 0) / self.n
        overlaps = (indicators * self._counts[:, None]).T @ indicators / self.n
        self.O = torch.from_numpy(overlaps).float().to(self.config.device)

    def _clamp_params(self) -> None:
        # The first thing snorkel does after its own steps.
        self.mu.data = torch.from_numpy(self._descend())
        super()._clamp_params()

    def _descend(self) -> Floats:
        def told(fraction: float, message: str) -> None:
            self._report(fraction, f"fitting the label model: {message}")

        objective = Objective(self.O.numpy(), self.mask.numpy(), float(self.p[1]))
        mu = label_model_steps.descend(objective, self.mu.detach().numpy(), self._settings, told)
        if not label_model_steps.are_sound(mu):
            raise Failure("The label model's fit diverged. Lower the learning rate and fit again.")
        return mu


def fit(
    found: Patterns, names: Sequence[str], settings: LabelModelSettings, class_balance: float, report: Report = silent
) -> LabelModel:
    """snorkel's model fitted on the train split's patterns. class_balance: P(positive) when the settings give none.

    Raises BadInput where there is nothing to fit on: no votes, or fewer than three functions.
    """
    if settings.model != "snorkel":
        raise ValueError(f"a model of the kind {settings.model} is fitted by live_fitting")
    balance = settings.class_balance if settings.class_balance is not None else class_balance
    label_models.require_votes(found, names)
    if len(names) < LEAST_FUNCTIONS:
        raise BadInput(
            f"snorkel's LabelModel needs at least {LEAST_FUNCTIONS} functions, and {len(names)} are on. "
            f"Switch more on, or take the majority vote."
        )
    label_models.require_balance(balance)
    start = time.perf_counter()
    model = PatternLabelModel(found.counts, settings, report)
    votes = found.votes.astype(np.int64)
    model.fit(votes, class_balance=[1 - balance, balance], n_epochs=0, seed=settings.seed, progress_bar=False)
    log.info("fitted snorkel's LabelModel on %d patterns in %.1f s", len(found.votes), time.perf_counter() - start)
    conditional = model.mu.detach().numpy().astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):  # snorkel divides by the coverage of functions without a vote
        weights = model.get_weights()
    return label_models.fitted(settings, balance, names, conditional, np.where(model.coverage > 0, weights, np.nan))

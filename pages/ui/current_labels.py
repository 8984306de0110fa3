"""The labels that the functions as they are give: by the fitted label model, or else by a vote calibrated on dev."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pages.ui.frame import Desk
from recsys import workspace
from recsys.data.dataset import Doubles
from recsys.errors import BadInput
from recsys.labeling import patterns
from recsys.labeling.combining import label_models, live_fitting
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings


@dataclass(frozen=True)
class CurrentLabels:
    """The label model that gives the labels shown now, and what to call it."""

    title: str
    model: LabelModel

    def probabilities(self, votes: npt.NDArray[np.int8]) -> Doubles:
        """P(positive) by the votes of the functions that are on, (n, m) -> (n,); NaN without a vote."""
        return self.model.probabilities(votes)


def current(desk: Desk) -> CurrentLabels | None:
    """The fitted label model that stands on these functions, or else a vote calibrated on dev; None without either."""
    fitted = workspace.progress(desk.dataset, desk.functions)
    if fitted.labels is not None and fitted.labels_fresh:
        return CurrentLabels(fitted.labels.id, fitted.labels.label_model)
    settings = LabelModelSettings(model="calibrated")
    try:
        model = live_fitting.fit(desk.patterns("train"), desk.patterns("dev"), desk.names, settings)
    except BadInput:
        return None
    return CurrentLabels(label_models.TITLES["calibrated"], model)


def probabilities(desk: Desk, found: CurrentLabels | None, split: str) -> Doubles | None:
    """P(positive) of each row of a split, (n,); NaN for a row without a label. None without a label model."""
    if found is None:
        return None
    rows = desk.dataset.rows(split)
    columns = desk.voter.columns(desk.functions.enabled, rows)
    codes = patterns.encode(columns, rows.stop - rows.start)
    known = patterns.count_codes(codes, len(columns), desk.dataset.gold(split))
    return patterns.spread(found.probabilities(known.votes), known, codes)

"""Fitting a label model on a dataset's functions, kept as a run; and which run gives the labels."""

import logging
import time
from typing import Any

from recsys import runs, workspace
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import analysis, label_models
from recsys.labeling.functions import FunctionSet
from recsys.labeling.label_models import LabelModelSettings
from recsys.labeling.votes import Voter
from recsys.progress import Report, part
from recsys.runs import LabelRun

log = logging.getLogger(__name__)


def fit(voter: Voter, current: FunctionSet, settings: LabelModelSettings, report: Report, reason: str = "") -> LabelRun:
    """The fitted label model as a stored run; metrics: `label_models.compare` on test, the model's own as "test"."""
    from recsys.labeling import label_model_fitting

    start = time.perf_counter()
    dataset = voter.dataset
    report(0.01, "voting")
    found = {split: voter.patterns(current.enabled, split) for split in ("train", "dev", "test")}
    balance = analysis.class_balance(found["dev"])
    if balance is None and settings.class_balance is None:
        raise BadInput("Dev has no row with gold, so the class balance can't be measured. Give one yourself.")
    names = [function.name for function in current.enabled]
    fitted = label_model_fitting.fit(found["train"], names, settings, balance or 0.5, part(report, 0.05, 0.95))
    report(0.95, "judging on test")
    compared = label_models.compare(fitted, found["test"])
    metrics: dict[str, Any] = {"test": compared.pop("model"), **compared}
    return runs.keep(
        lambda run_id: LabelRun(
            id=run_id,
            dataset=dataset.about.name,
            fingerprint=dataset.fingerprint,
            seconds=round(time.perf_counter() - start, 2),
            metrics=metrics,
            functions=current,
            label_model=fitted,
            reason=reason,
        ),
        "labels",
    )


def best(voter: Voter, current: FunctionSet, settings: LabelModelSettings, report: Report) -> LabelRun:
    """The label model, or the majority vote if that ranks the covered dev rows better by their gold.

    Functions that vote alike can mislead snorkel's model badly, and nothing but gold tells. Test has no say in it.
    """
    if len(current.enabled) < label_models.LEAST_FUNCTIONS:
        settings = settings.model_copy(update={"model": "majority"})
    run = fit(voter, current, settings, report)
    on_dev = label_models.compare(run.label_model, voter.patterns(current.enabled, "dev"))
    fitted, majority = on_dev["model"]["auc"], on_dev["majority_vote"]["auc"]
    if settings.model == "majority" or fitted is None or majority is None or fitted >= majority:
        return run
    reason = (
        f"Taken instead of {run.id}, snorkel's LabelModel: on the covered dev rows majority vote ranks better, "
        f"AUC {majority:.2f} against {fitted:.2f}."
    )
    return fit(voter, current, settings.model_copy(update={"model": "majority"}), report, reason)


def named(dataset: Dataset, run_id: str) -> LabelRun:
    """A label run by name; raises BadInput unless it was made on this very dataset."""
    run = runs.load(run_id)
    if not isinstance(run, LabelRun) or run.dataset != dataset.about.name or not workspace.is_fresh(run, dataset):
        raise BadInput(f"{run_id} gives no labels for {dataset.about.name} as it is now. Fit the label model again.")
    return run


def newest(dataset: Dataset) -> LabelRun | None:
    """The newest label run that was made on this very dataset."""
    found: list[LabelRun] = runs.of_dataset("labels", dataset.about.name)
    return next((run for run in found if workspace.is_fresh(run, dataset)), None)

"""Fitting a label model on a dataset's functions, kept as a run; and which run gives the labels."""

import logging
import time
from typing import Any

from recsys import runs, workspace
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import analysis, halves
from recsys.labeling.combining import fit_health, label_models, live_fitting
from recsys.labeling.combining.fit_health import FitHealth
from recsys.labeling.combining.label_models import LabelModel, LabelModelName, LabelModelSettings
from recsys.labeling.combining.live_fitting import Judged
from recsys.labeling.functions import FunctionSet
from recsys.labeling.patterns import Patterns
from recsys.labeling.votes import Voter
from recsys.progress import Report, part
from recsys.runs import LabelRun

log = logging.getLogger(__name__)

WORTH_SAYING = 0.02  # of AUC; less than that speaks against no label model


def fit(voter: Voter, current: FunctionSet, settings: LabelModelSettings, report: Report, reason: str = "") -> LabelRun:
    """The fitted label model as a stored run; metrics: `label_models.compare` on test, the model's own as "test"."""
    start = time.perf_counter()
    dataset = voter.dataset
    python = workspace.python_fingerprints(current)  # before the votes: who edits the file meanwhile fits again
    report(0.01, "voting")
    found = {split: voter.patterns(current.enabled, split) for split in ("train", "dev", "test")}
    names = [function.name for function in current.enabled]
    fitted, health = _fitted(found, names, settings, part(report, 0.05, 0.95))
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
            on_dev=_on_dev(voter, current, fitted, found["dev"]),
            reason=reason,
            health=health,
            python=python,
        ),
        "labels",
    )


def _fitted(
    found: dict[str, Patterns], names: list[str], settings: LabelModelSettings, report: Report
) -> tuple[LabelModel, FitHealth | None]:
    """The label model, and what its fit tells of it where that is snorkel's."""
    if settings.model != "snorkel":
        return live_fitting.fit(found["train"], found["dev"], names, settings), None
    report(0.0, "loading snorkel and PyTorch")  # which takes nine tenths of the time
    from recsys.labeling.combining import label_model_fitting

    balance = analysis.class_balance(found["dev"])
    if balance is None and settings.class_balance is None:
        raise BadInput("Dev has no row with gold, so the class balance can't be measured. Give one yourself.")
    fitted = label_model_fitting.fit(found["train"], names, settings, balance or 0.5, part(report, 0.9, 0.95))
    return fitted, fit_health.measure(found["train"], fitted, part(report, 0.95, 1.0))


def _on_dev(voter: Voter, current: FunctionSet, fitted: LabelModel, dev: Patterns) -> Judged:
    """`label_models.compare` on dev, honestly: see `LabelRun`."""
    if fitted.settings.model not in live_fitting.FROM_GOLD:
        return label_models.compare(fitted, dev)
    return live_fitting.cross_fitted(halves.patterns_of_halves(voter, current.enabled), fitted)


def best(voter: Voter, current: FunctionSet, settings: LabelModelSettings, report: Report) -> LabelRun:
    """The label model, or what ranks the covered dev rows better, by gold that it did not see: the majority vote or the
    calibrated one.

    Functions that vote alike can mislead snorkel's model badly, and nothing but gold tells. Test has no say in it.
    """
    balance = analysis.class_balance(voter.patterns(current.enabled, "dev"))
    if reason := _why_not_snorkel(current, settings, balance):
        return fit(voter, current, _like(settings, "majority"), report, reason)
    run = fit(voter, current, settings, part(report, 0.0, 0.9))
    fitted, majority = run.on_dev["model"]["auc"], run.on_dev["majority_vote"]["auc"]
    if settings.model == "majority" or fitted is None or majority is None:
        return run
    calibrated = _calibrated_auc(voter, current, settings)
    instead: LabelModelName = "calibrated" if calibrated > majority else "majority"
    auc = max(calibrated, majority)
    if fitted >= auc:
        return run
    reason = (
        f"Taken instead of {run.id}, {label_models.TITLES[settings.model]}: on the covered dev rows "
        f"{label_models.TITLES[instead]} ranks better, AUC {auc:.2f} against {fitted:.2f}."
    )
    return fit(voter, current, _like(settings, instead), part(report, 0.9, 1.0), reason)


def _like(settings: LabelModelSettings, model: LabelModelName) -> LabelModelSettings:
    return settings.model_copy(update={"model": model})


def _calibrated_auc(voter: Voter, current: FunctionSet, settings: LabelModelSettings) -> float:
    """Of the calibrated vote on dev, by gold that it did not see; 0 where there is too little gold to say."""
    train, dev = (voter.patterns(current.enabled, split) for split in ("train", "dev"))
    names = [function.name for function in current.enabled]
    try:
        fitted = live_fitting.fit(train, dev, names, _like(settings, "calibrated"))
    except BadInput:
        return 0.0
    return _on_dev(voter, current, fitted, dev)["model"]["auc"] or 0.0


def verdict(run: LabelRun) -> str:
    """What speaks against a label model, in words: that a majority vote ranks better on dev; empty if nothing does.

    Not on test, which may advise nobody.
    """
    model, majority = run.on_dev["model"]["auc"], run.on_dev["majority_vote"]["auc"]
    if model is None or majority is None or model >= majority - WORTH_SAYING:
        return ""
    return (
        f"On the covered dev rows majority vote ranks better: AUC {majority:.2f} against {model:.2f}. "
        "A label model goes astray where functions vote alike, and where too few of them vote on the same rows. "
        "Change the functions, fit fewer steps, or take majority vote."
    )


def _why_not_snorkel(current: FunctionSet, settings: LabelModelSettings, balance: float | None) -> str:
    """Why snorkel's model can't be fitted here, so that majority vote is taken; empty if it can."""
    if settings.model != "snorkel":
        return ""
    if (on := len(current.enabled)) < label_models.LEAST_FUNCTIONS:
        return f"Majority vote: {on} functions are on, and snorkel's LabelModel needs {label_models.LEAST_FUNCTIONS}."
    if settings.class_balance is None and (balance is None or not 0 < balance < 1):
        return "Majority vote: the gold of dev is of one class or missing, so it gives no class balance to fit with."
    return ""


def named(dataset: Dataset, run_id: str) -> LabelRun:
    """A label run by name; raises BadInput unless it was made on this very dataset."""
    run = runs.load(run_id)
    if not isinstance(run, LabelRun) or run.dataset != dataset.about.name or not workspace.is_fresh(run, dataset):
        raise BadInput(f"{run_id} gives no labels for {dataset.about.name} as it is now. Fit the label model again.")
    return run


def newest(dataset: Dataset) -> LabelRun | None:
    """The newest label run that was made on this very dataset."""
    found = runs.labels_of(dataset.about.name)
    return next((run for run in found if workspace.is_fresh(run, dataset)), None)

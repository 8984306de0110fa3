"""A trained model again on other functions, all else the same: what an edit, or one function, does to the lists."""

from typing import Any

from recsys import label_runs, model_runs, runs, workspace
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, VotebookError
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.models import families
from recsys.progress import Record, Report, part
from recsys.runs import LabelRun, ModelRun
from recsys.settings import Settings


class Retrain(Settings):
    """Train `run`, a trained model, as it was trained, seed included, on the labels that `functions` give."""

    dataset: str
    run: str
    functions: FunctionSet


def found(dataset: Dataset, run: ModelRun, functions: FunctionSet) -> ModelRun | None:
    """The model that `retrain` would give, if it is there already; `run` itself where the functions are its own."""
    labels = labels_found(dataset, labels_of(run), functions)
    return _model_found(dataset, run, labels) if labels else None


def retrain(voter: Voter, wanted: Retrain, report: Report, record: Record) -> ModelRun:
    """The model on other functions, as a stored run; what is there already is not made again."""
    dataset, run = voter.dataset, runs.load_model_run(wanted.run)
    if run.dataset != dataset.about.name or not workspace.is_fresh(run, dataset):
        raise BadInput(f"{run.id} was trained on other data than {dataset.about.name} as it is now. Train it again.")
    before = labels_of(run)
    labels = labels_found(dataset, before, wanted.functions)
    if labels is None:
        settings = before.label_model.settings
        labels = label_runs.fit(voter, wanted.functions, settings, part(report, 0.0, 0.3), before.reason)
    again = _model_found(dataset, run, labels)
    if again is not None:
        return again
    request = model_runs.TrainModel(
        dataset=run.dataset, model=run.model, labels=run.labels, label_run=labels.id, settings=run.settings,
        title=title(run, before.functions, wanted.functions),
    )  # fmt: skip
    return model_runs.train(voter, request, part(report, 0.3, 1.0), record)


def without(functions: FunctionSet, name: str) -> FunctionSet:
    """The functions with one of them switched off."""
    return functions.changed(name, enabled=False)


def title(run: ModelRun, before: FunctionSet, after: FunctionSet) -> str:
    """What a retrained model is called: after its model, and what is switched off or otherwise."""
    off = {function.name for function in before.enabled} - {function.name for function in after.enabled}
    rest = [function for function in before.enabled if function.name not in off]
    if len(off) == 1 and rest == list(after.enabled):
        return f"{run.id} without {off.pop()}"
    return f"{run.id} on other functions"


def labels_of(run: ModelRun) -> LabelRun:
    """The labels a model stands on; raises BadInput where it stands on none by votes."""
    if run.label_run is None:
        raise BadInput(f"{run.id} was trained without labeling functions, so other functions change nothing about it.")
    labels = runs.load(run.label_run)
    assert isinstance(labels, LabelRun)
    return labels


def labels_if_there(run: ModelRun) -> LabelRun | None:
    """The label run that a model stands on; None if it stands on none, or on one that is not there any more."""
    if run.label_run is None:
        return None
    try:
        return labels_of(run)
    except VotebookError:
        return None


def labels_found(dataset: Dataset, before: LabelRun, functions: FunctionSet) -> LabelRun | None:
    """The labels of functions by a label model with the settings of `before`, if they are there already."""
    settings = before.label_model.settings
    return next(
        (
            labels
            for labels in [before, *runs.labels_of(dataset.about.name)]
            if labels.functions.enabled == functions.enabled
            and labels.label_model.settings == settings
            and workspace.is_fresh(labels, dataset)
        ),
        None,
    )


def _model_found(dataset: Dataset, run: ModelRun, labels: LabelRun) -> ModelRun | None:
    return next(
        (
            other
            for other in [run, *runs.models_of(dataset.about.name, run.model)]
            if (other.label_run, other.labels, _settings(other)) == (labels.id, run.labels, _settings(run))
            and workspace.is_fresh(other, dataset)
        ),
        None,
    )


def _settings(run: ModelRun) -> dict[str, Any]:
    """A run's settings with today's default for those that its family had not yet, as training again takes them."""
    defaults: dict[str, Any] = families.named(run.model).settings().model_dump(mode="json")
    return defaults | run.settings

"""The state of a dataset as one HTML file that loads nothing: to be mailed, opened offline, and read years later."""

from collections.abc import Iterator

from recsys import label_runs, model_runs, runs, workspace
from recsys.data.dataset import Dataset, now
from recsys.errors import NotFound
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.models.contract import Model
from recsys.reporting import data_part, error_part, function_part, label_part, model_part, recommendation_part
from recsys.reporting.html import Markup, note, page, section
from recsys.runs import LabelRun, ModelRun


def write(voter: Voter, functions: FunctionSet, run: ModelRun | None) -> str:
    """Data, functions as they are, their labels, a trained model and what it recommends; None: there is no model.

    Labels are those that the model learned from, or else the newest ones.
    """
    dataset = voter.dataset
    if run is not None and not workspace.is_fresh(run, dataset):
        run = None  # its items are others
    labels = _labels(dataset, run)
    kind = "synthetic data" if dataset.about.synthetic else "real data"
    made = note(
        f"Made {now()[:16].replace('T', ' ')} UTC by Votebook. {kind.capitalize()}: {dataset.about.description}"
    )
    parts = [*data_part.sections(dataset), *function_part.sections(voter, functions)]
    parts += label_part.sections(voter, functions, labels)
    parts += _of_model(voter, run, labels)
    parts += data_part.origins(dataset, labels, run)
    return page(f"{dataset.about.name}: report", made, *parts)


def _of_model(voter: Voter, run: ModelRun | None, labels: LabelRun | None) -> Iterator[Markup]:
    if run is None:
        yield section("Model", note("No model has been trained on these data as they are."))
        return
    model: Model = model_runs.load_model(run)
    yield from model_part.sections(run)
    yield from error_part.sections(voter, run, model, labels if run.label_run is not None else None)
    yield from recommendation_part.sections(voter.dataset, run, model)


def _labels(dataset: Dataset, run: ModelRun | None) -> LabelRun | None:
    if run is not None and run.label_run is not None:
        try:
            found = runs.load(run.label_run)
        except NotFound:
            return None
        return found if isinstance(found, LabelRun) else None
    return label_runs.newest(dataset)

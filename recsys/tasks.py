"""The slow work, each piece one function from a request (JSON) to a result (JSON): what a job runs in its worker, and
what the command line runs in its own process.

Whatever imports snorkel, torch or TensorFlow is imported inside, so that a request can be checked without them.
"""

from collections.abc import Callable
from typing import Any, Literal

from polars.exceptions import ComputeError
from pydantic import Field

from recsys import import_report, label_runs, model_runs, retraining, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data import imports, uploads
from recsys.data.dataset import Dataset
from recsys.data.imports import Import
from recsys.data.source import Source
from recsys.errors import Failure
from recsys.inspection import item_map, worst_served
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet
from recsys.progress import Record, Report, part
from recsys.runs import LabelSource
from recsys.settings import Settings, checked


class MakeDemo(Settings):
    """Make the demo dataset."""

    dataset: str = "demo"
    size: Literal["small", "full"] = "small"


class FitLabels(Settings):
    """Fit a label model on a dataset's functions: the current ones if none are given."""

    dataset: str
    settings: LabelModelSettings = LabelModelSettings()
    functions: FunctionSet | None = None


class RunAll(Settings):
    """Run what is missing of a dataset's pipeline, in order; on the functions edited last if none are given."""

    dataset: str
    functions: FunctionSet | None = None
    label_settings: LabelModelSettings = LabelModelSettings()
    labels: LabelSource = Field("weak+dev")
    rating_settings: dict[str, Any] = Field(default_factory=dict)


def make_demo(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Generate, build and store the demo dataset; gives its counts."""
    from recsys.data import demo
    from recsys.data.build import build

    wanted = checked(MakeDemo, request, "the demo dataset")
    imports.check_name(wanted.dataset)
    source = demo.source(demo.SIZES[wanted.size], part(report, 0.0, 0.3))
    built = build(source, demo.build_settings(wanted.size), demo.about(wanted.dataset), part(report, 0.3, 0.4))
    return store(built, part(report, 0.4, 1.0)).counts()


def store(built: Dataset, report: Report) -> Dataset:
    """Add the features of a dataset just built, and keep it; raises Failure if the disk is full."""
    whole = features.add(built, part(report, 0.0, 0.95))
    report(0.95, "writing the dataset")
    try:
        return datasets.save(whole)
    except (OSError, ComputeError) as error:  # the latter is how Polars says that the disk is full
        said = getattr(error, "strerror", None) or error
        raise Failure(
            f"{built.about.name} can't be written ({said}), and nothing of it is kept. "
            f"Free some disk space, then try again."
        ) from error


def check_import(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Read and build what is to be imported without keeping it; gives an `import_report.ImportReport`."""
    wanted = checked(Import, request, "the import")
    source, built = _built(wanted, report)
    return import_report.of(source, built).model_dump(mode="json")


def import_dataset(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Read, build and store a dataset; gives the same as its check, an `import_report.ImportReport`."""
    wanted = checked(Import, request, "the import")
    source, built = _built(wanted, part(report, 0.0, 0.6))
    found = import_report.of(source, built)
    del source  # as large as the dataset
    store(built, part(report, 0.6, 1.0))
    if not isinstance(wanted.source, imports.GoodreadsDownload):
        uploads.remove(wanted.source.path)
    return found.model_dump(mode="json")


def _built(wanted: Import, report: Report) -> tuple[Source, Dataset]:
    from recsys.data.build import build

    imports.check_name(wanted.dataset)
    imports.clear_abandoned()
    source, about = imports.read(wanted, part(report, 0.0, 0.7))
    return source, build(source, wanted.settings, about, part(report, 0.7, 1.0))


def fit_labels(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Fit the label model on train, judge it on test; gives the run's id."""
    wanted = checked(FitLabels, request, "the label model")
    report(0.0, "loading the data")
    voter = workspace.open_voter(wanted.dataset)
    current = wanted.functions or working_sets.current(voter.dataset)
    return {"run": label_runs.fit(voter, current, wanted.settings, report).id}


def train_model(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Train a model and judge it on test; gives the run's id."""
    wanted = checked(model_runs.TrainModel, request, "the model")
    _ = wanted.model_settings  # what is wrong with them is said before any data are read
    report(0.0, "loading the data")
    voter = workspace.open_voter(wanted.dataset)
    return {"run": model_runs.train(voter, wanted, report, record).id}


def retrain(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Train a model again on other functions, all else the same; gives the run's id, the old one's if it is there."""
    wanted = checked(retraining.Retrain, request, "training again")
    report(0.0, "loading the data")
    voter = workspace.open_voter(wanted.dataset)
    return {"run": retraining.retrain(voter, wanted, report, record).id}


def map_items(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Draw the map of a trained model's items; gives the run's id, and how many items are on it."""
    wanted = checked(item_map.MapItems, request, "the map")
    report(0.0, "loading the data")
    made = item_map.make(datasets.load(wanted.dataset), wanted, report)
    return {"run": wanted.run, "items": len(made.items)}


def rank_users(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Let a trained model rank for every user of a split; gives the run's id, and how many users there are."""
    wanted = checked(worst_served.RankUsers, request, "the lists")
    report(0.0, "loading the data")
    made = worst_served.make(datasets.load(wanted.dataset), wanted, report)
    return {"run": wanted.run, "users": len(made.users)}


def run_all(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Fit the labels and train the model where they are missing or stale; gives both runs' ids.

    Data to which no function applies have no weak labels: then the gold of dev is trained on.
    """
    wanted = checked(RunAll, request, "the pipeline")
    report(0.0, "loading the data")
    voter = workspace.open_voter(wanted.dataset)
    current = wanted.functions or working_sets.current(voter.dataset)
    labels: LabelSource = wanted.labels if current.enabled else "gold"
    state = workspace.progress(voter.dataset, current)
    label_run = state.labels
    if labels != "gold" and not state.labels_fresh:
        label_run = label_runs.best(voter, current, wanted.label_settings, part(report, 0.0, 0.3))
        state = workspace.progress(voter.dataset, current)
    model_run = state.model
    if not state.model_fresh or model_run is None or model_run.labels != labels:
        request_ = model_runs.TrainModel(
            dataset=wanted.dataset,
            labels=labels,
            label_run=label_run.id if label_run and labels != "gold" else None,
            settings=wanted.rating_settings,
        )
        model_run = model_runs.train(voter, request_, part(report, 0.3, 1.0), record)
    return {"labels": label_run.id if label_run and labels != "gold" else None, "run": model_run.id}


Task = Callable[[dict[str, Any], Report, Record], dict[str, Any]]
TASKS: dict[str, Task] = {
    "make_demo": make_demo,
    "check_import": check_import,
    "import_dataset": import_dataset,
    "fit_labels": fit_labels,
    "train_model": train_model,
    "retrain": retrain,
    "map_items": map_items,
    "rank_users": rank_users,
    "run_all": run_all,
}

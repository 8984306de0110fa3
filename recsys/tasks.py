"""The slow work, each piece one function from a request (JSON) to a result (JSON): what a job runs in its worker, and
what the command line runs in its own process.

Whatever imports snorkel, torch or TensorFlow is imported inside, so that a request can be checked without them.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from recsys import runs, training_labels, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.evaluation import ranking
from recsys.evaluation.classification import classification, with_random_negatives
from recsys.labeling import analysis, features, label_models, patterns
from recsys.labeling.functions import FunctionSet
from recsys.labeling.label_models import LabelModelSettings
from recsys.labeling.votes import Voter
from recsys.models import rating, shelves
from recsys.models.rating import RatingModel, RatingSettings
from recsys.progress import Record, Report, part
from recsys.runs import LabelRun, LabelSource, ModelRun
from recsys.settings import Settings, checked

log = logging.getLogger(__name__)

EVALUATION_SEED = 0


class MakeDemo(Settings):
    """Make the demo dataset."""

    dataset: str = "demo"
    size: Literal["small", "full"] = "small"


class FitLabels(Settings):
    """Fit a label model on a dataset's functions: the current ones if none are given."""

    dataset: str
    settings: LabelModelSettings = LabelModelSettings()
    functions: FunctionSet | None = None


class TrainRating(Settings):
    """Train the rating model. label_run: whose weak labels; the newest on these data if none is named."""

    dataset: str
    labels: LabelSource = "weak+dev"
    label_run: str | None = None
    settings: RatingSettings = RatingSettings()


class RunAll(Settings):
    """Run what is missing of a dataset's pipeline, in order."""

    dataset: str
    label_settings: LabelModelSettings = LabelModelSettings()
    labels: LabelSource = Field("weak+dev")
    rating_settings: RatingSettings = RatingSettings()


def make_demo(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Generate, build and store the demo dataset; gives its counts."""
    from recsys.data import demo
    from recsys.data.build import build

    wanted = checked(MakeDemo, request, "the demo dataset")
    if wanted.dataset in datasets.names():
        raise BadInput(f"A dataset “{wanted.dataset}” exists already. Remove it first, or choose another name.")
    source = demo.source(demo.SIZES[wanted.size], part(report, 0.0, 0.3))
    built = build(source, demo.build_settings(wanted.size), demo.about(wanted.dataset), part(report, 0.3, 0.4))
    return store(built, part(report, 0.4, 1.0)).counts()


def store(built: Dataset, report: Report) -> Dataset:
    """Add the features of a dataset just built, and keep it."""
    whole = features.add(built, part(report, 0.0, 0.95))
    report(0.95, "writing the dataset")
    return datasets.save(whole)


def fit_labels(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Fit the label model on train, judge it on test; gives the run's id."""
    wanted = checked(FitLabels, request, "the label model")
    report(0.0, "loading the data")
    voter = Voter(datasets.load(wanted.dataset))
    current = wanted.functions or workspace.functions_of(voter.dataset)
    return {"run": fit_label_model(voter, current, wanted.settings, report).id}


def fit_label_model(
    voter: Voter, current: FunctionSet, settings: LabelModelSettings, report: Report, reason: str = ""
) -> LabelRun:
    """The fitted label model as a stored run; metrics: `label_models.compare` on test, the model's own as "test"."""
    from recsys.labeling import label_model_fitting

    start = time.perf_counter()
    dataset = voter.dataset
    report(0.01, "voting")
    found = {split: count(voter, current, split) for split in ("train", "dev", "test")}
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


def best_labels(voter: Voter, current: FunctionSet, settings: LabelModelSettings, report: Report) -> LabelRun:
    """The label model, or the majority vote if that ranks the covered dev rows better by their gold.

    Functions that vote alike can mislead snorkel's model badly, and nothing but gold tells. Test has no say in it.
    """
    if len(current.enabled) < label_models.LEAST_FUNCTIONS:
        settings = settings.model_copy(update={"model": "majority"})
    run = fit_label_model(voter, current, settings, report)
    on_dev = label_models.compare(run.label_model, count(voter, current, "dev"))
    fitted, majority = on_dev["model"]["auc"], on_dev["majority_vote"]["auc"]
    if settings.model == "majority" or fitted is None or majority is None or fitted >= majority:
        return run
    reason = (
        f"Taken instead of {run.id}, snorkel's LabelModel: on the covered dev rows majority vote ranks better, "
        f"AUC {majority:.2f} against {fitted:.2f}."
    )
    return fit_label_model(voter, current, settings.model_copy(update={"model": "majority"}), report, reason)


def count(voter: Voter, current: FunctionSet, split: str) -> patterns.Patterns:
    """The vote patterns of a split under the functions that are switched on."""
    rows = voter.dataset.rows(split)
    return patterns.count(voter.columns(current.enabled, rows), voter.dataset.gold(split))


def train_rating(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Train the rating model and judge it on test; gives the run's id."""
    wanted = checked(TrainRating, request, "the rating model")
    report(0.0, "loading the data")
    voter = Voter(datasets.load(wanted.dataset))
    return {"run": train(voter, wanted, report, record).id}


def train(voter: Voter, wanted: TrainRating, report: Report, record: Record) -> ModelRun:
    """The trained model as a stored run."""
    start = time.perf_counter()
    dataset, curve = voter.dataset, []

    def keep_point(point: dict[str, float]) -> None:
        curve.append(point)
        record(point)

    labels = None
    if wanted.labels != "gold":
        labels = usable_labels(dataset, wanted.label_run) if wanted.label_run else newest_labels(dataset)
    examples = training_labels.examples(voter, wanted.labels, labels)
    valid = training_labels.gold(dataset, "valid")
    report(0.02, "starting TensorFlow")
    chosen = wanted.settings
    vectors = shelves.item_vectors(dataset, chosen.embedding, chosen.seed) if chosen.start == "shelves" else None
    fitting = part(report, 0.03, 0.9)
    model = rating.fit(
        examples, dataset.histories, dataset.items.height, wanted.settings, valid if len(valid) else None,
        fitting, keep_point, vectors,
    )  # fmt: skip
    metrics = evaluate(model, dataset, "test", part(report, 0.9, 1.0))
    return runs.keep(
        lambda run_id: ModelRun(
            id=run_id,
            dataset=dataset.about.name,
            fingerprint=dataset.fingerprint,
            seconds=round(time.perf_counter() - start, 2),
            metrics=metrics,
            model="rating",
            labels=wanted.labels,
            label_run=labels.id if labels else None,
            examples=len(examples),
            settings=wanted.settings.model_dump(mode="json"),
            curve=curve,
        ),
        "rating",
        model.save,
    )


def usable_labels(dataset: Dataset, run_id: str) -> LabelRun:
    """A label run by name; raises BadInput unless it was made on this very dataset."""
    run = runs.load(run_id)
    if not isinstance(run, LabelRun) or run.dataset != dataset.about.name or not workspace.is_fresh(run, dataset):
        raise BadInput(f"{run_id} gives no labels for {dataset.about.name} as it is now. Fit the label model again.")
    return run


def newest_labels(dataset: Dataset) -> LabelRun | None:
    """The newest label run that was made on this very dataset."""
    found: list[LabelRun] = runs.of_dataset("labels", dataset.about.name)
    return next((run for run in found if workspace.is_fresh(run, dataset)), None)


def evaluate(model: RatingModel, dataset: Dataset, split: str, report: Report) -> dict[str, Any]:
    """A model on a split, with S1's random negatives, and its ranking beside popularity and random."""
    known = training_labels.gold(dataset, split)
    asked = with_random_negatives(known, dataset.histories, dataset.items.height, EVALUATION_SEED)
    probability = model.predict(asked.user, asked.item, dataset.histories)
    metrics: dict[str, Any] = dict(classification(probability, asked.label.astype("int8")))
    holdout = ranking.hold_out(dataset, split, EVALUATION_SEED)
    if not len(holdout):
        return metrics
    metrics |= ranking.evaluate(model.scores, holdout, report=part(report, 0.0, 0.6))
    for place, (name, scorer) in enumerate(
        {
            "popularity": ranking.popularity(dataset),
            "random": ranking.random(dataset.items.height, EVALUATION_SEED),
        }.items()
    ):
        metrics[name] = ranking.evaluate(scorer, holdout, report=part(report, 0.6 + 0.2 * place, 0.8 + 0.2 * place))
    return metrics


def run_all(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Fit the labels and train the model where they are missing or stale; gives both runs' ids.

    Data to which no function applies have no weak labels: then the gold of dev is trained on.
    """
    wanted = checked(RunAll, request, "the pipeline")
    report(0.0, "loading the data")
    voter = Voter(datasets.load(wanted.dataset))
    current = workspace.functions_of(voter.dataset)
    labels: LabelSource = wanted.labels if current.enabled else "gold"
    state = workspace.progress(voter.dataset)
    label_run = state.labels
    if labels != "gold" and not state.labels_fresh:
        label_run = best_labels(voter, current, wanted.label_settings, part(report, 0.0, 0.3))
        state = workspace.progress(voter.dataset)
    model_run = state.model
    if not state.model_fresh or model_run is None or model_run.labels != labels:
        request_ = TrainRating(dataset=wanted.dataset, labels=labels, settings=wanted.rating_settings)
        model_run = train(voter, request_, part(report, 0.3, 1.0), record)
    return {"labels": label_run.id if label_run and labels != "gold" else None, "run": model_run.id}


def load_model(run: ModelRun) -> RatingModel:
    """The trained model of a run."""
    return RatingModel.load(Path(runs.folder(run.id)))


Task = Callable[[dict[str, Any], Report, Record], dict[str, Any]]
TASKS: dict[str, Task] = {
    "make_demo": make_demo,
    "fit_labels": fit_labels,
    "train_rating": train_rating,
    "run_all": run_all,
}

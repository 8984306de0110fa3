"""Training a model on a dataset's labels, kept as a run; and judging it."""

import time
from typing import Any

import numpy as np
from pydantic import Field

from recsys import label_runs, process, runs, training_labels
from recsys.data import dataset as datasets
from recsys.data.dataset import Bytes, Dataset, Floats
from recsys.evaluation import calibration, ranking, star_errors
from recsys.evaluation.classification import classification, with_random_negatives
from recsys.labeling.votes import Voter
from recsys.models import checkpoints, families, stored
from recsys.models.contract import Around, Family, Model
from recsys.models.feedback import Shelves
from recsys.models.rating import RatingModel
from recsys.progress import Record, Report, part
from recsys.runs import LabelSource, ModelRun
from recsys.settings import Settings, checked

EVALUATION_SEED = 0
CLASSIFICATION = ("accuracy", "f1", "precision", "recall", "auc", "brier")


class TrainModel(Settings):
    """Train a model of a family. label_run: whose weak labels; the newest on these data if none is named.

    settings: of the family, those alone that differ from its own. resume: go on where the same training was stopped.
    """

    dataset: str
    model: str = "rating"
    labels: LabelSource = "weak+dev"
    label_run: str | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    title: str = ""
    resume: bool = False

    @property
    def family(self) -> Family:
        """The family asked for; raises BadInput if there is none of that name."""
        return families.named(self.model)

    @property
    def model_settings(self) -> Any:
        """The settings asked for; raises BadInput for those that the family does not have."""
        return checked(self.family.settings, self.settings, f"train {self.model}")

    @property
    def checkpoint(self) -> checkpoints.Checkpoint:
        """Where this very training, on the data as they are now, keeps how far it has got."""
        what = self.model_dump(mode="json", exclude={"resume", "title"})
        data = datasets.read_info(self.dataset)["fingerprint"]
        return checkpoints.of_request(
            what | {"settings": self.model_settings.model_dump(mode="json"), "fingerprint": data}
        )


def train(voter: Voter, wanted: TrainModel, report: Report, record: Record) -> ModelRun:
    """The trained model as a stored run."""
    start = time.perf_counter()
    dataset, family, settings = voter.dataset, wanted.family, wanted.model_settings
    curve: list[dict[str, float]] = []

    def keep_point(point: dict[str, float]) -> None:
        curve.append(point)
        record(point)

    labels = None
    if wanted.labels in runs.WEAK:
        labels = label_runs.named(dataset, wanted.label_run) if wanted.label_run else label_runs.newest(dataset)
    feedback = training_labels.feedback(voter, wanted.labels, labels)
    checkpoint = wanted.model_copy(update={"label_run": labels.id if labels else None}).checkpoint
    valid = training_labels.validation(dataset, wanted.labels, EVALUATION_SEED)
    report(0.02, "starting: loading what trains")
    if not wanted.resume:
        checkpoint.remove()
    around = Around(dataset.items, valid, part(report, 0.03, 0.9), keep_point, checkpoint)
    model = family.fit(feedback, settings, around)
    metrics = evaluate(model, family, dataset, wanted.labels, "test", part(report, 0.9, 1.0))
    run = runs.keep(
        lambda run_id: ModelRun(
            id=run_id,
            dataset=dataset.about.name,
            fingerprint=dataset.fingerprint,
            seconds=round(time.perf_counter() - start, 2),
            metrics=metrics,
            model=wanted.model,
            title=wanted.title,
            labels=wanted.labels,
            label_run=labels.id if labels else None,
            examples=len(feedback.examples),
            settings=settings.model_dump(mode="json"),
            curve=curve,
            memory=process.peak_memory(),
            reliability=reliability(model, dataset, "test"),
        ),
        wanted.model,
        lambda folder: stored.save(model, folder),
    )
    checkpoint.remove()
    return run


def evaluate(
    model: Model, family: Family, dataset: Dataset, labels: LabelSource, split: str, report: Report
) -> dict[str, Any]:
    """A model on a split: its ranking beside popularity and random, and what its scores can be judged by besides.

    Accuracy and the like are of models that tell liked from not, with S1's random negatives; errors in stars are of
    those that predict stars. For all others these are None.
    """
    shelves = Shelves.of_dataset(dataset, labels == "ratings")
    metrics: dict[str, Any] = dict.fromkeys(CLASSIFICATION)
    if isinstance(model, RatingModel):
        metrics |= _classified(model, dataset, split)
    if family.predicts == "stars" and labels == "ratings":
        metrics |= _in_stars(model, dataset, shelves, split)
    holdout = ranking.hold_out(dataset, split, EVALUATION_SEED, shelves)
    if not len(holdout):
        nothing = dict.fromkeys(ranking.NAMES)
        return metrics | nothing | {"popularity": nothing, "random": nothing}
    metrics |= ranking.evaluate(model.scores, holdout, report=part(report, 0.0, 0.6))
    others = {
        "popularity": ranking.popularity(dataset),
        "random": ranking.random(dataset.items.height, EVALUATION_SEED),
    }
    for place, (name, scorer) in enumerate(others.items()):
        metrics[name] = ranking.evaluate(scorer, holdout, report=part(report, 0.6 + 0.2 * place, 0.8 + 0.2 * place))
    return metrics


def reliability(model: Model, dataset: Dataset, split: str) -> list[dict[str, float]]:
    """The rows of `calibration.reliability` on what a split's accuracy is of; empty unless the model tells P(liked)."""
    if not isinstance(model, RatingModel):
        return []
    probability, gold = _told(model, dataset, split)
    table = calibration.reliability(probability.astype(np.float64), gold == 1).astype(float)
    return [{str(name): number for name, number in row.items()} for row in table.to_dict("records")]


def _classified(model: RatingModel, dataset: Dataset, split: str) -> dict[str, float | None]:
    return classification(*_told(model, dataset, split))


def _told(model: RatingModel, dataset: Dataset, split: str) -> tuple[Floats, Bytes]:
    """P(liked) and gold of a split's rows with gold, and of a random negative for each liked one."""
    known = training_labels.gold(dataset, split)
    asked = with_random_negatives(known, dataset.touched(), dataset.items.height, EVALUATION_SEED)
    return model.predict(asked.user, asked.item, dataset.histories), asked.label.astype(np.int8)


def _in_stars(model: Model, dataset: Dataset, shelves: Shelves, split: str) -> dict[str, float | None]:
    """Errors on the rows that are held out, each predicted from what else stands on its user's shelf."""
    rows, pairs = ranking.held_out(dataset, split, EVALUATION_SEED), dataset.pairs
    visible = shelves.without(pairs.user[rows], pairs.item[rows])
    predicted = np.empty(len(rows), np.float32)
    for user in np.unique(pairs.user[rows]).tolist():
        mine = pairs.user[rows] == user
        predicted[mine] = model.scores(visible.of(user))[pairs.item[rows][mine]]
    scale = (float(pairs.stars.min()), float(pairs.stars.max()))
    return star_errors.star_errors(predicted, pairs.stars[rows], scale, star_errors.star_step(pairs.stars))


def load_model(run: ModelRun) -> Model:
    """The trained model of a run."""
    return stored.load(families.named(run.model), runs.folder(run.id))

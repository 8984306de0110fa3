"""Training a model on a dataset's labels, kept as a run; and judging it."""

import time
from typing import Any

from recsys import label_runs, runs, training_labels
from recsys.data.dataset import Dataset
from recsys.evaluation import ranking
from recsys.evaluation.classification import classification, with_random_negatives
from recsys.labeling.votes import Voter
from recsys.models import rating, shelves
from recsys.models.rating import RatingModel, RatingSettings
from recsys.progress import Record, Report, part
from recsys.runs import LabelSource, ModelRun
from recsys.settings import Settings

EVALUATION_SEED = 0


class TrainRating(Settings):
    """Train the rating model. label_run: whose weak labels; the newest on these data if none is named."""

    dataset: str
    labels: LabelSource = "weak+dev"
    label_run: str | None = None
    settings: RatingSettings = RatingSettings()


def train(voter: Voter, wanted: TrainRating, report: Report, record: Record) -> ModelRun:
    """The trained model as a stored run."""
    start = time.perf_counter()
    dataset, curve = voter.dataset, []

    def keep_point(point: dict[str, float]) -> None:
        curve.append(point)
        record(point)

    labels = None
    if wanted.labels != "gold":
        labels = label_runs.named(dataset, wanted.label_run) if wanted.label_run else label_runs.newest(dataset)
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


def evaluate(model: RatingModel, dataset: Dataset, split: str, report: Report) -> dict[str, Any]:
    """A model on a split, with S1's random negatives, and its ranking beside popularity and random."""
    known = training_labels.gold(dataset, split)
    asked = with_random_negatives(known, dataset.touched(), dataset.items.height, EVALUATION_SEED)
    probability = model.predict(asked.user, asked.item, dataset.histories)
    metrics: dict[str, Any] = dict(classification(probability, asked.label.astype("int8")))
    holdout = ranking.hold_out(dataset, split, EVALUATION_SEED)
    if not len(holdout):
        nothing = dict.fromkeys(ranking.NAMES)
        return metrics | nothing | {"popularity": nothing, "random": nothing}
    metrics |= ranking.evaluate(model.scores, holdout, report=part(report, 0.0, 0.6))
    for place, (name, scorer) in enumerate(
        {
            "popularity": ranking.popularity(dataset),
            "random": ranking.random(dataset.items.height, EVALUATION_SEED),
        }.items()
    ):
        metrics[name] = ranking.evaluate(scorer, holdout, report=part(report, 0.6 + 0.2 * place, 0.8 + 0.2 * place))
    return metrics


def load_model(run: ModelRun) -> RatingModel:
    """The trained model of a run."""
    return RatingModel.load(runs.folder(run.id))

"""Runs on a tiny dataset, made without snorkel and Keras: what pages show, at once."""

import numpy as np

from recsys import runs, working_sets
from recsys.data.dataset import Dataset
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.models import stored
from recsys.models.baselines.biases import Biases, BiasSettings
from recsys.models.baselines.popularity import Popularity, PopularitySettings
from recsys.models.rating import RatingModel, RatingSettings
from recsys.runs import LabelRun, ModelRun


def labels(dataset: Dataset) -> LabelRun:
    """A majority vote over the current functions, kept as a run."""
    current = working_sets.current(dataset)
    names = tuple(function.name for function in current.enabled)
    model = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.7, functions=names)
    numbers = {"accuracy": 0.75, "f1": 0.8, "auc": 0.7, "coverage": 0.25}
    metrics = {"test": numbers, "majority_vote": numbers, "majority_class": numbers | {"auc": 0.5}}
    return runs.keep(
        lambda id: LabelRun(
            id=id, dataset=dataset.about.name, fingerprint=dataset.fingerprint, seconds=1, metrics=metrics,
            functions=current, label_model=model,
            on_dev={"model": numbers, "majority_vote": numbers, "majority_class": numbers},
        ),
        "labels",
    )  # fmt: skip


def model(dataset: Dataset, labels: LabelRun) -> ModelRun:
    """A model that prefers items in the order of their number, whoever asks; kept as a run."""
    n_items = dataset.items.height
    trained = RatingModel(
        settings=RatingSettings(embedding=1, hidden=(1,)),
        history_table=np.ones((n_items, 1), np.float32),
        item_table=np.zeros((n_items, 1), np.float32),
        item_bias=-np.arange(n_items, dtype=np.float32),
        kernels=(np.zeros((2, 1), np.float32), np.zeros((1, 1), np.float32)),
        biases=(np.zeros(1, np.float32), np.zeros(1, np.float32)),
    )
    ranking = {f"{name}@10": 0.5 for name in ("ndcg", "recall", "precision", "hit", "coverage", "difference")}
    numbers = dict.fromkeys(("accuracy", "f1", "precision", "recall", "auc", "brier"), 0.6)
    return runs.keep(
        lambda id: ModelRun(
            id=id, dataset=dataset.about.name, fingerprint=dataset.fingerprint, seconds=1, model="rating",
            labels="weak", label_run=labels.id, examples=16, settings=trained.settings.model_dump(mode="json"),
            metrics=numbers | ranking | {"popularity": ranking, "random": ranking},
            curve=[{"epoch": 1, "loss": 0.7, "valid_auc": 0.5}, {"epoch": 2, "loss": 0.6, "valid_auc": 0.6}],
        ),
        "rating",
        lambda folder: stored.save(trained, folder),
    )  # fmt: skip


def of_stars(dataset: Dataset, learned: ModelRun) -> ModelRun:
    """A model that predicts some 4 stars of whatever it is asked; kept as a run, with the numbers of another."""
    n_items = dataset.items.height
    return _baseline(learned, Biases(BiasSettings(), np.array(4.0), np.zeros(n_items)))


def of_order(dataset: Dataset, learned: ModelRun) -> ModelRun:
    """A model that gives everybody the same; kept as a run, with the numbers of another."""
    return _baseline(learned, Popularity(PopularitySettings(), np.ones(dataset.items.height, np.float32)))


def _baseline(learned: ModelRun, trained: Biases | Popularity) -> ModelRun:
    changed = {
        "model": trained.family, "labels": "ratings", "label_run": None,
        "settings": trained.settings.model_dump(mode="json"),
    }  # fmt: skip
    return runs.keep(
        lambda id: learned.model_copy(update={"id": id} | changed),
        trained.family,
        lambda folder: stored.save(trained, folder),
    )

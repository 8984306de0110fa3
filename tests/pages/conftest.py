"""A workspace that the pages can show at once: a tiny dataset, labels and a model, made without snorkel or Keras."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from worlds import Rated, world

from recsys import runs, workspace
from recsys.columns import DEV, TEST, VALID
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling import features
from recsys.labeling.label_models import LabelModel, LabelModelSettings
from recsys.models.rating import RatingModel, RatingSettings
from recsys.runs import LabelRun, ModelRun

N_ITEMS = 20


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty `VOTEBOOK_HOME`, and no cache of an earlier test."""
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    st.cache_data.clear()
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def dataset(home: Path) -> Dataset:
    """Eight readers with the same shelf; user 4 is dev, 5 valid, 6 and 7 test. Reviews on their first two books."""
    rated = []
    for user in range(8):
        rated.append(Rated(user, 0, 5, "Five stars, a wonderful and perfect book!"))
        rated.append(Rated(user, 1, 2, "2 stars. Terrible, awful and boring."))
        rated += [Rated(user, item, 4) for item in range(2, 8)]
    split = {4: DEV, 5: VALID, 6: TEST, 7: TEST}
    tiny = world(rated, authors=["ann"] * N_ITEMS, split=split, name="demo")
    return datasets.save(features.add(replace(tiny, fingerprint="")))


@pytest.fixture
def labels(dataset: Dataset) -> LabelRun:
    """A majority vote over the current functions."""
    current = workspace.functions_of(dataset)
    names = tuple(function.name for function in current.enabled)
    model = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.7, functions=names)
    numbers = {"accuracy": 0.75, "f1": 0.8, "auc": 0.7, "coverage": 0.25}
    metrics = {"test": numbers, "majority_vote": numbers, "majority_class": numbers | {"auc": 0.5}}
    return runs.keep(
        lambda id: LabelRun(
            id=id, dataset="demo", fingerprint=dataset.fingerprint, seconds=1, metrics=metrics,
            functions=current, label_model=model,
        ),
        "labels",
    )  # fmt: skip


@pytest.fixture
def model(dataset: Dataset, labels: LabelRun) -> ModelRun:
    """A model that prefers items in the order of their number, whoever asks."""
    trained = RatingModel(
        settings=RatingSettings(embedding=1, hidden=(1,)),
        history_table=np.ones((N_ITEMS, 1), np.float32),
        item_table=np.zeros((N_ITEMS, 1), np.float32),
        item_bias=-np.arange(N_ITEMS, dtype=np.float32),
        kernels=(np.zeros((2, 1), np.float32), np.zeros((1, 1), np.float32)),
        biases=(np.zeros(1, np.float32), np.zeros(1, np.float32)),
    )
    ranking = {f"{name}@10": 0.5 for name in ("ndcg", "recall", "precision", "hit", "coverage", "difference")}
    numbers = dict.fromkeys(("accuracy", "f1", "precision", "recall", "auc", "brier"), 0.6)
    return runs.keep(
        lambda id: ModelRun(
            id=id, dataset="demo", fingerprint=dataset.fingerprint, seconds=1, model="rating", labels="weak",
            label_run=labels.id, examples=16, settings=trained.settings.model_dump(mode="json"),
            metrics=numbers | ranking | {"popularity": ranking, "random": ranking},
            curve=[{"epoch": 1, "loss": 0.7, "valid_auc": 0.5}, {"epoch": 2, "loss": 0.6, "valid_auc": 0.6}],
        ),
        "rating",
        trained.save,
    )  # fmt: skip

"""A workspace that the pages can show at once: a tiny dataset, labels and a model, made without snorkel or Keras."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import finished_runs
import pytest
import streamlit as st
from worlds import Rated, world

from recsys.columns import DEV, TEST, VALID
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.facts import features
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
    return finished_runs.labels(dataset)


@pytest.fixture
def model(dataset: Dataset, labels: LabelRun) -> ModelRun:
    """A model that prefers items in the order of their number, whoever asks."""
    return finished_runs.model(dataset, labels)

"""What one works on: the current functions, and how far the pipeline has got."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from recsys import files, runs, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, DamagedFile, NotFound, VotebookError
from recsys.labeling import features, functions
from recsys.labeling.functions import FunctionSet
from recsys.labeling.label_models import LabelModel, LabelModelSettings
from recsys.runs import LabelRun, LabelSource, ModelRun
from tests.worlds import Rated, world


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def dataset() -> Dataset:
    return datasets.save(features.add(replace(world([Rated(0, 0, 5, "fine")], authors=["ann"]), fingerprint="")))


def moved(current: FunctionSet, threshold: float) -> FunctionSet:
    return current.changed("polarity_positive", threshold=threshold)


def fit(dataset: Dataset, current: FunctionSet) -> LabelRun:
    model = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.5, functions=("f",))
    return runs.keep(
        lambda run_id: LabelRun(
            id=run_id, dataset=dataset.about.name, fingerprint=dataset.fingerprint, seconds=1, metrics={},
            functions=current, label_model=model, on_dev={},
        ),
        "labels",
    )  # fmt: skip


def train(dataset: Dataset, labels: LabelSource, label_run: str | None) -> ModelRun:
    return runs.keep(
        lambda run_id: ModelRun(
            id=run_id, dataset=dataset.about.name, fingerprint=dataset.fingerprint, seconds=1, metrics={},
            model="rating", labels=labels, label_run=label_run, examples=1, settings={}, curve=[],
        ),
        "rating",
    )  # fmt: skip


def freshness(dataset: Dataset) -> tuple[bool, bool]:
    """Whether labels and model are fresh."""
    state = workspace.progress(dataset)
    return state.labels_fresh, state.model_fresh


def test_a_dataset_starts_with_the_published_functions(dataset: Dataset) -> None:
    assert workspace.functions_of(dataset) == functions.published()
    assert not workspace.can_undo(dataset)


def test_saved_functions_stay_and_belong_to_their_dataset_alone(dataset: Dataset) -> None:
    current = moved(functions.published(), 0.5)
    workspace.save_functions(dataset, current)
    assert workspace.functions_of(dataset) == current
    other = replace(dataset, about=dataset.about.model_copy(update={"name": "other"}))
    assert workspace.functions_of(other) == functions.published()


def test_edits_are_taken_back_one_by_one(dataset: Dataset) -> None:
    for threshold in (0.4, 0.5):
        workspace.save_functions(dataset, moved(functions.published(), threshold))
    seen = []
    while workspace.can_undo(dataset):
        workspace.undo_functions(dataset)
        seen.append(workspace.functions_of(dataset))
    assert seen == [moved(functions.published(), 0.4), functions.published()]
    workspace.undo_functions(dataset)
    assert workspace.functions_of(dataset) == functions.published()


def test_the_oldest_edits_are_forgotten(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "KEPT_VERSIONS", 2)
    for threshold in (0.4, 0.5, 0.6):
        workspace.save_functions(dataset, moved(functions.published(), threshold))
    workspace.undo_functions(dataset)
    assert workspace.functions_of(dataset) == moved(functions.published(), 0.5)
    assert not workspace.can_undo(dataset)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "versions": []}', '{"format": 9}'])
def test_a_damaged_file_of_functions_is_named_and_never_read(home: Path, dataset: Dataset, content: str) -> None:
    file = home / "functions" / "tiny.json"
    file.parent.mkdir()
    file.write_text(content)
    with pytest.raises(DamagedFile, match=rf"^{file}.*Delete that file to go back to the published settings\.$"):
        workspace.functions_of(dataset)


def test_functions_that_are_none_are_refused_with_the_files_name(home: Path, dataset: Dataset) -> None:
    workspace.save_functions(dataset, functions.published())
    file = home / "functions" / "tiny.json"
    content = json.loads(file.read_text())
    content["versions"][-1]["functions"][2]["threshold"] = 7
    files.write_json(file, content)
    with pytest.raises(VotebookError, match=rf"^{file}.*threshold 7 is out of range"):
        workspace.functions_of(dataset)


def test_nothing_is_fresh_before_it_is_there(dataset: Dataset) -> None:
    assert workspace.progress(dataset) == workspace.Progress(None, False, None, False)


def test_labels_are_fresh_until_the_functions_that_are_on_change(dataset: Dataset) -> None:
    current = functions.published().changed("polarity_negative", enabled=False)
    workspace.save_functions(dataset, current)
    fit(dataset, current)
    assert freshness(dataset) == (True, False)
    workspace.save_functions(dataset, current.changed("polarity_negative", threshold=-0.5))  # it is off
    assert freshness(dataset) == (True, False)
    workspace.save_functions(dataset, moved(current, 0.5))
    assert freshness(dataset) == (False, False)
    workspace.undo_functions(dataset)
    assert freshness(dataset) == (True, False)


def test_a_model_is_fresh_while_its_labels_are_the_newest(dataset: Dataset) -> None:
    labels = fit(dataset, functions.published())
    train(dataset, "weak", labels.id)
    assert freshness(dataset) == (True, True)
    fit(dataset, functions.published())
    assert freshness(dataset) == (True, False)


def test_a_model_trained_on_gold_does_not_care_about_labels(dataset: Dataset) -> None:
    train(dataset, "gold", None)
    assert freshness(dataset) == (False, True)


def test_runs_on_an_earlier_dataset_of_that_name_are_stale(dataset: Dataset) -> None:
    labels = fit(dataset, functions.published())
    train(dataset, "weak", labels.id)
    assert freshness(replace(dataset, fingerprint="made anew")) == (False, False)


def test_a_removed_dataset_takes_its_functions_and_runs_with_it(dataset: Dataset) -> None:
    other = datasets.save(replace(dataset, about=dataset.about.model_copy(update={"name": "other"})))
    for kept in (dataset, other):
        workspace.save_functions(kept, moved(functions.published(), 0.5))
        train(kept, "weak", fit(kept, functions.published()).id)
    workspace.remove_dataset("tiny")
    assert (datasets.names(), runs.ids()) == (["other"], ["labels-2", "rating-2"])
    assert workspace.functions_of(dataset) == functions.published()
    with pytest.raises(NotFound, match=r"There is no dataset “tiny”\. The datasets are: other\."):
        workspace.remove_dataset("tiny")


def test_a_page_that_was_left_open_does_not_write_functions_for_a_dataset_that_is_gone(dataset: Dataset) -> None:
    current = workspace.functions_of(dataset)
    workspace.remove_dataset("tiny")
    with pytest.raises(BadInput, match="tiny was removed or made anew"):
        workspace.save_functions(dataset, moved(current, 0.5))
    assert not (files.home() / "functions").exists()

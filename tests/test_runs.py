"""Runs on disk: kept under the next number, read back as they were, never read when damaged."""

import errno
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from recsys import files, runs
from recsys.errors import BadInput, DamagedFile, Failure, NotFound
from recsys.labeling import functions
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.runs import LabelRun, ModelRun

pytestmark = pytest.mark.usefixtures("home")


def label_run(run_id: str, dataset: str = "tiny") -> LabelRun:
    return LabelRun(
        id=run_id,
        dataset=dataset,
        fingerprint="f",
        seconds=1.5,
        on_dev={},
        metrics={"test": {"accuracy": 0.75, "auc": None}},
        functions=functions.published(),
        label_model=LabelModel(
            settings=LabelModelSettings(),
            class_balance=0.7,
            functions=("a", "b"),
            conditional=((0.1, 0.2), (0.3, 0.4)),
            weights=(0.6, None),
        ),
    )


def model_run(run_id: str, dataset: str = "tiny", **fields: Any) -> ModelRun:
    given = {
        "id": run_id, "dataset": dataset, "fingerprint": "f", "seconds": 2.0, "metrics": {"auc": 0.5},
        "model": "rating", "labels": "weak", "label_run": "labels-1",
        "examples": 3, "settings": {"epochs": 1}, "curve": [{"epoch": 1.0}],
    }  # fmt: skip
    return ModelRun.model_validate(given | fields)


def test_a_run_comes_back_as_it_was_kept() -> None:
    labels, model = runs.keep(label_run, "labels"), runs.keep(model_run, "rating")
    assert (labels.id, model.id) == ("labels-1", "rating-1")
    assert (runs.load("labels-1"), runs.load("rating-1")) == (labels, model)


def test_a_run_keeps_the_files_written_with_it() -> None:
    def write(place: Path) -> None:
        (place / "weights.txt").write_text("1 2 3")

    run = runs.keep(model_run, "rating", write)
    assert (runs.folder(run.id) / "weights.txt").read_text() == "1 2 3"


def test_a_run_whose_files_cannot_be_written_is_not_there(home: Path) -> None:
    def fail(place: Path) -> None:
        (place / "weights.txt").write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Failure, match=r"rating-1 can't be kept \(No space left on device\)"):
        runs.keep(model_run, "rating", fail)
    assert runs.ids() == []
    assert list((home / "runs").iterdir()) == []


def test_numbers_go_on_after_the_highest() -> None:
    for _ in range(11):
        runs.keep(label_run, "labels")
    runs.remove("labels-3")
    assert runs.keep(label_run, "labels").id == "labels-12"
    assert runs.ids("labels") == [f"labels-{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12)]


def test_who_is_second_to_a_number_takes_the_next() -> None:
    def make(run_id: str) -> LabelRun:
        if run_id == "labels-1":
            runs.keep(label_run, "labels")  # somebody else, meanwhile
        return label_run(run_id)

    assert runs.keep(make, "labels").id == "labels-2"
    assert runs.ids() == ["labels-1", "labels-2"]


def test_a_datasets_runs_come_newest_first() -> None:
    for dataset in ("tiny", "other", "tiny"):
        runs.keep(partial(label_run, dataset=dataset), "labels")
    runs.keep(model_run, "rating")
    assert [run.id for run in runs.labels_of("tiny")] == ["labels-3", "labels-1"]
    assert [run.id for run in runs.models_of("tiny")] == ["rating-1"]
    assert runs.models_of("other") == []


def test_a_run_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(NotFound, match=r"There is no run “labels-1”\. The runs are: none yet"):
        runs.load("labels-1")
    runs.keep(model_run, "rating")
    with pytest.raises(NotFound, match="The runs are: rating-1"):
        runs.load("rating-2")


@pytest.mark.parametrize("name", ["../secrets", "", "a/b", ".hidden", "x" * 100])
def test_a_name_that_would_be_a_path_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="can't be a run name"):
        runs.load(name)


@pytest.mark.parametrize("content", ["", "{", '{"format": 1}', "[]", '{"format": 2}'])
def test_a_damaged_run_is_named_and_passed_over(content: str) -> None:
    good = runs.keep(label_run, "labels")
    bad = runs.keep(label_run, "labels")
    (runs.folder(bad.id) / runs.INFO).write_text(content)
    with pytest.raises(DamagedFile, match=r"labels-2.*Remove that folder and run it again\."):
        runs.load(bad.id)
    assert runs.labels_of("tiny") == [good]


def test_a_folder_of_no_known_kind_is_damaged(home: Path) -> None:
    files.write_json(home / "runs" / "poems-1" / runs.INFO, {})
    with pytest.raises(DamagedFile, match="poems-1 is not a run of a kind known here"):
        runs.load("poems-1")


def test_only_a_trained_model_can_recommend() -> None:
    runs.keep(label_run, "labels")
    with pytest.raises(BadInput, match="labels-1 is a label run; name a trained model, such as rating-1"):
        runs.load_model_run("labels-1")
    assert runs.keep(model_run, "rating") == runs.load_model_run("rating-1")


def test_a_removed_run_is_gone() -> None:
    runs.keep(model_run, "rating")
    runs.remove("rating-1")
    assert runs.ids() == []
    with pytest.raises(NotFound):
        runs.remove("rating-1")

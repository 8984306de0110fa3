"""Slow work in this process: the pipeline on the small demo, and imports of tables."""

import shutil
from pathlib import Path

import pytest

from recsys import files, label_runs, runs, tasks, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data import table as tables
from recsys.data import uploads
from recsys.errors import BadInput, Failure
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.votes import Voter
from recsys.models.rating import RatingSettings
from recsys.progress import silent, unrecorded

QUICK = RatingSettings(epochs=1, embedding=8).model_dump(mode="json")


@pytest.fixture
def voter(small_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Voter:
    """The small demo in a home of its own."""
    shutil.copytree(small_demo_home, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    return Voter(datasets.load("demo"))


def run_all(**request: object) -> dict[str, str]:
    return tasks.run_all({"dataset": "demo", "rating_settings": QUICK} | request, silent, unrecorded)


def test_the_pipeline_runs_what_is_missing_once_and_again_only_what_an_edit_made_stale(voter: Voter) -> None:
    first = run_all()
    assert run_all() == first
    current = working_sets.current(voter.dataset)
    working_sets.edit(voter.dataset, current.changed("polarity_positive", threshold=0.4))
    second = run_all()
    assert second["labels"] != first["labels"]
    assert runs.load_model_run(second["run"]).label_run == second["labels"]
    state = workspace.progress(voter.dataset, working_sets.current(voter.dataset))
    assert state.labels_fresh
    assert state.model_fresh


def test_a_label_model_that_gold_on_dev_ranks_below_the_calibrated_vote_is_not_what_the_pipeline_trains_on(
    voter: Voter,
) -> None:
    current = working_sets.current(voter.dataset)
    # polarity and subjectivity vote alike, which leads snorkel's model astray when it has converged
    chosen = label_runs.best(voter, current, LabelModelSettings(), silent)
    snorkel, calibrated = runs.load("labels-1"), runs.load("labels-2")
    assert snorkel.metrics["test"]["auc"] < calibrated.metrics["test"]["auc"]
    assert chosen == calibrated
    assert chosen.label_model.settings.model == "calibrated"
    assert chosen.on_dev["model"]["auc"] > chosen.on_dev["majority_vote"]["auc"]
    assert "Taken instead of labels-1, snorkel's LabelModel" in chosen.reason


def test_without_a_function_that_is_on_the_pipeline_trains_on_the_gold_of_dev(voter: Voter) -> None:
    current = working_sets.current(voter.dataset)
    for function in current.functions:
        current = current.changed(function.name, enabled=False)
    working_sets.edit(voter.dataset, current)
    result = run_all()
    assert result["labels"] is None
    trained = runs.load_model_run(result["run"])
    assert trained.labels == "gold"
    assert trained.examples == len(voter.dataset.gold("dev"))


def test_the_same_seed_gives_the_same_model_and_the_same_numbers(voter: Voter) -> None:
    request = {"dataset": "demo", "labels": "gold", "settings": QUICK}
    first, second = (tasks.train_model(request, silent, unrecorded)["run"] for _ in range(2))
    assert first != second
    assert runs.load_model_run(first).metrics == runs.load_model_run(second).metrics


def test_training_on_weak_labels_that_are_not_there_is_a_sentence(voter: Voter) -> None:
    with pytest.raises(BadInput, match="There are no weak labels yet"):
        tasks.train_model({"dataset": "demo", "labels": "weak"}, silent, unrecorded)
    with pytest.raises(BadInput, match="labels-7"):
        tasks.train_model({"dataset": "demo", "labels": "weak", "label_run": "labels-7"}, silent, unrecorded)


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(BadInput, match=r"train rating: epoch: there is no such setting"):
        tasks.train_model({"dataset": "demo", "settings": {"epoch": 3}}, silent, unrecorded)


def test_a_demo_is_not_made_over_another_dataset_of_its_name(voter: Voter) -> None:
    with pytest.raises(BadInput, match="exists already"):
        tasks.make_demo({"dataset": "demo"}, silent, unrecorded)


@pytest.fixture
def table(home: Path) -> Path:
    """An upload of 40 users with five ratings each, one line twice and one without a user."""
    lines = [f"u{user},i{item},{1 + (user + item) % 5}" for user in range(40) for item in range(5)]
    return uploads.keep("\n".join(["who,what,stars", *lines, lines[0], ",i1,3"]).encode(), "mine.csv")


def import_of(path: Path, **settings: object) -> dict[str, object]:
    columns = {"user": "who", "item": "what", "rating": "stars"}
    source = {"kind": "table", "path": str(path), "columns": columns}
    return {"dataset": "mine", "source": source, "settings": tables.build_settings(settings).model_dump(mode="json")}


def test_a_check_tells_what_an_import_would_give_and_keeps_nothing(table: Path) -> None:
    found = tasks.check_import(import_of(table), silent, unrecorded)
    assert (found["counts"]["ratings"], found["counts"]["users"], found["rows"], found["liked"]) == (200, 40, 202, 0.4)
    assert sorted(found["left_out"].values()) == [1, 1]
    assert sorted(found["places"].values()) == ["line 2", "line 203"]
    assert datasets.names() == []
    assert table.exists()


def test_an_import_keeps_what_the_check_told_and_drops_the_upload(table: Path) -> None:
    told = tasks.check_import(import_of(table, split="holdout"), silent, unrecorded)
    reported = tasks.import_dataset(import_of(table, split="holdout"), silent, unrecorded)
    for report in (told, reported):
        del report["about"]["created"]
    assert reported == told
    kept = datasets.load("mine")
    assert (kept.counts(), kept.settings.split) == (told["counts"], "holdout")
    assert "user_items" in kept.features
    assert not table.exists()
    with pytest.raises(BadInput, match="A dataset “mine” exists already"):
        tasks.import_dataset(import_of(table), silent, unrecorded)


def test_an_import_of_bad_input_says_where_and_leaves_nothing(home: Path) -> None:
    path = uploads.keep(b"who,what,stars\na,x,5\nb,x,many\n", "mine.csv")
    for task in (tasks.check_import, tasks.import_dataset):
        with pytest.raises(BadInput, match=r"mine\.csv, line 3, column “stars”: “many” is not a rating"):
            task(import_of(path), silent, unrecorded)
    assert datasets.names() == []


def test_a_full_disk_is_a_sentence_and_nothing_half_made_stays(
    home: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_arrays", full)
    with pytest.raises(Failure, match=r"mine can't be written \(No space left on device\), and nothing of it is kept"):
        tasks.import_dataset(import_of(table), silent, unrecorded)
    assert list((home / "datasets").iterdir()) == []
    assert table.exists()

"""The pipeline in this process, on the small demo: labels, training, and what is run again when something changed."""

import shutil
from pathlib import Path

import pytest

from recsys import label_runs, runs, tasks, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.errors import BadInput
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


def test_a_label_model_that_gold_on_dev_ranks_below_majority_vote_is_not_what_the_pipeline_trains_on(
    voter: Voter,
) -> None:
    current = working_sets.current(voter.dataset)
    # polarity and subjectivity vote alike, which leads snorkel's model astray when it has converged
    chosen = label_runs.best(voter, current, LabelModelSettings(), silent)
    snorkel, majority = runs.load("labels-1"), runs.load("labels-2")
    assert snorkel.metrics["test"]["auc"] < majority.metrics["test"]["auc"]
    assert chosen == majority
    assert "Taken instead of labels-1, snorkel's LabelModel" in majority.reason


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
    first, second = (tasks.train_rating(request, silent, unrecorded)["run"] for _ in range(2))
    assert first != second
    assert runs.load_model_run(first).metrics == runs.load_model_run(second).metrics


def test_training_on_weak_labels_that_are_not_there_is_a_sentence(voter: Voter) -> None:
    with pytest.raises(BadInput, match="There are no weak labels yet"):
        tasks.train_rating({"dataset": "demo", "labels": "weak"}, silent, unrecorded)
    with pytest.raises(BadInput, match="labels-7"):
        tasks.train_rating({"dataset": "demo", "labels": "weak", "label_run": "labels-7"}, silent, unrecorded)


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(BadInput, match=r"settings\.epoch: there is no such setting"):
        tasks.train_rating({"dataset": "demo", "settings": {"epoch": 3}}, silent, unrecorded)


def test_a_demo_is_not_made_over_another_dataset_of_its_name(voter: Voter) -> None:
    with pytest.raises(BadInput, match="exists already"):
        tasks.make_demo({"dataset": "demo"}, silent, unrecorded)

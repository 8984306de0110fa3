"""`benchmark labels` as scripts rely on it, with models that train in no time."""

import json
from typing import Any

import finished_runs
import pytest

from recsys import label_runs, model_runs, runs
from recsys.cli import main
from recsys.data.dataset import Dataset
from recsys.labeling.votes import Voter
from recsys.model_runs import TrainModel
from recsys.progress import Record, Report
from recsys.runs import ModelRun

AUC = {"weak+dev": 0.7, "gold": 0.6}


@pytest.fixture
def trained(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> list[TrainModel]:
    """What was trained, in order. Dataset “tiny” with a label run; weak labels win there, and later seeds do better."""
    labels = finished_runs.labels(dataset)
    like = finished_runs.model(dataset, labels)
    asked: list[TrainModel] = []

    def train(voter: Voter, wanted: TrainModel, report: Report, record: Record) -> ModelRun:
        asked.append(wanted)
        settings = wanted.model_settings.model_dump(mode="json")
        metrics = {"auc": AUC[wanted.labels] + settings["seed"] / 100, "ndcg@10": 0.2, "f1": None}
        told: dict[str, Any] = {"labels": wanted.labels, "label_run": wanted.label_run, "settings": settings}
        return runs.keep(lambda id: like.model_copy(update={"id": id, "metrics": metrics} | told), "rating")

    monkeypatch.setattr(model_runs, "train", train)
    return asked


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    """stdout and stderr of `benchmark labels --dataset tiny …`."""
    capsys.readouterr()
    assert main(["benchmark", "labels", "--dataset", "tiny", *arguments]) == code
    output = capsys.readouterr()
    return output.out, output.err


def test_both_sides_are_trained_over_three_seeds_and_compared(
    trained: list[TrainModel], capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(run(capsys, "--format", "json")[0])
    assert [(wanted.labels, wanted.label_run, wanted.settings["seed"]) for wanted in trained] == [
        ("weak+dev", "labels-1", 0), ("gold", None, 0), ("weak+dev", "labels-1", 1), ("gold", None, 1),
        ("weak+dev", "labels-1", 2), ("gold", None, 2),
    ]  # fmt: skip
    assert found["weak+dev"]["auc"] == {"mean": pytest.approx(0.71), "sd": pytest.approx(0.01)}
    assert found["gold"]["auc"]["mean"] == pytest.approx(0.61)
    assert found["gold"]["f1"] == {"mean": None, "sd": None}
    assert len(found["gold"]["runs"]) == 3
    assert found["gains"] == {"auc": pytest.approx(0.1), "ndcg@10": 0}
    assert found["verdict"] == "Undecided"


def test_what_is_trained_already_is_not_trained_again(
    trained: list[TrainModel], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys)
    text, _ = run(capsys)
    assert len(trained) == 6
    assert "weak+dev     3 0.7100 ± 0.0100" in text
    assert "Undecided: +0.1000 in auc and +0.0000 in ndcg@10." in text


def test_settings_and_labels_can_be_named(
    trained: list[TrainModel], dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    finished_runs.labels(dataset)
    run(capsys, "--set", "rating.epochs=3", "--label-run", "labels-1", "--format", "csv")
    assert {(wanted.settings["epochs"], wanted.label_run) for wanted in trained} == {(3, "labels-1"), (3, None)}


@pytest.mark.usefixtures("trained")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seeds", "5"], "has three of its own"),
        (["--models", "rating,mf"], "one model at a time"),
        (["--models", "ease"], "ease leaves nothing to chance"),
        (["--set", "rating.seed=3"], "seeds of its own"),
        (["--set", "rating.wings=3"], "wings"),
        (["--label-run", "labels-7"], "no run “labels-7”"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert said in run(capsys, *arguments, code=2)[1]


@pytest.mark.usefixtures("trained")
def test_without_a_label_run_the_pipelines_is_fitted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = runs.load("labels-1")
    monkeypatch.setattr(label_runs, "newest", lambda dataset: None)
    monkeypatch.setattr(label_runs, "best", lambda *how: first)
    assert json.loads(run(capsys, "--format", "json")[0])["label_run"] == "labels-1"

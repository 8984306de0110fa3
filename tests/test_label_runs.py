"""Label models of each kind kept as runs, on the small demo; and runs from before there were so many."""

import json
import shutil
from pathlib import Path

import pytest

from recsys import label_runs, runs
from recsys.cli import main
from recsys.data import dataset as datasets
from recsys.errors import BadInput
from recsys.labeling import starting_sets
from recsys.labeling.combining import label_models
from recsys.labeling.combining.label_models import LabelModelName, LabelModelSettings
from recsys.labeling.functions import PythonFunction
from recsys.labeling.votes import Voter
from recsys.progress import silent
from recsys.runs import LabelRun


@pytest.fixture
def voter(small_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Voter:
    """The small demo in a home of its own."""
    shutil.copytree(small_demo_home, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    return Voter(datasets.load("demo"))


def fit(voter: Voter, kind: LabelModelName) -> LabelRun:
    settings = LabelModelSettings(model=kind, epochs=100)
    return label_runs.fit(voter, starting_sets.of(voter.dataset), settings, silent)


@pytest.mark.parametrize("kind", ["majority", "weighted", "dawid_skene", "calibrated"])
def test_a_model_fitted_at_once_is_kept_and_read_back_as_it_was(voter: Voter, kind: LabelModelName) -> None:
    run = fit(voter, kind)
    assert runs.load(run.id) == run
    assert run.health is None
    assert set(run.metrics) == {"test", "majority_vote", "majority_class"}
    assert run.metrics["test"]["coverage"] == run.metrics["majority_vote"]["coverage"]
    assert run.on_dev["model"]["auc"] > 0.5


def test_snorkels_fit_keeps_its_health(voter: Voter) -> None:
    run = fit(voter, "snorkel")
    assert run.health is not None
    assert run.health.weights[0] == pytest.approx(run.label_model.weights, abs=1e-4)
    assert runs.load(run.id) == run


def test_a_fit_names_its_stages_and_never_goes_back(voter: Voter) -> None:
    said: list[tuple[float, str]] = []
    settings = LabelModelSettings(epochs=100)
    label_runs.best(
        voter,
        starting_sets.of(voter.dataset),
        settings,
        lambda fraction, message: said.append((fraction, message)),
    )
    fractions, messages = zip(*said, strict=True)
    assert list(fractions) == sorted(fractions)
    assert messages[:3] == ("voting", "loading snorkel and PyTorch", "fitting the label model: step 0 of 100")


@pytest.mark.parametrize(("model", "majority", "said"), [(0.42, 0.71, True), (0.70, 0.71, False), (None, 0.71, False)])
def test_a_majority_vote_that_ranks_better_on_dev_speaks_against_a_label_model(
    voter: Voter, model: float | None, majority: float, said: bool
) -> None:
    run = fit(voter, "majority")
    judged = {"model": {"auc": model}, "majority_vote": {"auc": majority}}
    verdict = label_runs.verdict(run.model_copy(update={"on_dev": judged}))
    assert ("majority vote ranks better: AUC 0.71 against 0.42. " in verdict) is said
    assert bool(verdict) is said


def test_labels_record_what_their_python_functions_stand_on(
    voter: Voter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOTEBOOK_PYTHON_FUNCTIONS", "1")
    (tmp_path / "python_functions.py").write_text("def mine(points): return [1] * len(points)")
    current = starting_sets.of(voter.dataset).added(PythonFunction(name="m", function="mine"))
    run = label_runs.fit(voter, current, LabelModelSettings(model="majority"), silent)
    assert label_runs.newest(voter.dataset) == run
    (tmp_path / "python_functions.py").write_text("def mine(points): return [0] * len(points)")
    assert label_runs.newest(voter.dataset) is None
    with pytest.raises(BadInput, match="Fit the label model again"):
        label_runs.named(voter.dataset, run.id)


def test_a_calibrated_vote_is_judged_on_dev_by_halves(voter: Voter) -> None:
    run = fit(voter, "calibrated")
    in_sample = label_models.compare(run.label_model, voter.patterns(run.functions.enabled, "dev"))
    assert run.on_dev["model"]["auc"] < in_sample["model"]["auc"]
    for other in ("majority_vote", "majority_class"):
        assert run.on_dev[other] == pytest.approx(in_sample[other])


def test_a_run_without_health_as_older_ones_are_still_loads(voter: Voter) -> None:
    run = fit(voter, "majority")
    path = runs.folder(run.id) / runs.INFO
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["health"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert runs.load(run.id) == run


@pytest.mark.usefixtures("voter")
@pytest.mark.parametrize("kind", ["weighted", "dawid_skene", "calibrated"])
def test_every_kind_is_fitted_from_the_command_line(kind: LabelModelName, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["label", "fit", "--dataset", "demo", "--model", kind, "--format", "json"]) == 0
    fitted = json.loads(capsys.readouterr().out)
    assert fitted["model"] == kind
    assert set(fitted["test"]) == {"accuracy", "f1", "auc", "coverage"}
    assert all(0 < function["weight"] < 1 for function in fitted["functions"])

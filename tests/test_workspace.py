"""How far the pipeline has got, and a dataset removed with all that stands on it."""

from dataclasses import replace
from pathlib import Path

import pytest

from recsys import runs, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import NotFound
from recsys.labeling import functions
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.functions import FunctionSet, PythonFunction
from recsys.runs import LabelRun, LabelSource, ModelRun

pytestmark = pytest.mark.usefixtures("home")


def moved(current: FunctionSet, threshold: float) -> FunctionSet:
    return current.changed("polarity_positive", threshold=threshold)


def fit(dataset: Dataset, current: FunctionSet) -> LabelRun:
    model = LabelModel(settings=LabelModelSettings(model="majority"), class_balance=0.5, functions=("f",))
    return runs.keep(
        lambda run_id: LabelRun(
            id=run_id, dataset=dataset.about.name, fingerprint=dataset.fingerprint, seconds=1, metrics={},
            functions=current, label_model=model, on_dev={}, python=workspace.python_fingerprints(current),
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
    state = workspace.progress(dataset, working_sets.current(dataset))
    return state.labels_fresh, state.model_fresh


def test_nothing_is_fresh_before_it_is_there(dataset: Dataset) -> None:
    assert workspace.progress(dataset, working_sets.current(dataset)) == workspace.Progress(None, False, None, False)


def test_labels_are_fresh_until_the_functions_that_are_on_change(dataset: Dataset) -> None:
    current = functions.published().changed("polarity_negative", enabled=False)
    working_sets.edit(dataset, current)
    fit(dataset, current)
    assert freshness(dataset) == (True, False)
    working_sets.edit(dataset, current.changed("polarity_negative", threshold=-0.5))  # it is off
    assert freshness(dataset) == (True, False)
    working_sets.edit(dataset, moved(current, 0.5))
    assert freshness(dataset) == (False, False)
    working_sets.step(dataset, "undo")
    assert freshness(dataset) == (True, False)


def test_labels_are_fresh_until_the_python_file_changes_in_a_function_they_used(
    dataset: Dataset, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOTEBOOK_PYTHON_FUNCTIONS", "1")

    def write(mine: int, other: int) -> None:
        text = f"def mine(points): return [{mine}] * len(points)\ndef other(points): return [{other}] * len(points)"
        (home / "python_functions.py").write_text(text)

    write(mine=1, other=1)
    current = functions.published().added(PythonFunction(name="m", function="mine"))
    working_sets.edit(dataset, current)
    labels = fit(dataset, current)
    train(dataset, "weak", labels.id)
    assert freshness(dataset) == (True, True)
    write(mine=1, other=0)
    assert freshness(dataset) == (True, True)
    write(mine=0, other=0)
    assert freshness(dataset) == (False, False)
    assert workspace.why_stale(labels, dataset) == "The Python file has changed since in what mine stands on."
    write(mine=1, other=0)
    assert freshness(dataset) == (True, True)


def test_a_python_function_that_is_off_does_not_make_labels_stale(dataset: Dataset, home: Path) -> None:
    current = functions.published().added(PythonFunction(name="m", function="mine", enabled=False))
    assert workspace.why_stale(fit(dataset, current), dataset) is None


def test_labels_of_a_time_before_python_functions_were_recorded_are_stale(dataset: Dataset) -> None:
    run = fit(dataset, functions.published().added(PythonFunction(name="m", function="mine")))
    assert workspace.why_stale(run, dataset) is None
    assert workspace.why_stale(run.model_copy(update={"python": {}}), dataset) is not None


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
        working_sets.edit(kept, moved(functions.published(), 0.5))
        train(kept, "weak", fit(kept, functions.published()).id)
    workspace.remove_dataset("tiny")
    assert (datasets.names(), runs.ids()) == (["other"], ["labels-2", "rating-2"])
    assert working_sets.current(dataset) == functions.published()
    with pytest.raises(NotFound, match=r"There is no dataset “tiny”\. The datasets are: other\."):
        workspace.remove_dataset("tiny")

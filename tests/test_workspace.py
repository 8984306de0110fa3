"""How far the pipeline has got, and a dataset renamed or removed with all that stands on it."""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from recsys import hand_labels, job_store, jobs, own_ratings, runs, versions, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, DamagedFile, Failure, NotFound
from recsys.labeling import functions
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.functions import FunctionSet, PythonFunction
from recsys.labeling.votes import Voter
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


def renamed_world(dataset: Dataset) -> tuple[LabelRun, ModelRun]:
    """Functions, a version, a hand label, an own rating, two runs and a job that ended, all on `tiny`."""
    working_sets.edit(dataset, moved(functions.published(), 0.5))
    versions.save(Voter(dataset), moved(functions.published(), 0.5), "mine", "local")
    hand_labels.give(dataset, 0, 0, "local")
    own_ratings.give(dataset, "local", {0: 5})
    labels = fit(dataset, functions.published())
    model = train(dataset, "weak", labels.id)
    jobs.cancel(jobs.submit("fit_labels", {"dataset": "tiny"}, start=False).id)
    return labels, model


def test_whatever_stands_on_a_dataset_follows_it_to_its_new_name(dataset: Dataset) -> None:
    labels, model = renamed_world(dataset)
    stood = workspace.standing_on("tiny")
    assert stood == workspace.Standing(people=1, versions=1, label_runs=1, models=1, hand_labels=1, own_ratings=1)
    workspace.rename_dataset("tiny", "large")
    assert (datasets.names(), workspace.standing_on("large")) == (["large"], stood)
    found = datasets.load("large")
    assert (found.about.name, found.fingerprint) == ("large", dataset.fingerprint)
    assert working_sets.current(found) == moved(functions.published(), 0.5)
    assert versions.load("large", 1).name == "mine"
    assert runs.labels_of("large") == [labels.model_copy(update={"dataset": "large"})]
    assert runs.models_of("large") == [model.model_copy(update={"dataset": "large"})]
    assert [job.request for job in jobs.latest(dataset="large")] == [{"dataset": "large"}]
    assert workspace.standing_on("tiny") == workspace.Standing(0, 0, 0, 0, 0, 0)


def test_what_an_earlier_dataset_of_the_new_name_left_behind_does_not_mix_in(dataset: Dataset) -> None:
    gone = replace(dataset, about=dataset.about.model_copy(update={"name": "large"}))
    hand_labels.give(gone, 0, 0, "local")
    workspace.rename_dataset("tiny", "large")
    assert workspace.standing_on("large").hand_labels == 0


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("tiny", r"A dataset “tiny” exists already\. Choose another name\."),
        ("../up", r"“\.\./up” can't be a dataset name"),
        ("", "can't be a dataset name"),
    ],
)
def test_a_name_that_is_taken_or_impossible_is_refused(dataset: Dataset, new: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        workspace.rename_dataset("tiny", new)
    assert datasets.load("tiny").fingerprint == dataset.fingerprint


def test_a_dataset_that_is_not_there_cannot_be_renamed(home: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no dataset “tiny”\. The datasets are: none yet\."):
        workspace.rename_dataset("tiny", "large")


def test_a_dataset_is_neither_renamed_nor_removed_while_a_job_works_on_it(dataset: Dataset) -> None:
    job = jobs.submit("fit_labels", {"dataset": "tiny"}, start=False)
    with pytest.raises(BadInput, match=r"A job is running on tiny, or waits to\. Let it end or cancel it"):
        workspace.rename_dataset("tiny", "large")
    with pytest.raises(BadInput, match="A job is running on tiny"):
        workspace.remove_dataset("tiny")
    jobs.cancel(job.id)
    workspace.rename_dataset("tiny", "large")
    assert datasets.names() == ["large"]


def test_no_dataset_takes_a_name_under_which_one_is_being_made(dataset: Dataset) -> None:
    jobs.submit("make_demo", {"dataset": "large"}, start=False)
    with pytest.raises(BadInput, match="A job is running on large"):
        workspace.rename_dataset("tiny", "large")
    assert datasets.names() == ["tiny"]


@pytest.mark.parametrize("broken", [(runs, "rename_dataset"), (job_store, "rename")], ids=["a run", "the jobs"])
def test_a_renaming_that_fails_halfway_changes_nothing(dataset: Dataset, broken: tuple[ModuleType, str]) -> None:
    renamed_world(dataset)
    stood, before = workspace.standing_on("tiny"), [runs.load(run_id) for run_id in runs.ids()]
    module, name = broken
    rename = getattr(module, name)

    def fail_at_the_second(*asked: object) -> None:
        if module is job_store or asked == ("rating-1", "large"):
            raise OSError(28, "No space left on device")
        rename(*asked)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, name, fail_at_the_second)
        with pytest.raises(
            Failure, match=r"tiny can't be renamed \(No space left on device\), so it is called as before"
        ):
            workspace.rename_dataset("tiny", "large")
    assert datasets.names() == ["tiny"]
    assert datasets.load("tiny").fingerprint == dataset.fingerprint
    assert (workspace.standing_on("tiny"), [runs.load(run_id) for run_id in runs.ids()]) == (stood, before)
    assert len(jobs.latest(dataset="tiny")) == 1


def test_a_damaged_dataset_is_not_renamed_but_can_be_removed(dataset: Dataset) -> None:
    (datasets.folder("tiny") / "arrays.npz").unlink()
    with pytest.raises(DamagedFile, match=r"arrays\.npz is missing\. Remove the dataset"):
        workspace.rename_dataset("tiny", "large")
    assert [path.name for path in datasets.folder("tiny").parent.iterdir()] == ["tiny"]
    workspace.remove_dataset("tiny")
    assert datasets.names() == []

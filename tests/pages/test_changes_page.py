"""What an edit changed, as the page shows it."""

import finished_runs
import pytest

from recsys import jobs, retraining, runs, versions, working_sets
from recsys.data.dataset import Dataset
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.runs import LabelRun, ModelRun
from tests.pages.opening import button, opened, texts


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "tend", lambda: None)


def saved(dataset: Dataset, functions: FunctionSet, name: str) -> None:
    versions.save(Voter(dataset), functions, name, working_sets.LOCAL)


def fewer(dataset: Dataset) -> FunctionSet:
    return retraining.without(working_sets.current(dataset), "polarity_positive")


@pytest.fixture
def edited(dataset: Dataset) -> Dataset:
    """Version 1 is saved as it was; since then polarity_positive was switched off."""
    current = working_sets.current(dataset)
    saved(dataset, current, "all on")
    working_sets.edit(dataset, retraining.without(current, "polarity_positive"))
    return dataset


def test_before_any_edit_nothing_changed_and_it_says_what_to_do(dataset: Dataset) -> None:
    app = opened("changes")
    assert not app.exception
    assert "are the same in both, so nothing changes" in texts(app)


def test_without_a_model_labels_are_compared_and_a_model_asked_for(edited: Dataset) -> None:
    app = opened("changes")
    assert not app.exception
    assert app.selectbox(key="from").value == "1"
    rules, by_function = app.dataframe[0].value, app.dataframe[1].value
    assert rules.values.tolist() == [["polarity_positive", "enabled", "yes", "no"]]
    # On train each of four readers has one review that sounds good; other functions vote on it too.
    assert by_function[["function", "what", "votes"]].values.tolist() == [["polarity_positive", "gone", 4]]
    assert "There is no model on weak labels to repeat" in texts(app)


def test_missing_models_are_trained_by_one_button_each_set_once(edited: Dataset, model: ModelRun) -> None:
    # The model's labels are those of the functions as they are now; version 1 has more.
    app = opened("changes")
    assert not app.exception
    button(app, "Train the missing one").click().run()
    (job,) = jobs.active()
    assert (job.kind, job.request["run"]) == ("retrain", model.id)
    names = [f["name"] for f in job.request["functions"]["functions"] if f["enabled"]]
    assert "polarity_positive" in names


def test_the_model_to_repeat_stays_when_the_missing_one_is_there(edited: Dataset, model: ModelRun) -> None:
    app = opened("changes")
    newer = finished_runs.model(edited, finished_runs.labels(edited))
    app.run()
    assert app.selectbox(key="repeat").options[0].startswith(newer.id)
    assert app.selectbox(key="repeat").value == model.id


def test_where_both_are_missing_one_button_trains_both(edited: Dataset, model: ModelRun) -> None:
    now = working_sets.current(edited)
    saved(edited, retraining.without(now, "polarity_negative"), "two fewer")
    app = opened("changes", **{"from": "1", "to": "2"})
    button(app, "Train both").click().run()
    assert len(jobs.active()) == 2


def test_with_both_models_it_shows_what_users_get(edited: Dataset, model: ModelRun) -> None:
    def of_version_1(id: str) -> LabelRun:
        return finished.model_copy(update={"id": id, "functions": versions.load("demo", 1).functions})

    finished = runs.load("labels-1")
    assert isinstance(finished, LabelRun)
    other = runs.keep(of_version_1, "labels")
    finished_runs.model(edited, other)
    app = opened("changes", repeat=model.id)
    assert not app.exception
    assert not app.error
    users = next(table.value for table in app.dataframe if "came" in table.value)
    assert users[["came", "went", "moved", "same"]].values.tolist() == [[0, 0, 0, 10]] * 2
    assert "**rating-2 → rating-1**: 0 came, 0 went, 0 moved, 10 stayed." in texts(app)
    # Both models are looked at for that reader, whatever was on show under Recommendations before.
    button(app, "Why? Look at this reader under Recommendations").click().run()
    assert not app.exception
    assert app.title[0].value == "Recommendations"
    assert (app.selectbox(key="model").value, app.selectbox(key="against").value) == ("rating-1", "rating-2")


def test_a_set_with_every_function_off_gives_no_labels(dataset: Dataset, model: ModelRun) -> None:
    current = working_sets.current(dataset)
    saved(dataset, current, "all on")
    for function in current.functions:
        current = current.changed(function.name, enabled=False)
    working_sets.edit(dataset, current)
    app = opened("changes")
    assert not app.exception
    assert not app.error
    assert "No function is on in as they are now" in texts(app)

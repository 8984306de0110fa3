"""The overview where no function labels anything: what would run, and what ran."""

from dataclasses import replace

import finished_runs
import pytest
from worlds import Rated, world

from recsys import jobs, runs, working_sets
from recsys.columns import DEV, TEST
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.runs import ModelRun
from tests.pages.opening import button, opened, texts

BUTTON = "Run what is missing"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


def switch_all_off(dataset: Dataset) -> None:
    current = working_sets.current(dataset)
    for function in current.functions:
        current = current.changed(function.name, enabled=False)
    working_sets.edit(dataset, current)


def train_on_gold(trained: ModelRun) -> None:
    runs.keep(lambda id: trained.model_copy(update={"id": id, "labels": "gold", "label_run": None}), "rating")


@pytest.fixture
def without_functions(home: object) -> Dataset:
    """Data that no function applies to: neither text nor authors."""
    tiny = world([Rated(user, 0, 5) for user in range(4)], split={2: DEV, 3: TEST}, name="demo")
    return datasets.save(replace(tiny, fingerprint=""))


def test_with_all_functions_off_a_run_is_offered_with_what_it_would_train_on(dataset: Dataset) -> None:
    switch_all_off(dataset)
    app = opened("overview")
    assert (
        "No function is on, so there are no weak labels: the rating model would be trained on the gold of dev alone. "
        "Switch functions on under Labeling functions, or run it so." in texts(app)
    )
    button(app, BUTTON).click().run()
    assert [job.kind for job in jobs.active()] == ["run_all"]


@pytest.mark.usefixtures("dataset")
def test_with_functions_on_nothing_is_said_of_gold_alone() -> None:
    app = opened("overview")
    assert button(app, BUTTON)
    assert "no weak labels" not in texts(app)


def test_after_a_run_with_all_functions_off_no_step_calls_itself_fresh(dataset: Dataset, model: ModelRun) -> None:
    train_on_gold(model)
    switch_all_off(dataset)
    shown = texts(opened("overview"))
    assert "rating-2, trained on the gold of dev alone" in shown
    assert "without weak labels: no function is on" in shown
    assert "not in use: no function is on" in shown
    assert "fresh" not in shown
    assert "Everything is up to date" not in shown
    assert "Nothing is left to run as long as no function is on" in shown


def test_data_without_functions_say_what_a_run_trains_on_and_are_up_to_date_after_it(
    without_functions: Dataset,
) -> None:
    shown = texts(opened("overview"))
    assert "There is no labeling function, so there are no weak labels" in shown
    assert "Make a function under Labeling functions, or run it so." in shown
    train_on_gold(finished_runs.model(without_functions, finished_runs.labels(without_functions)))
    shown = texts(opened("overview"))
    assert "Everything is up to date" in shown
    assert "no weak labels" not in shown

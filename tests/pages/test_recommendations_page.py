"""Recommendations looked into: who is on show, which list, two runs, and where a title comes from."""

from dataclasses import replace

import finished_runs
import numpy as np
import pandas as pd
import pytest

from pages.ui import recommendation_list
from pages.ui.recommendation_views import ORIGIN, SHELF, VOTES, WHY, WITHOUT
from recsys import jobs, retraining, runs, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.inspection import worst_served
from recsys.labeling.facts import features
from recsys.progress import silent
from recsys.runs import LabelRun, ModelRun
from tests.pages.opening import button, opened, texts, unescaped
from tests.worlds import Rated, world


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "tend", lambda: None)


def kept_without(model: ModelRun, name: str) -> ModelRun:
    """The model on the same labels but for one function, as training again would keep it."""
    labels = runs.load(str(model.label_run))
    assert isinstance(labels, LabelRun)
    fewer = retraining.without(labels.functions, name)
    other = runs.keep(lambda id: labels.model_copy(update={"id": id, "functions": fewer}), "labels")
    return finished_runs.model(datasets.load("demo"), other)


@pytest.mark.parametrize("kind", ["any", "new", "active", "niche"])
@pytest.mark.usefixtures("model")
def test_users_of_each_kind_are_of_test(kind: str) -> None:
    app = opened("recommendations", kind=kind)
    assert not app.exception
    assert sorted(option.split(" · ")[1] for option in app.button_group[0].options) == ["u6", "u7"]


@pytest.mark.usefixtures("model")
def test_who_is_badly_served_is_found_out_once_by_a_job(dataset: Dataset) -> None:
    app = opened("recommendations", kind="badly_served")
    button(app, "Find out for all test readers").click().run()
    (job,) = jobs.active()
    assert (job.kind, job.request) == ("rank_users", {"dataset": "demo", "run": "rating-1", "split": "test"})
    jobs.cancel(job.id)
    worst_served.make(dataset, worst_served.RankUsers(dataset="demo", run="rating-1", split="test"), silent)
    app = opened("recommendations", kind="badly_served")
    assert not app.exception
    assert "is found out once" not in texts(app)


@pytest.mark.usefixtures("model")
def test_a_link_restores_reader_filters_and_title() -> None:
    app = opened("recommendations", reader="u7", touched="kept in", band="tail", item="i12", k="4")
    assert not app.exception
    assert app.query_params["reader"] == "u7"
    assert app.dataframe[0].value["item_id"].to_list() == ["i10", "i11", "i12", "i13"]  # of 20, the last half
    assert app.query_params["item"] == "i12"


@pytest.mark.usefixtures("model")
def test_what_was_touched_can_be_kept_in() -> None:
    app = opened("recommendations", touched="kept in", k="3")
    assert app.dataframe[0].value["item_id"].to_list() == ["i0", "i1", "i2"]


@pytest.mark.usefixtures("model")
def test_filters_that_leave_nothing_say_so() -> None:
    app = opened("recommendations", band="head")  # i0 and i1, which everybody has
    assert not app.exception
    assert "No book is left with these filters" in texts(app)


@pytest.mark.usefixtures("model")
def test_readers_alike_and_popularity_stand_beside_each_title() -> None:
    table = opened("recommendations", touched="kept in", k="9").dataframe[0].value
    assert table["touched"].to_list() == [4] * 8 + [0]  # the four train readers have the first eight
    assert table["alike"].to_list() == [4] * 8 + [0]


def test_two_runs_stand_side_by_side(dataset: Dataset, model: ModelRun, labels: LabelRun) -> None:
    finished_runs.model(dataset, labels)
    app = opened("recommendations", model="rating-1", against="rating-2")
    assert not app.exception
    assert "**rating-1 → rating-2**: 0 came, 0 went, 0 moved, 10 stayed." in texts(app)


def test_a_run_of_other_data_can_not_stand_beside_it(dataset: Dataset, model: ModelRun, labels: LabelRun) -> None:
    other = datasets.save(replace(dataset, about=dataset.about.model_copy(update={"name": "other"}), fingerprint=""))
    of_other = finished_runs.model(other, labels)
    of_earlier = runs.keep(lambda id: model.model_copy(update={"id": id, "fingerprint": "earlier"}), "rating")
    for run in (of_other, of_earlier):
        app = opened("recommendations", dataset="demo", model=model.id, against=run.id)
        assert f"There is no against “{run.id}” here any more" in texts(app)
        assert app.selectbox(key="against").options == ["nothing"]


@pytest.mark.usefixtures("model")
def test_the_votes_stand_row_by_row_on_the_titles_rows_or_on_the_readers_own() -> None:
    app = opened("recommendations", touched="kept in", view=VOTES)
    assert app.dataframe[-1].value["polarity_positive"].to_list() == ["liked"] * 4
    app = opened("recommendations", touched="kept in", view=VOTES, votes="user")
    assert app.dataframe[-1].value["item_id"].to_list() == [f"i{item}" for item in range(8)]


@pytest.mark.usefixtures("model")
def test_only_the_open_view_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.lineage.show", None)
    app = opened("recommendations")
    assert not app.exception
    assert app.query_params["view"] == WHY


@pytest.mark.usefixtures("model")
def test_behind_a_title_stand_its_rows_and_each_functions_votes() -> None:
    app = opened(
        "recommendations", touched="kept in", view=ORIGIN
    )  # the first is i0, which has a good review of everybody
    groups, functions = (
        next(table.value for table in app.dataframe if name in table.value) for name in ("mean", "alone")
    )
    assert groups["rows"].to_list() == [4, 8, 0]  # four train readers reviewed i0 and i1
    assert "None of this reader's own ratings trained the model" in texts(app)
    assert functions.set_index("function").loc["polarity_positive", "item_liked"] == 4


def test_a_function_is_switched_off_by_a_job(model: ModelRun) -> None:
    app = opened("recommendations", off="polarity_positive", view=WITHOUT)
    assert "has not been trained without polarity_positive yet" in texts(app)
    found = next(b for b in app.button if b.label == "Train again without polarity\\_positive")
    found.click().run()
    (job,) = jobs.active()
    assert (job.kind, job.request["run"]) == ("retrain", model.id)


def test_once_trained_without_it_the_ranks_before_and_after_are_there(model: ModelRun) -> None:
    kept_without(model, "polarity_positive")
    app = opened("recommendations", model=model.id, off="polarity_positive", view=WITHOUT)
    assert not app.exception
    assert ("rank of this book", "1 → 1") in [(metric.label, metric.value) for metric in app.metric]


def test_the_result_is_there_once_the_job_is_done_and_the_page_stays_at_its_model(model: ModelRun) -> None:
    app = opened("recommendations", off="polarity_positive", view=WITHOUT)
    next(b for b in app.button if b.label == "Train again without polarity\\_positive").click().run()
    jobs.cancel(jobs.active()[0].id)
    other = kept_without(model, "polarity_positive")  # as the job would
    app.run()
    assert app.selectbox(key="model").value == model.id
    assert ("rank of this book", "1 → 1") in [(metric.label, metric.value) for metric in app.metric]
    newest = finished_runs.model(datasets.load("demo"), retraining.labels_of(other))
    app.run()
    assert app.selectbox(key="model").value == newest.id  # whatever comes after that is followed again


@pytest.mark.usefixtures("model")
def test_likely_titles_are_told_apart_by_their_log_odds() -> None:
    # The model's logits are 0, -1, -2 … in the order of the books.
    table = opened("recommendations", touched="kept in", k="9").dataframe[0].value
    assert table["likely"].to_list()[:3] == ["0.500", "0.269", "0.119"]
    assert table["log_odds"].to_list() == [float(-item) for item in range(9)]
    assert table["likely"].to_list()[8] == "< 0.001"


def test_log_odds_near_nothing_have_no_sign() -> None:
    table = pd.DataFrame({"score": [0.5, 0.4988], "log_odds": [0.0, -0.0049]})
    shown = recommendation_list.with_likely(table)["log_odds"]
    assert [f"{value:.2f}" for value in shown] == ["0.00", "0.00"]


def test_settings_that_came_later_do_not_hide_a_model_that_is_there(model: ModelRun) -> None:
    older = {name: value for name, value in model.settings.items() if name != "epochs"}
    first = runs.keep(lambda id: model.model_copy(update={"id": id, "settings": older}), "rating")
    again = kept_without(model, "polarity_positive")
    labels = retraining.labels_of(first)
    fewer = retraining.without(labels.functions, "polarity_positive")
    assert retraining.found(datasets.load("demo"), first, fewer) == again


def test_the_only_function_can_not_be_switched_off(dataset: Dataset) -> None:
    current = working_sets.current(dataset)
    for function in current.functions[1:]:
        current = current.changed(function.name, enabled=False)
    working_sets.edit(dataset, current)
    finished_runs.model(dataset, finished_runs.labels(dataset))
    assert "is the only function that is on" in texts(opened("recommendations", view=WITHOUT))


@pytest.mark.parametrize("view", [ORIGIN, WITHOUT, VOTES])
def test_labels_that_are_gone_are_a_sentence(model: ModelRun, view: str) -> None:
    runs.remove(str(model.label_run))
    app = opened("recommendations", view=view)
    assert not app.exception
    assert not app.error
    assert "The label run labels-1 of this model is not there any more" in unescaped(texts(app))


@pytest.mark.usefixtures("home")
def test_users_with_one_book_without_genres_authors_or_text() -> None:
    tiny = world([Rated(user, user % 3, 5) for user in range(8)], split={4: 1, 5: 2, 6: 3, 7: 3}, name="demo")
    dataset = datasets.save(features.add(replace(tiny, fingerprint="")))
    run = finished_runs.model(dataset, finished_runs.labels(dataset))
    assert workspace.is_fresh(run, dataset)
    app = opened("recommendations", view=SHELF)
    assert not app.exception
    assert not app.error
    said = texts(app)
    assert "The shelf: 1 book" in said
    assert "These data name no genre of these books" in said
    assert "These data name no author of these books" in said


def test_worst_served_are_kept_with_the_numbers_of_the_protocol(dataset: Dataset, model: ModelRun) -> None:
    lists = worst_served.make(dataset, worst_served.RankUsers(dataset="demo", run=model.id, split="test"), silent)
    assert np.all(np.isin(lists.users, [6, 7]))

"""The Models page: what can be trained and how, every run that is kept, and several side by side."""

from typing import Any, Literal

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import model_list, settings_form
from recsys import database, job_store, jobs, model_runs, runs
from recsys.data.dataset import Dataset
from recsys.model_runs import TrainModel
from recsys.models.families import FAMILIES
from recsys.models.rating import RatingSettings
from recsys.runs import LabelRun, ModelRun
from tests.pages.opening import button, opened, texts, unescaped, with_open


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started: what a worker does is tested elsewhere."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


def another(run: ModelRun, **fields: Any) -> ModelRun:
    """A run that is like one but for some fields, newer than it."""
    return runs.keep(lambda id: run.model_copy(update={"id": id} | fields), "rating")


def on_gold(run: ModelRun, **metrics: float) -> ModelRun:
    """The same training on the gold of dev alone."""
    return another(run, labels="gold", label_run=None, metrics=run.metrics | metrics)


def requests() -> list[dict[str, Any]]:
    return [job.request for job in jobs.active()]


def labels_of(app: AppTest) -> list[str]:
    return [found.label for found in app.button]


def table(app: AppTest, column: str) -> Any:
    """The first table with a column of that name."""
    return next(found.value for found in app.dataframe if column in found.value)


# What can be trained


@pytest.mark.usefixtures("dataset")
@pytest.mark.parametrize("family", FAMILIES)
def test_every_setting_of_every_family_has_a_control_with_its_description(family: str) -> None:
    app = opened("models", family=family)
    assert not app.exception
    assert not app.error
    helps = {
        control.key: control.help
        for kind in (app.number_input, app.selectbox, app.text_input, app.toggle)
        for control in kind
    }
    for name, info in FAMILIES[family].settings.model_fields.items():
        assert info.description in helps[f"{family} {name}"]
    assert FAMILIES[family].about in texts(app)


@pytest.mark.usefixtures("dataset")
def test_training_asks_for_what_was_changed_alone() -> None:
    app = opened("models", family="rating")
    app.number_input(key="rating embedding").set_value(8).run()
    app.text_input(key="rating hidden").set_value("32, 16").run()
    app.text_input(key="model title").set_value("small").run()
    button(app, "Train").click().run()
    assert requests() == [
        TrainModel(
            dataset="demo", labels="ratings", settings={"embedding": 8, "hidden": [32, 16]}, title="small"
        ).model_dump(mode="json")
    ]  # fmt: skip


@pytest.mark.usefixtures("dataset")
def test_what_was_changed_is_marked_and_goes_back_to_the_defaults() -> None:
    app = opened("models", family="rating")
    assert app.number_input(key="rating epochs").label == "epochs"
    app.number_input(key="rating epochs").set_value(3).run()
    assert app.number_input(key="rating epochs").label == f"epochs {settings_form.CHANGED}"
    button(app, "Back to defaults (1 changed)").click().run()
    assert app.number_input(key="rating epochs").value == RatingSettings().epochs
    assert "Back to defaults" not in " ".join(labels_of(app))


@pytest.mark.usefixtures("dataset")
@pytest.mark.parametrize(
    ("typed", "reason"),
    [("32, x", "hidden.1: “x” is not a whole number"), ("0", "each hidden layer needs 1 to 4096 units")],
)
def test_a_setting_that_can_not_be_is_a_sentence_and_nothing_is_trained(typed: str, reason: str) -> None:
    app = opened("models", family="rating")
    app.text_input(key="rating hidden").set_value(typed).run()
    assert reason in unescaped(app.error[0].value)
    assert "Train" not in labels_of(app)


@pytest.mark.usefixtures("dataset")
def test_settings_stay_while_somebody_looks_at_another_page() -> None:
    app = opened("models", family="rating")
    app.number_input(key="rating epochs").set_value(7).run()
    app.switch_page("pages/versions.py").run()
    app.switch_page("pages/models.py").run()
    assert app.number_input(key="rating epochs").value == 7


@pytest.mark.usefixtures("dataset")
def test_without_label_runs_nothing_weak_is_offered() -> None:
    app = opened("models")
    radio = next(found for found in app.radio if found.label == "Train on")
    assert radio.options == ["the gold of dev alone", "ratings"]
    assert "There are no weak labels yet" in texts(app)


def test_weak_labels_are_those_of_the_label_run_chosen(labels: LabelRun) -> None:
    app = opened("models", family="rating")
    button(app, "Train").click().run()
    assert [(asked["labels"], asked["label_run"]) for asked in requests()] == [("weak+dev", labels.id)]


def test_families_that_predict_stars_learn_from_ratings_unless_told_otherwise(labels: LabelRun) -> None:
    family = next(name for name, family in FAMILIES.items() if family.predicts == "stars")
    app = opened("models", family=family)
    button(app, "Train").click().run()
    assert [(asked["model"], asked["labels"], asked["label_run"]) for asked in requests()] == [
        (family, "ratings", None)
    ]


# A training that was stopped


@pytest.fixture
def stopped(dataset: Dataset) -> TrainModel:
    """A training of the rating model with its own settings, stopped after 4 epochs."""
    wanted = TrainModel(dataset="demo", labels="ratings")
    wanted.checkpoint.save(4, {}, {})
    return wanted


def test_a_stopped_training_is_resumed_where_it_was_stopped(stopped: TrainModel) -> None:
    app = opened("models", family="rating")
    assert "This very training was stopped after epoch 4" in texts(app)
    button(app, "Resume after epoch 4").click().run()
    assert requests() == [stopped.model_copy(update={"resume": True}).model_dump(mode="json")]
    assert "Resume after epoch 4" not in labels_of(app.run())  # it goes on


@pytest.mark.usefixtures("stopped")
def test_other_settings_were_never_stopped() -> None:
    app = opened("models", family="rating")
    app.number_input(key="rating seed").set_value(1).run()
    assert [label for label in labels_of(app) if label.startswith(("Train", "Resume"))] == ["Train"]


@pytest.mark.parametrize("state", ["cancelled", "failed"])
def test_what_was_stopped_last_is_resumed_whatever_the_form_asks_for(
    stopped: TrainModel, state: Literal["cancelled", "failed"]
) -> None:
    ended(stopped.model_dump(mode="json"), state)
    app = opened("models", family="rating")
    assert "Resume “Rating model” after epoch 4" not in labels_of(app)  # the form has a button for it
    app.number_input(key="rating seed").set_value(1).run()
    button(app, "Resume “Rating model” after epoch 4").click().run()
    assert requests() == [stopped.model_copy(update={"resume": True}).model_dump(mode="json")]


def test_what_was_asked_wrongly_is_not_offered_again(dataset: Dataset) -> None:
    ended({"dataset": "demo", "model": "no such"}, "failed")
    app = opened("models", family="rating")
    assert [label for label in labels_of(app) if label.startswith("Resume")] == []


def ended(request: dict[str, Any], state: Literal["cancelled", "failed"]) -> None:
    """A training that ended so."""
    job = jobs.submit("train_model", request, start=False)
    with database.transaction(job_store.SCHEMA) as store:
        store.execute("UPDATE jobs SET state = 'running', started = 1 WHERE id = ?", (job.id,))
        jobs.end(store, job.id, state)


def test_a_checkpoint_that_is_cut_off_is_not_offered(stopped: TrainModel) -> None:
    folder = stopped.checkpoint.folder
    assert folder is not None
    (folder / "checkpoint.json").write_text('{"epo')
    assert "Train" in labels_of(opened("models", family="rating"))


# Several jobs


@pytest.mark.usefixtures("dataset")
def test_of_several_trainings_the_one_at_work_is_shown_and_the_others_are_cancelled_at_once() -> None:
    first, *others = [
        jobs.submit("train_model", {"dataset": "demo", "settings": {"seed": seed}}, start=False) for seed in range(3)
    ]
    app = opened("models")
    assert [found.key for found in app.button if found.label == "Cancel"] == [f"cancel/{first.id}"]
    assert "2 more after it" in texts(app)
    button(app, "Cancel these").click().run()
    assert [job.id for job in jobs.active()] == [first.id]
    assert {jobs.get(job.id).state for job in others} == {"cancelled"}


# Every run


def test_every_run_is_listed_newest_first_with_its_numbers(model: ModelRun) -> None:
    newer = another(model, title="mine", memory=5_000_000, metrics=model.metrics | {"ndcg@10": 0.75})
    listed = table(opened("models"), "run")
    assert listed["run"].to_list() == [newer.id, model.id]
    assert listed["name"].fillna("").to_list() == ["mine", ""]
    assert listed["ndcg@10"].to_list() == [0.75, 0.5]
    assert listed["memory"].to_list()[0] == 5
    assert "rmse" not in listed  # nobody has it
    assert "data" not in listed  # all are on today's


def test_a_run_on_earlier_data_is_marked(model: ModelRun) -> None:
    another(model, fingerprint="other")
    assert table(opened("models"), "run")["data"].fillna("").to_list() == ["earlier", ""]


def test_without_a_choice_the_newest_is_on_show_and_a_link_shows_another(model: ModelRun) -> None:
    newer = another(model)
    assert newer.id in [unescaped(found.value) for found in opened("models").subheader]
    app = opened("models", runs=model.id)
    assert unescaped(app.subheader[0].value) == model.id
    assert app.query_params["runs"] == model.id


def test_a_run_that_a_link_names_and_is_gone_is_said(model: ModelRun) -> None:
    app = opened("models", runs="rating-7,<b>")
    assert unescaped(app.warning[0].value) == "There is no run rating-7, <b> of these data any more."
    assert model.id in texts(app)


def test_a_run_that_is_new_takes_the_place_of_the_one_on_show_but_not_of_a_comparison(model: ModelRun) -> None:
    second = another(model)
    alone, both = opened("models", runs=model.id), opened("models", runs=f"{model.id},{second.id}")
    third = another(model)
    assert alone.run().query_params["runs"] == third.id
    assert both.run().query_params["runs"] == f"{second.id},{model.id}"


def test_one_run_says_what_it_learned_from_and_how(model: ModelRun) -> None:
    app = opened("models")
    assert "It stands on the newest labels" in texts(app)
    assert "learned from 16 data points by labels-1" in unescaped(texts(app))
    assert {found.label: found.value for found in app.metric}["AUC"] == "0.600"
    changed = table(app, "setting").set_index("setting")["changed"]
    assert changed["embedding"] == "●"
    assert changed["epochs"] == ""


def test_a_family_that_tells_nothing_of_stars_or_likes_shows_its_ranking_alone(model: ModelRun) -> None:
    another(model, metrics=dict.fromkeys(model.metrics) | {"ndcg@10": 0.5}, curve=[])
    app = opened("models")
    assert not app.exception
    assert [found.value for found in app.subheader][1:] == ["Ranking for test readers"]


def test_errors_in_stars_are_shown_where_there_are_any(model: ModelRun) -> None:
    another(model, metrics=model.metrics | {"rmse": 0.9, "mse": 0.81, "mae": 0.7, "rounded_hits": 0.5})
    shown = {found.label: found.value for found in opened("models").metric}
    assert (shown["RMSE"], shown["rounded hits"]) == ("0.9000", "50.0%")


def test_a_run_is_renamed(model: ModelRun) -> None:
    app = with_open(opened("models"), f"rename/{model.id}")
    app.text_input(key=f"name of/{model.id}").set_value("*my* run").run()
    button(app, "Rename it").click().run()
    assert runs.load_model_run(model.id).title == "*my* run"
    assert app.subheader[0].value == r"\*my\* run"


def test_a_run_is_deleted_once_that_was_asked(model: ModelRun) -> None:
    app = with_open(opened("models"), f"delete/{model.id}")
    assert f"Delete **{model.id}** with its model? There is no way back." in texts(app)
    assert runs.ids("rating") == [model.id]
    button(app, "Delete it for good").click().run()
    assert runs.ids("rating") == []
    assert "No model has been trained on these data yet" in texts(app)


def test_a_list_loads_no_model(model: ModelRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(run: ModelRun) -> None:
        raise AssertionError(f"{run.id} was loaded")

    monkeypatch.setattr(model_runs, "load_model", refuse)
    second = another(model)
    assert not opened("models").exception
    assert not opened("models", runs=f"{model.id},{second.id}").exception


# Side by side


def test_two_runs_are_compared_with_the_best_of_each_row_marked(model: ModelRun) -> None:
    better = another(model, title="better", metrics=model.metrics | {"ndcg@10": 0.75, "brier": 0.1})
    app = opened("models", runs=f"{model.id},{better.id}")
    rows = table(app, "metric").set_index("metric")
    assert list(rows.columns) == ["better", model.id, "popularity", "random"]
    assert rows.loc["NDCG@10"].to_list() == ["0.7500 ✓", "0.5000  ", "0.5000  ", "0.5000  "]
    assert rows.loc["Brier score"].to_list()[:2] == ["0.100 ✓", "0.600  "]
    assert "✓" not in "".join(rows.loc["catalog coverage@10"])
    assert "2 runs compared" in texts(app)


def test_what_differs_is_told_and_the_seed_always(model: ModelRun) -> None:
    other = another(model, settings=model.settings | {"epochs": 9})
    app = opened("models", runs=f"{model.id},{other.id}")
    rows = table(app, "what").set_index("what")
    assert rows.loc["epochs"].to_dict() == {other.id: "9", model.id: "30"}
    assert rows.loc["seed"].to_list() == ["0", "0"]
    assert sorted(rows.index) == ["epochs", "seed"]


def test_runs_of_one_name_are_told_apart(model: ModelRun) -> None:
    first, second = (another(model, title="mine") for _ in range(2))
    assert list(model_list.names([model, first, second])) == [model.id, f"mine ({first.id})", f"mine ({second.id})"]


def test_runs_on_different_data_are_said_not_to_be_comparable(model: ModelRun) -> None:
    other = another(model, fingerprint="0123456789")
    app = opened("models", runs=f"{model.id},{other.id}")
    assert "judged on different data" in app.warning[0].value
    assert table(app, "what").set_index("what").loc["data", other.id] == "01234567"


# Are the weak labels worth it?


def on_weak_and_dev(run: ModelRun, **metrics: float) -> ModelRun:
    return another(run, labels="weak+dev", metrics=run.metrics | metrics)


def test_weak_labels_that_win_are_worth_it_but_one_seed_may_be_chance(model: ModelRun) -> None:
    on_weak_and_dev(model, auc=0.7, **{"ndcg@10": 0.4})
    on_gold(model, auc=0.6, **{"ndcg@10": 0.1})
    app = opened("models", family="rating")
    rows = table(app, "trained on").set_index("trained on")
    assert rows["AUC"].to_list() == ["0.7000", "0.6000"]
    assert "They are worth it: +0.1000 in AUC and +0.3000 in NDCG@10. One seed alone may be chance." in unescaped(
        texts(app)
    )


def test_what_is_missing_for_three_seeds_on_both_sides_is_queued(model: ModelRun) -> None:
    on_weak_and_dev(model)
    app = opened("models", family="rating")
    button(app, "Train both over 3 seeds (5 runs to go)").click().run()
    asked = [(request["labels"], request["label_run"], request["settings"]["seed"]) for request in requests()]
    assert asked == [
        ("gold", None, 0), ("weak+dev", "labels-1", 1), ("gold", None, 1), ("weak+dev", "labels-1", 2),
        ("gold", None, 2),
    ]  # fmt: skip
    assert {request["settings"]["embedding"] for request in requests()} == {1}
    assert "All that is missing is being trained." in texts(app.run())


@pytest.mark.usefixtures("dataset")
def test_without_weak_labels_nobody_asks_whether_they_are_worth_it() -> None:
    assert "worth it" not in texts(opened("models", family="rating"))


# What others show of a run


def test_scores_of_other_families_are_called_what_they_are(model: ModelRun) -> None:
    app = opened("recommendations")
    config = app.dataframe[0].proto.columns
    assert '"P(liked)"' in config

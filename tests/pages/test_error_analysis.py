"""The page on errors: cells down to rows, blame, slices, thresholds, users; and what it says where there is little."""

from dataclasses import replace

import finished_runs
import pytest
from worlds import Rated, world

from recsys import jobs, runs, tasks, working_sets
from recsys.columns import TEST
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet, KeywordFunction
from recsys.progress import silent, unrecorded
from recsys.runs import LabelRun, ModelRun
from tests.pages.opening import button, opened, texts

VIEWS = ("Where they come from", "Functions", "Slices", "Thresholds", "Users", "Wrong and confident")
PAGE = "error_analysis"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("split", ["dev", "valid", "test"])
def test_every_view_of_every_split_opens_by_a_link(view: str, split: str) -> None:
    app = opened(PAGE, view=view, split=split)
    assert not app.exception
    assert not app.error
    assert app.session_state["errors"] == view
    assert app.session_state["split"] == split


@pytest.mark.usefixtures("model")
def test_the_cells_count_the_rows_of_one_reader() -> None:
    # Its logits go down by one a book: book 0 at a half and all others below, so nothing is called liked.
    # Book 0 is liked and labeled so; book 1 is not liked and labeled so; the others are liked and have no label.
    shown = texts(opened(PAGE, split="dev"))
    assert "8 rows of dev with gold" in shown
    assert "**1** rows (12.5%) · label right, model right" in shown
    assert "**1** rows (12.5%) · label right, model wrong" in shown
    assert "**0** rows (0.0%) · label wrong, model wrong" in shown
    assert "**6** rows (75.0%) · no label, model wrong" in shown
    assert "Add a function, or cover more" in shown


@pytest.mark.usefixtures("model")
def test_a_cell_is_opened_down_to_its_rows_and_stands_in_the_address() -> None:
    app = opened(PAGE, split="dev")
    app.button(key="open/none/wrong").click().run()
    assert not app.exception
    assert app.query_params["cell"] == "none-wrong"
    rows = app.dataframe[0].value
    assert rows["title"].to_list() == [f"Book {item}" for item in range(7, 1, -1)]  # the surest first
    assert set(rows["gold"]) == {"liked"}
    app.button(key="open/none/wrong").click().run()
    assert "cell" not in app.query_params
    assert not app.dataframe


@pytest.mark.usefixtures("model")
def test_a_link_to_a_cell_opens_it_and_one_that_was_made_up_opens_nothing() -> None:
    assert opened(PAGE, split="dev", cell="right-right").dataframe[0].value["title"].to_list() == ["Book 1"]
    assert not opened(PAGE, split="dev", cell="<script>").dataframe


@pytest.fixture
def misled(dataset: Dataset) -> ModelRun:
    """A model on labels of one function that calls the bad review of every reader liked."""
    loud = KeywordFunction(name="stars_in_review", positive=("terrible",))
    working_sets.edit(dataset, FunctionSet(functions=(loud,)))
    return finished_runs.model(dataset, finished_runs.labels(dataset))


@pytest.mark.usefixtures("misled")
def test_the_function_to_blame_is_named_and_one_click_from_its_bench() -> None:
    app = opened(PAGE, split="dev", view="Functions")
    blame = app.dataframe[0].value.iloc[0]
    assert (blame["name"], blame["votes"], blame["against_gold"], blame["mended"]) == ("stars_in_review", 1, 1, 1)
    assert blame["misled"] == 0.5
    queue = opened(PAGE, split="dev", view="Wrong and confident", queue="the labels")
    assert queue.dataframe[0].value["title"].to_list() == ["Book 1"]
    queue.button(key="edit/stars_in_review").click().run()
    assert not queue.exception
    assert queue.title[0].value == "Labeling functions"
    assert queue.session_state["function"] == "stars_in_review"


def test_a_label_model_that_turned_a_right_vote_round_is_named(dataset: Dataset) -> None:
    right = KeywordFunction(name="stars_in_review", negative=("terrible",))
    working_sets.edit(dataset, FunctionSet(functions=(right,)))
    fitted = finished_runs.labels(dataset)
    # As it takes the function for one that is wrong nine times out of ten, its “not liked” speaks for “liked”.
    turning = LabelModel(
        settings=LabelModelSettings(model="snorkel"), class_balance=0.5, functions=("stars_in_review",),
        conditional=((0.1, 0.9), (0.9, 0.1)), weights=(0.1,),
    )  # fmt: skip
    labels = runs.keep(lambda id: fitted.model_copy(update={"id": id, "label_model": turning}), "labels")
    finished_runs.model(dataset, labels)
    app = opened(PAGE, split="dev", view="Wrong and confident", queue="the labels")
    assert app.dataframe[0].value["title"].to_list() == ["Book 1"]
    assert f"No function voted against gold here, but {labels.id} turned their votes round" in texts(app)


@pytest.mark.usefixtures("misled")
def test_a_function_that_is_gone_can_not_be_edited(dataset: Dataset) -> None:
    working_sets.edit(dataset, FunctionSet(functions=()))
    app = opened(PAGE, split="dev", view="Wrong and confident", queue="the labels")
    assert app.button(key="edit/stars_in_review").disabled


def test_users_are_ranked_by_a_job_and_then_shown_the_worst_first(model: ModelRun) -> None:
    app = opened(PAGE, split="test", view="Users")
    button(app, "Rank for everybody").click().run()
    (job,) = jobs.active()
    assert (job.kind, job.request) == ("rank_users", {"dataset": "demo", "run": model.id, "split": "test"})
    jobs.cancel(job.id)
    tasks.rank_users(job.request, silent, unrecorded)
    table = opened(PAGE, split="test", view="Users").dataframe[0].value
    assert set(table["user_id"]) <= {"u6", "u7"}
    assert table["ndcg"].is_monotonic_increasing


@pytest.mark.usefixtures("model")
def test_a_threshold_from_the_address_is_taken_and_one_off_the_scale_is_not() -> None:
    # Called liked from 0.3: book 0 alone (a half); books 2 to 7 are missed.
    app = opened(PAGE, split="dev", view="Thresholds", threshold="0.3")
    assert [metric.value for metric in app.metric[:4]] == ["1", "0", "6", "1"]
    assert opened(PAGE, split="dev", view="Thresholds", threshold="nan").slider[0].value == 0.5


def of_family(run: ModelRun, family: str, **changes: object) -> ModelRun:
    """A run of another family; its model is never loaded."""
    return runs.keep(lambda id: run.model_copy(update={"id": id, "model": family} | changes), family)


@pytest.fixture
def not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.caches.model", lambda run: object())


@pytest.mark.usefixtures("not_loaded")
def test_a_family_that_only_orders_says_so_and_shows_its_labels(model: ModelRun) -> None:
    run = of_family(model, "ease")
    app = opened(PAGE, model=run.id, split="dev")
    assert "no row can be called right or wrong" in texts(app)
    assert "good for an order only" in texts(opened(PAGE, model=run.id, split="dev", view="Thresholds"))
    assert opened(PAGE, model=run.id, split="dev", view="Functions").dataframe


@pytest.mark.usefixtures("not_loaded")
def test_a_family_of_stars_is_asked_for_what_is_held_out_first(model: ModelRun) -> None:
    run = of_family(model, "biases", labels="ratings", label_run=None)
    app = opened(PAGE, model=run.id, split="test")
    assert "learned without labeling functions" in texts(app)
    assert button(app, "Rank for everybody")


def test_once_that_is_predicted_the_cells_of_stars_are_there(dataset: Dataset, model: ModelRun) -> None:
    run = finished_runs.of_stars(dataset, model)
    tasks.rank_users({"dataset": "demo", "run": run.id, "split": "test"}, silent, unrecorded)
    app = opened(PAGE, model=run.id, split="test")
    assert not app.exception
    assert "of 16 rows of test with gold: those held out" in texts(app)
    assert "4 or more counts as called liked" in texts(app)
    assert "· model wrong" in texts(app)
    assert "· label wrong" not in texts(app)


def test_labels_that_were_removed_are_said_to_be(model: ModelRun, labels: LabelRun) -> None:
    runs.remove(labels.id)
    app = opened(PAGE, split="dev")
    assert "was removed, so its labels can't be shown" in texts(app)
    assert "model wrong" in texts(app)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("page", ["overview", PAGE])
def test_the_report_is_one_click_away(page: str) -> None:
    names = [found.proto.label for found in opened(page).get("download_button")]
    assert "Download the report as HTML" in names


@pytest.mark.usefixtures("home")
def test_data_without_gold_say_what_to_do() -> None:
    tiny = world([Rated(user, item, 5) for user in range(3) for item in range(3)], split={2: TEST}, name="demo")
    none = replace(tiny.pairs, gold=tiny.pairs.gold * 0 - 1)
    dataset = datasets.save(features.add(replace(tiny, pairs=none, fingerprint="")))
    finished_runs.model(dataset, finished_runs.labels(dataset))
    app = opened(PAGE)
    assert not app.exception
    assert "nothing can be called right or wrong" in texts(app)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("view", VIEWS)
def test_hostile_titles_and_reviews_stay_text(view: str) -> None:
    text = '<script>alert(1)</script> ![x](http://example.com/x.png) "terrible"'
    rated = [Rated(user, item, 5 - item, text) for user in range(8) for item in range(4)]
    tiny = world(rated, authors=[text] * 4, split={6: TEST, 7: TEST}, name="demo")
    dataset = datasets.save(features.add(replace(tiny, fingerprint="")))
    finished_runs.model(dataset, finished_runs.labels(dataset))
    app = opened(PAGE, view=view)
    assert not app.exception
    assert "![x](http" not in "\n".join(str(element.value) for element in [*app.markdown, *app.caption])

"""Every page, from app.py, without a browser: what it shows when there is nothing, and when there is everything."""

import pytest
from streamlit.testing.v1 import AppTest

from recsys import jobs, runs, working_sets
from recsys.data.dataset import Dataset
from recsys.labeling import starting_sets
from recsys.runs import LabelRun, ModelRun
from tests.pages.opening import ROOT, TIMEOUT, button, lf_table, on_the_bench, opened, texts, unescaped

PAGES = [
    "overview", "explore", "labeling_functions", "data_points", "versions", "label_model", "models",
    "recommendations", "changes", "be_a_user", "embeddings", "error_analysis",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started: what a worker does is tested elsewhere."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", PAGES)
def test_without_a_dataset_every_page_offers_to_make_the_demo(page: str) -> None:
    app = opened(page)
    assert not app.exception
    assert "There is no dataset yet" in app.info[0].value
    assert "Votebook labels ratings by rules instead of by hand." in texts(app)
    assert [button.label for button in app.button] == ["Make the demo dataset"]


@pytest.mark.usefixtures("home")
def test_making_the_demo_queues_one_job_however_often_it_is_asked() -> None:
    app = opened("overview")
    app.button[0].click().run()
    app.button[0].click().run()
    assert [(job.kind, job.request) for job in jobs.active()] == [("make_demo", {"dataset": "demo", "size": "small"})]


@pytest.mark.usefixtures("dataset")
@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("overview", "not fitted yet"),
        ("explore", "48 of 64 ratings; test is left out, so that nothing is seen of it."),
        ("labeling_functions", "votes **not liked (0)** where the review has a negative term"),
        ("data_points", "**: rows with votes against each other"),
        ("versions", "Nothing is saved yet"),
        ("label_model", "No label model has been fitted on these data yet"),
        ("models", "No model has been trained on these data yet"),
        ("recommendations", "There is no trained model yet"),
        ("changes", "are the same in both, so nothing changes"),
        ("error_analysis", "There is no trained model yet"),
        ("be_a_user", "There is no trained model yet"),
        ("embeddings", "There is no trained model yet"),
    ],
)
def test_with_data_alone_every_page_says_what_comes_next(page: str, sentence: str) -> None:
    app = opened(page)
    assert not app.exception
    assert sentence in texts(app)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("page", PAGES)
def test_with_everything_every_page_shows_without_an_exception_or_an_error(page: str) -> None:
    app = opened(page)
    assert not app.exception
    assert not app.error


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_asked_for_without_app_py_works_too(page: str) -> None:
    app = AppTest.from_file(ROOT / f"pages/{page}.py", default_timeout=TIMEOUT).run()
    assert not app.exception
    assert app.title[0].value.lower().replace(" ", "_") == page


@pytest.mark.usefixtures("model")
def test_the_overview_says_that_all_is_up_to_date_and_that_data_are_synthetic() -> None:
    shown = texts(opened("overview"))
    assert "Everything is up to date" in shown
    assert "**Synthetic data.** A tiny world." in shown


def test_after_an_edit_the_overview_calls_the_labels_stale_and_offers_to_run_again(
    dataset: Dataset, model: ModelRun
) -> None:
    working_sets.edit(dataset, working_sets.current(dataset).changed("polarity_positive", threshold=0.5))
    app = opened("overview")
    assert "stale: the functions changed since" in texts(app)
    next(button for button in app.button if button.label == "Run what is missing").click().run()
    assert [job.kind for job in jobs.active()] == ["run_all"]


@pytest.mark.usefixtures("dataset")
def test_the_lf_table_counts_the_dev_rows_of_one_reader() -> None:
    table = lf_table(opened("labeling_functions"))
    # One dev reader with eight data points: a glowing review of a liked book, a bad one of a book not liked.
    assert table["polarity_positive"]["coverage"] == "12.50%"
    assert table["polarity_positive"]["correct"] == "1"
    assert table["stars_in_review"]["coverage"] == "25.00%"
    assert table["stars_in_review"]["accuracy"] == "100.0%"
    assert table["shared_first_author"]["coverage"] == "0.00%"


def test_a_threshold_edit_changes_the_table_at_once_and_is_kept(dataset: Dataset) -> None:
    app = on_the_bench("shared_first_author")
    app.slider(key="demo/shared_first_author/slider").set_value(7.0).run()
    assert lf_table(app)["shared_first_author"]["coverage"] == "100.00% ▲ 100.00"
    assert working_sets.current(dataset)["shared_first_author"].threshold == 7
    assert app.number_input(key="demo/shared_first_author/number").value == 7


def test_a_threshold_out_of_range_is_refused_with_a_sentence_and_changes_nothing(dataset: Dataset) -> None:
    app = on_the_bench("polarity_positive")
    app.number_input(key="demo/polarity_positive/number").set_value(1.5).run()
    assert "threshold 1.5 is out of range; review polarity goes from -1 to 1" in unescaped(app.error[0].value)
    assert working_sets.current(dataset) == starting_sets.of(dataset)
    app.number_input(key="demo/polarity_positive/number").set_value(0.4).run()
    assert not app.error


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Not taken: positive terms: the list is empty"),
        ("five stars\nx" + 200 * "y", "limit"),
        ("1 star", "both lists"),
    ],
)
def test_a_bad_keyword_list_is_refused_and_stays_to_be_mended(dataset: Dataset, typed: str, reason: str) -> None:
    app = on_the_bench("stars_in_review")
    before = lf_table(app)["stars_in_review"]["coverage"]
    app.text_area(key="demo/stars_in_review/positive").set_value(typed).run()
    assert reason in unescaped(app.error[0].value)
    assert app.text_area(key="demo/stars_in_review/positive").value == typed
    assert lf_table(app)["stars_in_review"]["coverage"] == before
    assert working_sets.current(dataset) == starting_sets.of(dataset)


def test_what_a_pasted_list_says_twice_is_taken_once_and_that_is_said(dataset: Dataset) -> None:
    app = on_the_bench("stars_in_review")
    app.text_area(key="demo/stars_in_review/positive").set_value("5 stars\nfive stars\n5 Stars").run()
    assert not app.error
    assert unescaped(app.toast[0].value) == "Taken once, though listed twice: “5 stars”."
    assert app.text_area(key="demo/stars_in_review/positive").value == "5 stars\nfive stars"
    assert working_sets.current(dataset)["stars_in_review"].positive == ("5 stars", "five stars")


@pytest.mark.usefixtures("dataset")
def test_a_new_keyword_is_counted_at_once() -> None:
    app = on_the_bench("stars_in_review")
    area = app.text_area(key="demo/stars_in_review/positive")
    area.set_value(f"{area.value}\nWONDERFUL").run()
    assert app.text_area(key="demo/stars_in_review/positive").value.endswith("\nwonderful")
    assert lf_table(app)["stars_in_review"]["correct"] == "2"


@pytest.mark.usefixtures("dataset")
def test_switching_all_functions_off_leaves_a_sentence_and_switching_on_brings_them_back() -> None:
    names = list(lf_table(opened("labeling_functions")))
    for name in names:
        app = on_the_bench(name)
        app.toggle(key=f"demo/{name}/on").set_value(False).run()
    assert "Every function is switched off" in app.info[0].value
    app.toggle(key=f"demo/{names[-1]}/on").set_value(True).run()
    assert list(lf_table(app)) == names[-1:]


def test_undo_takes_the_last_edit_back_and_reset_goes_to_the_published_settings(dataset: Dataset) -> None:
    app = on_the_bench("polarity_positive")
    published = working_sets.current(dataset)
    for value in (0.4, 0.5):
        app.slider(key="demo/polarity_positive/slider").set_value(value).run()
    button(app, "Undo").click().run()
    assert app.slider(key="demo/polarity_positive/slider").value == 0.4
    button(app, "Redo").click().run()
    assert app.slider(key="demo/polarity_positive/slider").value == 0.5
    button(app, "Undo").click().run()
    button(app, "Starting functions").click().run()
    assert working_sets.current(dataset) == published
    button(app, "Undo").click().run()
    assert working_sets.current(dataset)["polarity_positive"].threshold == 0.4


def test_an_edit_of_another_session_is_shown_at_the_next_rerun(dataset: Dataset) -> None:
    app = on_the_bench("polarity_positive")
    working_sets.edit(dataset, working_sets.current(dataset).changed("polarity_positive", threshold=0.8))
    app.run()
    assert app.slider(key="demo/polarity_positive/slider").value == 0.8


@pytest.mark.usefixtures("dataset")
def test_fitting_asks_for_the_functions_on_show_and_the_class_balance_of_dev() -> None:
    app = opened("label_model")
    button(app, "Fit the label model").click().run()
    (job,) = jobs.active()
    assert job.kind == "fit_labels"
    assert app.number_input(key="class balance/demo").value == 0.875  # 7 of the dev reader's 8 books are liked
    assert job.request["settings"]["class_balance"] is None  # left as it was: measured on dev
    assert len(job.request["functions"]["functions"]) == 5
    assert "Cancel" in [found.label for found in app.button]


def test_two_functions_are_too_few_for_snorkel_but_not_for_a_majority_vote(dataset: Dataset) -> None:
    current = working_sets.current(dataset)
    for name in ("stars_in_review", "shared_first_author", "polarity_negative"):
        current = current.changed(name, enabled=False)
    working_sets.edit(dataset, current)
    app = opened("label_model")
    assert "needs at least 3 functions, and 2 are on" in app.info[0].value
    app.radio(key="label model").set_value("majority").run()
    assert "Fit the label model" in [found.label for found in app.button]


@pytest.mark.usefixtures("model")
def test_the_recommendations_are_the_books_not_touched_and_the_shelf_is_there() -> None:
    app = opened("recommendations", view="The shelf")
    top, shelf = app.dataframe[0].value, app.dataframe[1].value
    assert list(top["item_id"]) == [f"i{item}" for item in range(8, 18)]  # the model prefers low numbers; 0-7 are read
    assert shelf["item_id"].iloc[0] == "i0"
    assert list(shelf["stars"]) == [5, 4, 4, 4, 4, 4, 4, 2]


@pytest.mark.usefixtures("model")
def test_a_reader_is_looked_up_by_id_and_an_unknown_one_is_a_sentence() -> None:
    app = opened("recommendations")
    app.text_input(key="user").set_value("u2").run()
    assert not app.error
    app.text_input(key="user").set_value("../../etc/passwd").run()
    assert "There is no user “../../etc/passwd”" in unescaped(app.error[0].value)
    assert app.dataframe  # and the drawn readers are still on show


def test_a_failed_job_is_a_sentence_on_its_page(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.submit("fit_labels", {"dataset": "demo"}, start=False)
    jobs.cancel(jobs.active()[0].id)
    assert "was cancelled" in texts(opened("label_model"))


def test_a_damaged_run_file_does_not_take_the_page_down(labels: LabelRun) -> None:
    (runs.folder(labels.id) / "run.json").write_text('{"half')
    app = opened("label_model")
    assert not app.exception
    assert "No label model has been fitted" in texts(app)
    assert f"{labels.id}/run.json is damaged" in unescaped(app.sidebar.warning[0].value)


@pytest.mark.usefixtures("model")
def test_what_was_typed_is_never_read_as_markup() -> None:
    app = opened("recommendations")
    app.text_input(key="user").set_value("![x](http://example.com/x.png)").run()
    assert r"\!\[x\]\(http\://example\.com/x\.png\)" in app.error[0].value


def test_a_new_run_is_shown_at_once_and_a_chosen_one_stays_until_then(labels: LabelRun) -> None:
    def another() -> LabelRun:
        return runs.keep(lambda id: labels.model_copy(update={"id": id}), "labels")

    another()
    app = opened("label_model")
    assert app.selectbox(key="labels").value == "labels-2"
    app.selectbox(key="labels").set_value("labels-1").run()
    app.run()
    assert app.selectbox(key="labels").value == "labels-1"
    another()
    app.run()
    assert app.selectbox(key="labels").value == "labels-3"

"""The datasets page, from app.py: what there is, what can be done with it, and what an import asks for."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.ui import import_words
from recsys import database, hand_labels, job_store, jobs, runs, workspace
from recsys.data import dataset as datasets
from recsys.data import inventory
from recsys.data.dataset import Dataset
from recsys.import_report import ImportReport
from recsys.runs import ModelRun
from recsys.settings import About
from tests.pages.opening import ROOT, TIMEOUT, button, opened, texts, unescaped, with_open

HOSTILE = "<b>x</b> ![](http://evil/x.png) =1+1"
TABLE = "who,what,stars,review\na,x,5,fine\nb,y,2,bad\n"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


def page(**query: str) -> AppTest:
    app = opened("datasets", **query)
    assert not app.exception
    return app


def uploaded(name: str, content: str) -> AppTest:
    return page().file_uploader(key="upload").upload(name, content.encode()).run()


def from_path(path: Path | str) -> AppTest:
    app = page()
    app.radio(key="way").set_value("A file or folder on this machine").run()
    return app.text_input(key="path").set_value(str(path)).run()


def field(app: AppTest, label: str) -> Any:
    """The number field of that label."""
    return next(found for found in app.number_input if found.label == label)


def requests() -> list[dict[str, Any]]:
    return [job.request for job in jobs.active()]


def end(id: str, state: job_store.State, error: str | None = None, result: str | None = None) -> None:
    """What a worker does to a job."""
    with database.transaction(job_store.SCHEMA) as store:
        store.execute("UPDATE jobs SET state = 'running', started = 0 WHERE id = ?", (id,))
        jobs.end(store, id, state, error, result)


@pytest.mark.usefixtures("home")
def test_without_a_dataset_the_page_offers_every_way_to_add_one() -> None:
    app = page()
    assert "There is no dataset yet. Add one, or make the demo." in texts(app)
    assert len(app.radio(key="way").options) == 4


def test_all_datasets_are_listed_and_the_open_one_is_shown_in_full(dataset: Dataset) -> None:
    app = page()
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["name"], row["data"], row["source"], row["split"]) == ("demo", "synthetic", "table", "by user")
    assert (row["users"], row["items"], row["ratings"], row["reviews"]) == (8, 20, 64, 16)
    assert row["checksum"] == dataset.fingerprint[:8]
    shown = [frame.value.to_dict("records") for frame in app.dataframe]
    assert {"split": "dev", "rows": 8} in shown[1]
    info = datasets.read_info("demo")
    file = {"file": "arrays.npz", "bytes": info["sizes"]["arrays.npz"], "checksum": info["checksums"]["arrays.npz"]}
    assert file in shown[2]
    assert {"setting": "positive from", "value": "4", "meaning": "Stars from which a rating counts as liked"} in shown[
        3
    ]


def test_where_texts_are_tags_the_list_says_so(dataset: Dataset) -> None:
    about = dataset.about.model_copy(update={"name": "films", "text_noun": "tags"})
    datasets.save(replace(dataset, about=about, fingerprint=""))
    shown = page().dataframe[0].value
    assert shown[["reviews", "ratings with tags"]].fillna(-1).to_numpy().tolist() == [[16, -1], [-1, 16]]
    assert list(shown).index("ratings with tags") == list(shown).index("size") - 1
    workspace.remove_dataset("demo")
    assert "reviews" not in page().dataframe[0].value


def test_the_card_says_how_many_items_were_rated_and_what_it_takes_of_the_disk(dataset: Dataset) -> None:
    shown = {found.label: found.value for found in page().metric}
    assert (shown["books"], shown["books rated"]) == ("20", "8")
    assert shown["on disk"] == inventory.size_in_words(inventory.entry("demo").bytes)


@pytest.mark.usefixtures("dataset")
def test_the_files_are_compared_with_their_checksums_when_asked() -> None:
    app = page()
    assert "All files are as they were written." in texts(app.button(key="compare/demo").click().run())
    path = datasets.folder("demo") / "users.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    shown = texts(app.button(key="compare/demo").click().run())
    assert "demo is damaged: users.parquet is missing or not as written. Remove the dataset and make it again." in shown


@pytest.mark.usefixtures("dataset")
def test_a_renamed_dataset_is_the_one_that_is_open_and_looked_at() -> None:
    app = with_open(page(), "rename/demo")
    app.text_input(key="new name/demo").set_value("mine").run()
    button(app, "Rename it").click().run()
    assert datasets.names() == ["mine"]
    assert (app.selectbox(key="dataset").value, app.selectbox(key="looked at").value) == ("mine", "mine")


@pytest.mark.usefixtures("dataset")
def test_a_name_that_cannot_be_is_refused_beside_the_field() -> None:
    app = with_open(page(), "rename/demo")
    app.text_input(key="new name/demo").set_value("../up").run()
    button(app, "Rename it").click().run()
    assert "“../up” can't be a dataset name" in texts(app)
    assert datasets.names() == ["demo"]


def test_before_a_dataset_is_removed_it_is_said_what_goes_with_it(dataset: Dataset, model: ModelRun) -> None:
    hand_labels.give(dataset, 0, 0, "local")
    app = with_open(page(), "remove/demo")
    assert "Remove **demo**? With it go 1 label model, 1 trained model, 1 hand label. There is no way back." in texts(
        app
    )
    assert datasets.names() == ["demo"]
    button(app, "Remove it for good").click().run()
    assert (datasets.names(), runs.ids()) == ([], [])
    assert "There is no dataset yet" in texts(app)


@pytest.mark.usefixtures("dataset")
def test_while_a_job_runs_on_a_dataset_the_page_says_so_and_removes_nothing() -> None:
    jobs.submit("fit_labels", {"dataset": "demo"}, start=False)
    app = page()
    assert "Fitting the label model is queued on it; until that ends it is neither renamed nor removed." in texts(app)
    button(with_open(app, "remove/demo"), "Remove it for good").click().run()
    assert "A job is running on demo, or waits to." in texts(app)
    assert datasets.names() == ["demo"]


@pytest.mark.usefixtures("dataset")
@pytest.mark.parametrize("file", ["dataset.json", "arrays.npz"])
def test_a_damaged_dataset_is_listed_with_what_is_wrong_and_can_only_be_removed(file: str) -> None:
    (datasets.folder("demo") / file).write_text("{")
    if file != "dataset.json":
        (datasets.folder("demo") / file).unlink()
    app = page()
    assert app.dataframe[0].value["what it is"][0] == "damaged: see below"
    assert file in app.error[0].value.replace("\\", "")
    assert "Open" not in [found.label for found in app.button]
    button(with_open(app, "remove/demo"), "Remove it for good").click().run()
    assert not datasets.folder("demo").exists()


def test_what_is_wrong_with_a_dataset_is_said_while_another_is_looked_at(dataset: Dataset) -> None:
    datasets.save(replace(dataset, about=dataset.about.model_copy(update={"name": "other"})))
    path = datasets.folder("other") / "items.parquet"
    path.write_bytes(b"half")
    app = page()
    assert app.selectbox(key="looked at").value == "demo"
    assert f"**other** is damaged. {path} is not as it was written: 4 bytes instead of " in texts(app)
    row = app.dataframe[0].value.to_dict("records")[1]
    assert (row["name"], row["what it is"], row["ratings"]) == ("other", "damaged: see below", 64)


@pytest.mark.usefixtures("dataset")
def test_a_check_that_waits_says_for_what() -> None:
    jobs.submit("train_model", {"dataset": "demo"}, start=False)
    jobs.submit("run_all", {"dataset": "demo"}, start=False)
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    (bar,) = app.get("progress")
    assert unescaped(bar.proto.text) == (
        "**Checking the data**: waits for training a model (demo) and 1 more to end; one job runs at a time"
    )


@pytest.mark.usefixtures("home")
def test_while_a_check_is_on_its_way_no_other_is_queued() -> None:
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    field(app, "seed").set_value(7).run()
    assert button(app, "Check").disabled
    assert "One is on its way below" in button(app, "Check").help
    app.radio(key="way").set_value("The demo").run()
    assert button(app, "Make the demo dataset").disabled
    (check,) = jobs.active()
    jobs.cancel(check.id)
    assert not button(app.run(), "Make the demo dataset").disabled


@pytest.mark.usefixtures("dataset")
@pytest.mark.parametrize("file", ["dataset.json", "arrays.npz"])
def test_every_other_page_says_of_a_damaged_dataset_what_to_do(file: str) -> None:
    (datasets.folder("demo") / file).write_text("{")
    app = opened("overview")
    assert not app.exception
    assert "Remove the dataset and make it again." in texts(app)


def test_what_outsiders_wrote_is_shown_as_text(dataset: Dataset) -> None:
    workspace.remove_dataset("demo")
    about = dataset.about.model_copy(update={"description": HOSTILE, "license": HOSTILE})
    datasets.save(
        Dataset(**{**dataset.__dict__, "about": about, "left_out": {HOSTILE: 1}, "places": {HOSTILE: "line 1"}})
    )
    app = page()
    assert not [
        found.value for found in app.markdown if "![](" in found.value or "<b>" in found.value.replace("\\<", "")
    ]
    assert HOSTILE in app.dataframe[-1].value["what and why"][0]


@pytest.mark.usefixtures("home")
def test_an_upload_is_previewed_its_columns_guessed_and_corrected_and_a_check_asked_for(home: Path) -> None:
    app = uploaded("My data.csv", TABLE)
    assert app.dataframe[-1].value["review"].to_list() == ["fine", "bad"]
    assert texts(app).count("CSV with commas") == 1
    columns = {box.label: box.value for box in app.selectbox}
    assert [columns[role] for role in ("user", "item", "rating", "review text")] == [0, 1, 2, 3]
    next(box for box in app.selectbox if box.label == "review text").set_value(-1).run()
    button(app, "Check").click().run()
    (request,) = requests()
    source = request["source"]
    assert request["dataset"] == "My-data"
    assert source["columns"] == {
        "user": "who", "item": "what", "rating": "stars", "text": None, "time": None, "title": None, "author": None,
        "genre": None,
    }  # fmt: skip
    assert source["scale"] == {"highest_rating": 5, "zero_is_a_rating": False}
    path = Path(source["path"])
    assert (path.read_text(), path.name, path.parents[1]) == (TABLE, "My-data.csv", home / "uploads")
    assert [job.kind for job in jobs.active()] == ["check_import"]


@pytest.mark.usefixtures("home")
def test_a_column_nobody_can_guess_is_asked_for() -> None:
    app = uploaded("t.csv", "p,q\nx,y\nz,w\n")
    assert "Choose the column of the rating." in texts(app)
    assert "Check" not in [found.label for found in app.button]


@pytest.mark.usefixtures("home")
def test_the_first_row_can_be_said_to_be_no_header() -> None:
    app = uploaded("t.csv", TABLE)
    app.checkbox[0].uncheck().run()
    assert app.dataframe[-1].value.iloc[0].to_list() == ["who", "what", "stars", "review"]
    button(app, "Check").click().run()
    assert [requests()[0]["source"]["columns"][role] for role in ("user", "item", "rating")] == [0, 1, 2]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [("", "is empty"), ("user,item\n", "has a header but no rows"), ("\x00\x01\x02", "t.csv")],
    ids=["empty", "header only", "binary"],
)
def test_an_upload_that_is_no_table_is_a_sentence(content: str, sentence: str) -> None:
    app = uploaded("t.csv", content)
    assert sentence in texts(app)
    assert len(app.error) == 1


@pytest.mark.usefixtures("home")
def test_headers_and_cells_of_outsiders_are_shown_as_text() -> None:
    app = uploaded("t.csv", f"who,{HOSTILE},stars,\na,{HOSTILE},5,\nb,y,2,\n")
    assert HOSTILE in app.dataframe[-1].value.columns
    for element in (*app.caption, *app.markdown, *app.info):
        assert "![](" not in element.value


@pytest.mark.usefixtures("home")
def test_a_path_is_recognised_and_its_import_starts_with_settings_that_suit_it(tmp_path: Path) -> None:
    place = tmp_path / "ml"
    place.mkdir()
    (place / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,10,4.0,964982703\n")
    (place / "movies.csv").write_text("movieId,title,genres\n10,Toy Story (1995),Animation\n")
    app = from_path(place)
    assert "This is MovieLens." in texts(app)
    button(app, "Check").click().run()
    (request,) = requests()
    assert request["dataset"] == "ml"
    assert request["source"] == {"kind": "movielens", "path": str(place)}
    assert request["settings"]["split"] == "holdout"


@pytest.mark.usefixtures("home")
def test_a_path_that_is_not_there_is_a_sentence() -> None:
    assert "There is no file or folder /nowhere. Check the path." in texts(from_path("/nowhere"))


@pytest.mark.usefixtures("home")
def test_a_server_that_answers_others_reads_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: {"server.address": "0.0.0.0"}[name])
    app = page()
    app.radio(key="way").set_value("A file or folder on this machine").run()
    assert "Files on the machine are read only while Votebook answers this machine alone" in texts(app)
    assert "Path" not in [field.label for field in app.text_input]


@pytest.mark.usefixtures("home")
def test_a_genre_is_asked_for_with_its_terms() -> None:
    app = page()
    app.radio(key="way").set_value("Goodreads by download").run()
    assert "for academic use and not to be redistributed" in texts(app)
    app.selectbox(key="genre").set_value("poetry").run()
    button(app, "Check").click().run()
    assert requests()[0]["source"] == {"kind": "goodreads download", "genre": "poetry", "max_interactions": 5_000_000}
    assert requests()[0]["dataset"] == "goodreads-poetry"


@pytest.mark.usefixtures("dataset")
def test_a_demo_gets_a_name_that_is_free() -> None:
    app = page()
    app.radio(key="way").set_value("The demo").run()
    button(app, "Make the demo dataset").click().run()
    assert requests() == [{"dataset": "demo-2", "size": "small"}]


@pytest.mark.usefixtures("dataset")
def test_a_name_that_is_taken_is_refused_before_anything_is_read() -> None:
    app = uploaded("t.csv", TABLE)
    next(field for field in app.text_input if field.label == "Name of the dataset").set_value("demo").run()
    assert "A dataset “demo” exists already. Remove it first, or choose another name." in texts(app)
    assert "Check" not in [found.label for found in app.button]


@pytest.mark.usefixtures("home")
def test_a_setting_that_cannot_be_is_a_sentence() -> None:
    app = uploaded("t.csv", TABLE)
    field = next(field for field in app.number_input if field.label == "items of a user, at least")
    field.set_value(5).run()
    next(field for field in app.number_input if field.label == "items of a user, at most").set_value(3).run()
    assert "items of a user: at least 5 and at most 3 can't both be; lower the one or raise the other." in texts(app)


def report() -> str:
    counts = {
        "users": 2,
        "items": 2,
        "ratings": 2,
        "reviews": 0,
        "splits": dict.fromkeys(("train", "dev", "valid", "test"), 1),
    }
    about = About(
        name="t", source="table", synthetic=False, description="Read from t.csv.", item_noun="item", created=""
    )
    return ImportReport(
        about=about, rows=3, counts=counts, liked=0.5, left_out={"rows without user": 1},
        places={"rows without user": "line 3"}, warnings=("Mind this.",),
    ).model_dump_json()  # fmt: skip


@pytest.mark.usefixtures("home")
def test_after_a_check_the_report_is_shown_and_what_was_checked_is_kept() -> None:
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    (checked,) = jobs.active()
    end(checked.id, "done", result=report())
    app.run()
    shown = texts(app)
    assert "t would be this" in shown
    assert "Mind this." in shown
    assert {found.label: found.value for found in app.metric}["liked"] == "50.0%"
    assert app.dataframe[-1].value.to_dict("records") == [
        {"what and why": "rows without user", "how many": 1, "where": "line 3"}
    ]
    button(app, "Keep it as t").click().run()
    (kept,) = jobs.active()
    assert (kept.kind, kept.request) == ("import_dataset", checked.request)


@pytest.mark.usefixtures("home")
def test_a_report_is_found_again_by_its_address_until_it_is_discarded() -> None:
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    (checked,) = jobs.active()
    end(checked.id, "done", result=report())
    again = page(**{"import": checked.id})
    assert "t would be this" in texts(again)
    button(again, "Discard").click().run()
    assert "would be this" not in texts(again)
    assert "import" not in again.query_params


@pytest.mark.usefixtures("dataset")
def test_an_address_that_names_no_import_is_no_matter() -> None:
    other = jobs.submit("fit_labels", {"dataset": "demo"}, start=False).id
    end(other, "done", result="{}")
    for id in (other, "nothing", "../x"):
        assert "import" not in page(**{"import": id}).query_params


@pytest.mark.usefixtures("home")
def test_what_the_form_asks_for_by_now_is_not_kept_unchecked() -> None:
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    end(jobs.active()[0].id, "done", result=report())
    next(field for field in app.number_input if field.label == "seed").set_value(7).run()
    assert "The form asks for something else by now." in texts(app)
    assert not [found for found in app.button if found.label.startswith("Keep it")]


@pytest.mark.usefixtures("home")
def test_why_a_check_failed_is_said() -> None:
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    end(jobs.active()[0].id, "failed", error="t.csv, line 3: “many” is not a rating.")
    assert "Checking the data failed. t.csv, line 3: “many” is not a rating." in texts(app.run())


@pytest.mark.usefixtures("home")
def test_a_setting_to_be_changed_is_called_as_its_field_is() -> None:
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    options = " ".join(f"({option})" for option in import_words.FIELDS)
    raise_it = "Raise the best rating there is (--highest-rating), or choose another column."
    end(jobs.active()[0].id, "failed", error=f"{raise_it} {options}")
    app.run()
    (said,) = [unescaped(error.value) for error in app.error]
    assert "Raise the “best rating there is”, or choose another column." in said
    assert "--" not in said
    fields = {field.label for kind in (app.number_input, app.checkbox) for field in kind}
    assert set(import_words.FIELDS.values()) <= fields


@pytest.mark.usefixtures("home")
def test_a_failure_is_no_longer_told_once_the_form_asks_for_something_else() -> None:
    app = uploaded("t.csv", TABLE)
    button(app, "Check").click().run()
    id = jobs.active()[0].id
    end(id, "failed", error="t.csv, line 3: “many” is not a rating.")
    assert "Checking the data failed." in texts(app.run())
    assert "Checking the data failed." not in texts(field(app, "seed").set_value(7).run())
    assert "Checking the data failed." in texts(page(**{"import": id}))


@pytest.mark.usefixtures("home")
def test_from_where_on_is_liked_follows_a_corrected_scale() -> None:
    app = uploaded("t.csv", TABLE)
    field(app, "best rating there is").set_value(10.0).run()
    assert field(app, "liked from").value == 8
    app.checkbox[1].check().run()
    assert field(app, "liked from").value == 4


@pytest.mark.usefixtures("home")
def test_a_table_of_thumbs_is_checked_with_0_as_a_rating() -> None:
    app = uploaded("t.csv", "user,item,liked\na,x,0\nb,y,1\n")
    assert "0 is a rating, not “none given”" in [box.label for box in app.checkbox if box.value]
    button(app, "Check").click().run()
    (request,) = requests()
    assert request["source"]["scale"] == {"highest_rating": 1, "zero_is_a_rating": True}
    assert request["settings"]["positive_from"] == 4


@pytest.mark.usefixtures("home")
def test_a_zip_is_taken_as_an_upload_and_recognised() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("ml/ratings.csv", "userId,movieId,rating,timestamp\n1,10,4.0,964982703\n")
        archive.writestr("ml/movies.csv", "movieId,title,genres\n10,Toy Story (1995),Animation\n")
    app = page().file_uploader(key="upload").upload("ml.zip", content.getvalue()).run()
    assert "This is MovieLens." in texts(app)
    button(app, "Check").click().run()
    (request,) = requests()
    assert (request["dataset"], request["source"]["kind"]) == ("ml", "movielens")


@pytest.mark.usefixtures("home")
def test_a_zip_of_nothing_known_is_a_sentence() -> None:
    app = page().file_uploader(key="upload").upload("x.zip", b"PK\x03\x04 half").run()
    assert "x.zip is neither a folder nor a whole zip file" in texts(app)


@pytest.mark.usefixtures("home")
def test_a_file_of_no_known_kind_is_not_called_a_table(tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("root:x:0")
    said = texts(from_path(tmp_path / "passwd"))
    assert "passwd is of no kind that can be read." in said
    assert "This is" not in said


@pytest.mark.usefixtures("dataset")
def test_a_dataset_whose_import_is_done_is_opened_once() -> None:
    job = jobs.submit("import_dataset", {"dataset": "demo"}, start=False)
    end(job.id, "done", result="{}")
    app = opened("datasets", **{"import": job.id})
    assert not app.exception
    assert app.title[0].value == "Overview"
    assert app.selectbox(key="dataset").value == "demo"
    assert page().title[0].value == "Datasets"


@pytest.mark.usefixtures("dataset")
def test_the_page_works_when_it_is_asked_for_without_app_py() -> None:
    app = AppTest.from_file(ROOT / "pages/datasets.py", default_timeout=TIMEOUT).run()
    assert not app.exception
    assert app.title[0].value == "Datasets"

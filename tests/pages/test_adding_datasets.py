"""The datasets page, from app.py: what an import asks for, checks, reports and keeps."""

import io
import zipfile
from pathlib import Path

import pytest
import streamlit as st

from pages.ui import import_words
from recsys import jobs
from recsys.import_report import ImportReport
from recsys.settings import About
from tests.pages.datasets_page import HOSTILE, TABLE, end, field, from_path, page, requests, uploaded
from tests.pages.opening import button, texts, unescaped


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


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

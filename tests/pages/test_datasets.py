"""The datasets page, from app.py: what there is, and what can be done with it."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from recsys import hand_labels, jobs, runs, workspace
from recsys.data import dataset as datasets
from recsys.data import inventory
from recsys.data.dataset import Dataset
from recsys.runs import ModelRun
from tests.pages.datasets_page import HOSTILE, TABLE, end, field, page, uploaded
from tests.pages.opening import ROOT, TIMEOUT, button, opened, texts, unescaped, with_open


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


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

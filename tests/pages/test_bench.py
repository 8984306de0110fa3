"""Functions made and looked at on the bench: the form that makes them, lists of ids by name, functions in Python."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from test_studio import fill

from recsys import versions, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.functions import FunctionSet, LookupFunction, PythonFunction, ThresholdFunction
from recsys.labeling.selections import Selection, to_text
from tests.pages.opening import button, lf_table, on_the_bench, opened, texts, unescaped, with_open


def added(app: AppTest) -> AppTest:
    """The page after a click on the form's button."""
    return button(app, "Add it").click().run()


def test_a_threshold_that_no_row_is_beyond_is_not_what_a_function_begins_with(dataset: Dataset) -> None:
    app = fill(opened("labeling_functions"), name="busy", feature="user_items", side="above")
    assert "It begins at or above 8, which 64 of 64 rows are (100.0%)." in texts(app)  # each reader has 8 books
    added(app)
    assert lf_table(app)["busy"]["coverage"] == "100.00%"


def test_a_form_that_did_its_work_is_closed_says_so_once_and_is_empty_when_opened_again(dataset: Dataset) -> None:
    app = added(fill(opened("labeling_functions"), name="wordy", feature="review_length"))
    assert [toast.value for toast in app.toast] == ["Added wordy. It lies on the bench; undo takes it away."]
    assert "Add it" not in [found.label for found in app.button]
    assert len(app.run().toast) == 0
    with_open(app, "new function")
    assert app.text_input(key="new/name").value == ""


def test_a_refused_form_stays_open_with_what_was_typed(dataset: Dataset) -> None:
    app = added(fill(opened("labeling_functions"), name="no name"))
    assert app.text_input(key="new/name").value == "no name"
    assert len(app.toast) == 0


@pytest.fixture
def named(dataset: Dataset) -> Dataset:
    """The dataset, its books by Ann Lee but for the first, which [Bo](x) wrote."""
    others = dataset.items.height - 1
    columns = {
        "author_id": pl.Series(["b0", *["a1"] * others]),
        "author": pl.Series(["[Bo](x)", *["Ann Lee"] * others]),
    }
    workspace.remove_dataset("demo")
    return datasets.save(replace(dataset, items=dataset.items.with_columns(**columns), fingerprint=""))


def with_list(dataset: Dataset, *values: str) -> AppTest:
    """The bench with a list of authors on it."""
    listed = LookupFunction(name="listed", field="author", values=values, label=1)
    working_sets.edit(dataset, working_sets.current(dataset).added(listed))
    return on_the_bench("listed")


def test_each_value_of_a_list_stands_there_with_its_name_and_what_it_is_worth(named: Dataset) -> None:
    app = with_list(named, "b0", "nowhere")
    table = next(found.value for found in app.dataframe if "value" in found.value)
    shown = table[["value", "name", "rows", "right", "wrong", "accuracy"]].astype(object)
    assert shown.fillna("").values.tolist() == [
        ["b0", "[Bo](x)", 8, 1, 0, " 100% (21–100)"],  # Wilson's interval of 1 right of 1
        ["nowhere", "", "", "", "", ""],
    ]
    assert "Not found: nowhere" in texts(app)


def test_an_author_is_found_by_name_and_added_by_a_click(named: Dataset) -> None:
    app = with_list(named, "b0")
    key = "demo/listed/author"
    app.text_input(key=f"{key}/find").set_value("lee").run()
    assert app.pills[1].options == ["Ann Lee · a1 · 56 rows"]
    app.pills(key=f"{key}/found").set_value("a1").run()
    function = working_sets.current(named)["listed"]
    assert isinstance(function, LookupFunction)
    assert function.values == ("b0", "a1")
    assert app.text_area(key="demo/listed/values").value == "b0\na1"
    assert "These data have no author with “lee” in it that is not in the list yet." in texts(app)
    app.text_input(key=f"{key}/find").set_value("a*").run()
    assert "These data have no author with “a*” in it." in texts(app)


def test_a_name_is_never_read_as_markup(named: Dataset) -> None:
    app = with_list(named, "a1")
    app.text_input(key="demo/listed/author/find").set_value("bo").run()
    assert app.pills[1].options == [r"\[Bo\]\(x\) · b0 · 8 rows"]


def test_a_new_list_is_filled_by_name_too(named: Dataset) -> None:
    app = fill(opened("labeling_functions"), kind="lookup", name="loved", field="author", values="nowhere")
    app.text_input(key="new/author/find").set_value("lee").run()
    app.pills(key="new/author/found").set_value("a1").run()
    assert app.text_area(key="new/values").value == "nowhere\na1"
    added(app)
    assert working_sets.current(named)["loved"] == LookupFunction(
        name="loved", field="author", values=("nowhere", "a1"), label=1
    )


@pytest.fixture
def python_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which Python functions are on."""
    monkeypatch.setenv("VOTEBOOK_PYTHON_FUNCTIONS", "1")
    (home / "python_functions.py").write_text("def all_liked(points):\n    return [1] * len(points)\n")
    return home / "python_functions.py"


def test_a_python_function_is_chosen_without_a_label_and_shown_as_its_file_writes_it(
    python_file: Path, dataset: Dataset
) -> None:
    app = fill(opened("labeling_functions"), kind="python", name="mine")
    assert "new/label" not in [found.key for found in app.radio]
    added(app)
    assert working_sets.current(dataset)["mine"] == PythonFunction(name="mine", function="all_liked")
    assert f"The votes come from the function **all_liked** of {python_file}." in texts(app)
    assert [found.value for found in app.code] == ["def all_liked(points):\n    return [1] * len(points)"]


def test_where_python_functions_are_off_the_form_says_how_to_switch_them_on_and_the_page_that_one_is_silent(
    dataset: Dataset,
) -> None:
    mine = PythonFunction(name="mine", function="rule")
    working_sets.edit(dataset, working_sets.current(dataset).added(mine))
    app = on_the_bench("mine")
    assert "No votes: mine" in unescaped(app.warning[0].value)
    assert "the function **rule** of" in texts(app)
    assert len(app.code) == 0
    fill(app, kind="python")
    assert "set the variable VOTEBOOK_PYTHON_FUNCTIONS=1" in texts(app)
    assert "Add it" not in [found.label for found in app.button]


def test_functions_taken_from_a_file_are_what_the_page_speaks_of_at_once(dataset: Dataset) -> None:
    current = working_sets.current(dataset)
    versions.save(workspace.open_voter("demo"), current, "as published", working_sets.LOCAL)
    taken = FunctionSet(
        functions=(ThresholdFunction(name="only", feature="polarity", comparison=">", threshold=0.5, label=1),)
    )
    app = opened("versions")
    assert "The rules of the two are the same." in texts(app)
    app.file_uploader[0].set_value(("mine.json", taken.model_dump_json().encode(), "application/json")).run()
    button(app, "Work on these functions").click().run()
    assert working_sets.current(dataset) == taken
    assert "The rules of the two are the same." not in texts(app)
    assert [toast.value for toast in app.toast] == ["1 functions taken. Undo takes that back."]


@pytest.mark.parametrize("page", ["versions", "data_points"])
def test_what_is_not_there_is_an_empty_cell_and_not_a_word(page: str, dataset: Dataset) -> None:
    silent = FunctionSet(
        functions=tuple(f.model_copy(update={"enabled": False}) for f in working_sets.current(dataset).functions)
    )
    versions.save(workspace.open_voter("demo"), silent, "silent", working_sets.LOCAL)
    app = opened(page, rows=to_text(Selection()))
    tables = [found.proto for found in app.dataframe if {"review", "auc"} & set(found.value)]
    assert [(table.HasField("placeholder"), table.placeholder) for table in tables] == [(True, "")]

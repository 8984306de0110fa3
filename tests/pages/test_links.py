"""A link restores what it was copied from, in a session that knows nothing of it."""

import shutil
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling.selections import InSlice, Selection, from_text, to_text
from tests.pages.opening import ROOT, TIMEOUT, opened, texts, unescaped

ALL = to_text(Selection(split="all"))  # 64 rows: three pages


def page_number(app: AppTest) -> int:
    """The page shown, of several."""
    return next(box for box in app.number_input if box.label.startswith("page, of")).value


def box(app: AppTest, label: str):
    """The filter with that label."""
    return next(box for kind in (app.selectbox, app.multiselect) for box in kind if box.label == label)


def test_the_page_of_a_list_is_in_the_address_and_comes_back(dataset: Dataset) -> None:
    app = opened("data_points", rows=ALL)
    assert "page" not in app.query_params
    next(box for box in app.number_input if box.label == "page, of 3").set_value(3).run()
    assert app.query_params["page"] == "3"
    again = opened("data_points", rows=ALL, page="3")
    assert page_number(again) == 3
    assert len(again.dataframe[0].value) == 64 - 2 * 25


def test_another_list_begins_with_its_first_page(dataset: Dataset) -> None:
    app = opened("data_points", rows=ALL, page="2")
    box(app, "queue").set_value("uncovered").run()
    assert from_text(app.query_params["rows"]) == Selection(split="all", queue="uncovered")
    assert "page" not in app.query_params
    assert page_number(app) == 1


@pytest.mark.parametrize(("page", "shown"), [("0", 1), ("9999999999999", 3), ("-2", 1), ("two", 1), ("", 1)])
def test_a_page_that_is_not_there_is_the_nearest(dataset: Dataset, page: str, shown: int) -> None:
    app = opened("data_points", rows=ALL, page=page)
    assert not app.exception
    assert page_number(app) == shown


def test_the_slices_and_the_majority_of_a_link_are_shown_and_can_be_changed(dataset: Dataset) -> None:
    wanted = Selection(majority="right", slices=(InSlice(kind="review", name="with review"),))
    app = opened("data_points", rows=to_text(wanted))
    assert "**2 rows**: the majority of the votes is right, review: with review · dev" in texts(app)
    assert box(app, "majority of votes").value == "right"
    box(app, "majority of votes").set_value("wrong").run()
    assert "No row is of that kind." in texts(app)
    box(app, "majority of votes").set_value(None).run()
    box(app, "in slices").set_value([InSlice(kind="review", name="without review")]).run()
    assert "**6 rows**: review: without review · dev" in texts(app)
    assert from_text(app.query_params["rows"]).slices == (InSlice(kind="review", name="without review"),)
    both = [InSlice(kind="review", name=f"with{out} review") for out in ("out", "")]
    box(app, "in slices").set_value(both).run()
    assert "**8 rows**: review: without review or with review · dev" in texts(app)


def test_what_a_link_asks_for_and_the_data_do_not_have_is_said_and_left_out(dataset: Dataset) -> None:
    app = opened("data_points", rows=to_text(Selection(slices=(InSlice(kind="genre", name="war"),))))
    assert "demo has no slice genre: war, so it is left out." in texts(app)
    assert "**8 rows**: all rows · dev" in texts(app)
    app = opened("data_points", rows=to_text(Selection(function="gone", vote="cast")))
    assert "There is no function gone any more, so it is left out." in texts(app)


def test_the_matrix_is_in_the_address_and_comes_back(dataset: Dataset) -> None:
    app = opened("labeling_functions", view="Between functions")
    assert app.query_params["matrix"] == "conflicts"
    app.segmented_control(key="matrix").set_value("agreement").run()
    assert app.query_params["matrix"] == "agreement"
    again = opened("labeling_functions", view="Between functions", matrix="overlaps")
    assert "Share of dev rows on which both vote. Click" in texts(again)


def test_the_dataset_comes_back_in_a_session_that_showed_none_before(dataset: Dataset) -> None:
    datasets.save(replace(dataset, about=dataset.about.model_copy(update={"name": "other"})))
    app = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT)
    app.query_params["dataset"] = "other"
    assert app.run().selectbox(key="dataset").value == "other"


def test_function_and_tab_come_back(dataset: Dataset) -> None:
    app = opened("labeling_functions", function="polarity_negative", view="By slice")
    assert app.slider(key="demo/polarity_negative/slider").value == 0
    assert "slice" in app.dataframe[-1].value


def warned(app: AppTest) -> list[str]:
    """The warnings of a page and its sidebar, as a person reads them."""
    return [unescaped(str(found.value)) for found in app.warning]


def by_link(page: str, **query: str) -> AppTest:
    """A page as somebody opens it by a link, in a session that has shown nothing before."""
    app = AppTest.from_file(ROOT / f"pages/{page}.py", default_timeout=TIMEOUT)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def test_a_dataset_that_a_link_names_and_is_gone_is_said_once(dataset: Dataset) -> None:
    app = by_link("overview", dataset="nope")
    assert warned(app) == ["There is no dataset “nope” here any more; this is demo."]
    assert app.query_params["dataset"] == "demo"
    assert warned(app.run()) == []


def test_a_dataset_that_is_gone_while_somebody_works_on_it_is_said_on_the_page(dataset: Dataset) -> None:
    datasets.save(replace(dataset, about=dataset.about.model_copy(update={"name": "evil"})))
    app = by_link("overview", dataset="evil")
    assert warned(app) == []
    shutil.rmtree(datasets.folder("evil"))
    app.run()
    assert [unescaped(found.value) for found in app.main.warning] == [
        "There is no dataset “evil” any more; this is demo."
    ]
    assert app.selectbox(key="dataset").value == "demo"
    assert warned(app.run()) == []


def test_a_function_that_a_link_names_and_is_gone_is_said_as_it_was_typed(dataset: Dataset) -> None:
    app = by_link("labeling_functions", function="![x](http://example.com/x.png)")
    (said,) = app.warning
    assert r"\!\[x\]\(http\://example\.com/x\.png\)" in said.value
    assert unescaped(said.value).endswith("here any more; this is stars_in_review.")
    assert warned(by_link("labeling_functions", function="polarity_negative")) == []

"""Be a user: what is rated in place is kept at once, recommended for, explained, taken back and forgotten."""

from dataclasses import replace

import numpy as np
import polars as pl
from streamlit.testing.v1 import AppTest

from recsys import own_ratings, runs, working_sets
from recsys.columns import TITLE
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.runs import ModelRun
from tests.pages.editing import edit, editors
from tests.pages.opening import ROOT, TIMEOUT, button, opened, texts, unescaped, with_open


def mine(dataset: Dataset) -> dict[int, float]:
    found = own_ratings.given(dataset, working_sets.LOCAL)
    return dict(zip(found.items.tolist(), found.stars.tolist(), strict=True))


def rate(dataset: Dataset, stars: dict[int, float | None]) -> None:
    own_ratings.give(dataset, working_sets.LOCAL, stars)


def ids(app: AppTest, number: int) -> list[str]:
    return list(editors(app)[number].value["item_id"])


def recommended(app: AppTest) -> list[str]:
    table = next(table.value for table in app.dataframe if "pulled up by" in table.value)
    return list(table["item_id"])


def test_a_title_is_found_by_part_of_a_word_in_any_case_and_rated_in_place(dataset: Dataset, model: ModelRun) -> None:
    app = opened("be_a_user")
    app.text_input(key="search").set_value("oOk 12").run()
    assert ids(app, 0) == ["i12"]
    edit(app, 0, 0, your_stars=4)
    assert mine(dataset) == {12: 4}
    assert ids(app, 1) == ["i12"]
    assert editors(app)[0].value["your stars"].to_list() == [4]
    assert "You rated 1 book" in texts(app)


def test_the_list_changes_with_the_ratings_and_never_has_what_was_rated(dataset: Dataset, model: ModelRun) -> None:
    app = opened("be_a_user")
    assert recommended(app) == [f"i{item}" for item in range(10)]  # the model prefers low numbers
    assert "You have rated nothing yet" in texts(app)
    edit(app, 0, ids(app, 0).index("i3"), your_stars=5)
    assert recommended(app) == [f"i{item}" for item in range(11) if item != 3]
    assert "it sees which books you rated, but not your stars" in texts(app)


def test_a_rating_is_changed_taken_back_and_undone(dataset: Dataset, model: ModelRun) -> None:
    rate(dataset, {3: 5})
    app = opened("be_a_user")
    edit(app, 1, 0, your_stars=2)
    assert mine(dataset) == {3: 2}
    edit(app, 1, 0, your_stars=None)
    assert mine(dataset) == {}
    assert "Nothing yet." in texts(app)
    button(app, "Undo").click().run()
    button(app, "Undo").click().run()
    assert mine(dataset) == {3: 5}
    assert editors(app)[1].value["your stars"].to_list() == [5]


def test_stars_that_no_widget_offers_are_refused_with_a_sentence(dataset: Dataset, model: ModelRun) -> None:
    app = opened("be_a_user")
    edit(app, 0, 0, your_stars=400)
    assert mine(dataset) == {}
    assert "can't get 400 stars: these data have 2 to 5." in unescaped(app.error[0].value)
    app.run()
    assert not app.error


def test_an_imported_file_is_one_step_and_what_it_has_of_other_data_is_said(dataset: Dataset, model: ModelRun) -> None:
    app = with_open(opened("be_a_user"), "import ratings")
    file = b"item_id,title,stars\ni1,Book 1,5\ni2,Book 2,3\nelsewhere,,4\n"
    app.file_uploader[0].set_value(("mine.csv", file, "text/csv")).run()
    button(app, "Take them").click().run()
    assert mine(dataset) == {1: 5, 2: 3}
    assert "Ratings of 2 books were taken. 1 lines name no id of these data" in texts(app)
    button(app, "Undo").click().run()
    assert mine(dataset) == {}


def test_a_bad_file_is_a_sentence(dataset: Dataset, model: ModelRun) -> None:
    app = with_open(opened("be_a_user"), "import ratings")
    app.file_uploader[0].set_value(("mine.csv", b"item_id,stars\ni1,![x](y)\n", "text/csv")).run()
    button(app, "Take them").click().run()
    assert r"\!\[x\]\(y\)" in app.error[0].value
    assert "Line 2:" in unescaped(app.error[0].value)
    assert mine(dataset) == {}


def test_forgetting_asks_first_and_leaves_nothing_to_undo(dataset: Dataset, model: ModelRun) -> None:
    rate(dataset, {3: 5})
    app = with_open(opened("be_a_user"), "forget ratings")
    assert "Forget all **1** ratings you gave here" in texts(app)
    assert mine(dataset) == {3: 5}
    button(app, "Forget them for good").click().run()
    assert mine(dataset) == {}
    assert button(app, "Undo").disabled


def test_without_a_model_one_can_rate_and_is_told_what_comes_next(dataset: Dataset) -> None:
    app = opened("be_a_user")
    edit(app, 0, 0, your_stars=4)
    assert len(mine(dataset)) == 1
    assert "There is no trained model yet" in texts(app)


def test_a_model_of_earlier_data_is_a_sentence_and_the_ratings_are_there(dataset: Dataset, model: ModelRun) -> None:
    rate(dataset, {3: 5})
    runs.remove(model.id)
    runs.keep(lambda id: model.model_copy(update={"id": id, "fingerprint": "earlier"}), "rating")
    app = opened("be_a_user")
    assert "was trained on earlier data of this name" in unescaped(app.error[0].value)
    assert ids(app, 1) == ["i3"]


def test_what_nobody_has_heard_of_is_a_sentence(dataset: Dataset, model: ModelRun) -> None:
    app = opened("be_a_user", search="![x](http://example.com/x.png) (a+)+$")
    assert not app.exception
    assert r"\!\[x\]\(http\://example\.com/x\.png\)" in app.info[0].value


def test_who_has_rated_everything_is_told_that_nothing_is_left(dataset: Dataset, model: ModelRun) -> None:
    rate(dataset, dict.fromkeys(range(20), 4.0))
    assert "You have rated every book there is" in texts(opened("be_a_user"))


def test_the_neighbors_of_a_title_come_by_link(dataset: Dataset, model: ModelRun) -> None:
    app = opened("be_a_user", title="i5", measure="dot")
    assert app.selectbox(key="title").value == "i5"
    table = app.dataframe[-1].value
    assert "i5" not in list(table["item_id"])
    assert len(table) == 10
    assert np.allclose(table["similarity"], 0)
    assert app.segmented_control(key="measure").value == "dot"


def test_hostile_titles_are_cells_and_no_markup(dataset: Dataset, model: ModelRun) -> None:
    hostile = [f"![{item}](http://example.com/{item}.png)<script>" for item in range(20)]
    items = dataset.items.with_columns(pl.Series(TITLE, hostile))
    about = dataset.about.model_copy(update={"name": "hostile"})
    odd = datasets.save(replace(dataset, items=items, about=about, fingerprint=""))
    runs.keep(
        lambda id: model.model_copy(update={"id": id, "dataset": "hostile", "fingerprint": odd.fingerprint}), "rating"
    )
    app = AppTest.from_file(ROOT / "pages/be_a_user.py", default_timeout=TIMEOUT)
    app.query_params["dataset"] = "hostile"
    app.query_params["search"] = "](HTTP"
    app.run()
    assert len(editors(app)[0].value) == 20
    assert "![" not in "\n".join(str(found.value) for kind in (app.markdown, app.caption, app.info) for found in kind)

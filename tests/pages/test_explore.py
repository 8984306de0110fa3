"""The explore page: what it shows of the data, what it leaves out, and what a link to it restores."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from worlds import Rated, world

from recsys.columns import GENRES, OCCUPATION, TEST
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from tests.pages.opening import ROOT, TIMEOUT, button, opened, texts

HISTOGRAMS, RANKINGS, OVER_TIME, ITEM, USER = (
    "Users and items",
    "Most and best rated",
    "Over time and texts",
    "One item",
    "One user",
)


def charts(app: AppTest) -> list[dict]:
    """The charts of a page, as Vega-Lite reads them."""
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def of_films(view: str, **query: str) -> AppTest:
    """The page as somebody opens it by a link, with the films."""
    app = AppTest.from_file(ROOT / "pages/explore.py", default_timeout=TIMEOUT)
    for key, value in {"dataset": "films", "explore": view, **query}.items():
        app.query_params[key] = value
    return app.run()


@pytest.fixture
def films(dataset: Dataset) -> Dataset:
    """The same data as “films”, split by holdout, with genres, occupations and times."""
    n_items, n_users = dataset.items.height, dataset.users.height
    return datasets.save(
        replace(
            dataset,
            about=dataset.about.model_copy(update={"name": "films", "item_noun": "film"}),
            settings=dataset.settings.model_copy(update={"split": "holdout"}),
            items=dataset.items.with_columns(pl.Series(GENRES, ["war|love", *["love"] * (n_items - 1)])),
            users=dataset.users.with_columns(pl.Series(OCCUPATION, ["poet", "smith"] * (n_users // 2))),
            pairs=replace(dataset.pairs, time=np.full(len(dataset.pairs), 1e9)),  # September 2001
        )
    )


def test_users_and_items_are_sliced_by_what_is_known(dataset: Dataset) -> None:
    app = opened("explore")
    assert app.segmented_control(key="users_by").options == ["split", "activity"]
    assert app.segmented_control(key="items_by").options == ["popularity"]
    assert [chart.keys() >= {"hconcat"} for chart in charts(app)] == [True, True]
    assert "Counted are the 6 readers with a rating." in texts(app)
    assert "Counted are the 8 books with a rating." in texts(app)


def test_tabs_speak_of_these_data_and_the_address_of_any(dataset: Dataset) -> None:
    app = opened("explore", explore=USER)
    assert [tab.label for tab in app.tabs] == ["Readers and books", RANKINGS, OVER_TIME, "One book", "One reader"]
    assert app.text_input(key="reader").label == "Reader id"
    assert app.query_params["explore"] == USER
    tabs = "explore/Readers and books/Most and best rated/Over time and texts/One book/One reader"
    app.session_state[tabs] = "One book"
    assert app.run().query_params["explore"] == ITEM


def test_with_other_data_the_same_tab_stays_open(films: Dataset) -> None:
    app = opened("explore", explore=USER)
    app.selectbox(key="dataset").set_value("films").run()
    assert [tab.label for tab in app.tabs][-1] == "One user"
    assert (app.text_input(key="reader").label, app.query_params["explore"]) == ("User id", USER)


def test_a_view_that_is_none_is_the_first(dataset: Dataset) -> None:
    app = opened("explore", explore="Nothing")
    assert app.query_params["explore"] == HISTOGRAMS
    assert "Counted are the" in texts(app)


def test_the_slicings_of_a_link_come_back_and_are_named_where_they_are_gone(films: Dataset) -> None:
    app = of_films(HISTOGRAMS)
    assert app.query_params["users_by"] == "occupation"
    app.segmented_control(key="users_by").set_value("favorite genre").run()
    assert app.query_params["users_by"] == "favorite genre"
    again = of_films(HISTOGRAMS, users_by="activity", items_by="popularity")
    assert again.segmented_control(key="users_by").value == "activity"
    assert again.segmented_control(key="items_by").value == "popularity"
    assert "There is no slicing of users “shoe size” here any more" in texts(of_films(HISTOGRAMS, users_by="shoe size"))


def test_the_best_rated_have_at_least_the_ratings_asked_for(dataset: Dataset) -> None:
    app = opened("explore", explore=RANKINGS)
    most, best = (table.value for table in app.dataframe)
    assert most[["title", "ratings", "mean stars"]].iloc[0].tolist() == ["Book 0", 6, 5.0]
    assert best["title"].tolist()[-1] == "Book 1"  # two stars each
    assert app.number_input[0].value == 5
    app.number_input[0].set_value(6).run()
    assert app.query_params["least"] == "6"
    assert opened("explore", explore=RANKINGS, least="3").number_input[0].value == 3
    assert opened("explore", explore=RANKINGS, least="900").number_input[0].value == 6  # there are no more
    assert [found.label for found in app.get("download_button")] == ["Download the rows as CSV"] * 2


def test_without_times_a_sentence_says_so_and_reviews_are_shown_by_gold(dataset: Dataset) -> None:
    app = opened("explore", explore=OVER_TIME)
    assert "The source of these data has no times" in texts(app)
    assert len(charts(app)) == 2
    assert "Reviews of the dev split by gold, which is withheld on train." in texts(app)


def test_with_times_ratings_and_their_mean_are_drawn(films: Dataset) -> None:
    app = of_films(OVER_TIME)
    bars, mean = charts(app)[:2]
    assert bars["encoding"]["y"]["title"] == "ratings"
    assert mean["layer"][1]["encoding"]["y"]["title"] == "mean stars"


def test_data_without_reviews_say_so(home: object) -> None:
    datasets.save(replace(world([Rated(0, 0, 5), Rated(1, 0, 4)], name="demo"), fingerprint=""))
    assert "These data have no reviews." in texts(opened("explore", explore=OVER_TIME))
    assert "These data have no reviews." in texts(opened("explore", explore=ITEM))
    assert "The source names no genres of these books." in texts(opened("explore", explore=USER))


def test_an_item_is_found_by_its_title_and_its_card_leaves_test_out(dataset: Dataset) -> None:
    app = opened("explore", explore=ITEM, find="book 1")
    assert app.selectbox(key="item").options[0] == "Book 1 · 6 ratings"
    assert [metric.value for metric in app.metric] == ["6", "2.00"]
    raters = app.dataframe[1].value
    assert raters["user_id"].tolist() == ["u0", "u1", "u2", "u3", "u4", "u5"]  # u6 and u7 are test
    said = [text.value for text in app.text]
    assert said[0] == "Book 1"
    assert said[1] == "2 ★ by reader u0\n\n2 stars. Terrible, awful and boring."


def test_the_item_of_a_link_comes_back_and_another_search_shows_its_best_match(dataset: Dataset) -> None:
    app = opened("explore", explore=ITEM, item="i19")
    assert app.selectbox(key="item").value == "i19"
    assert "No rating outside test." in texts(app)
    app.text_input(key="find").set_value("book 3").run()
    assert (app.query_params["find"], app.query_params["item"]) == ("book 3", "i3")
    app.text_input(key="find").set_value("Moby *Dick*").run()
    assert "No book has “Moby *Dick*” in its title or as its id." in texts(app)


def test_a_user_is_drawn_at_random_and_stays_in_the_address(dataset: Dataset) -> None:
    app = opened("explore", explore=USER)
    shown = app.text_input(key="reader").value
    assert shown in {f"u{user}" for user in range(6)}
    assert app.query_params["reader"] == shown
    drawn = {shown}
    for _ in range(8):
        button(app, "Another one at random").click().run()
        drawn.add(app.text_input(key="reader").value)
    assert len(drawn) > 1
    assert drawn <= {f"u{user}" for user in range(6)}


def test_the_card_of_a_user_has_what_the_source_knows_stars_and_shelf(films: Dataset) -> None:
    app = of_films(USER, reader="u1")
    assert [text.value for text in app.text] == ["User u1", "occupation: smith"]
    assert [metric.value for metric in app.metric] == ["8", "3.88"]  # (5 + 2 + 6 x 4) / 8
    assert len(charts(app)) == 2
    assert len(app.dataframe[0].value) == 8
    assert "Ratings of the valid split are not on the shelf" in texts(app)


def test_a_user_of_test_is_not_shown(dataset: Dataset) -> None:
    app = opened("explore", explore=USER, reader="u7")
    assert "All ratings of user “u7” are in test, which is left out here." in texts(app)
    assert not app.metric


def test_with_other_data_what_was_looked_up_is_forgotten(films: Dataset) -> None:
    app = opened("explore", explore=ITEM, find="book 3")
    app.selectbox(key="dataset").set_value("films").run()
    assert app.text_input(key="find").value == ""


@pytest.mark.parametrize("view", [HISTOGRAMS, RANKINGS, OVER_TIME, ITEM, USER])
def test_data_of_test_alone_are_empty_but_no_error(home: object, view: str) -> None:
    datasets.save(replace(world([Rated(0, 0, 5, "fine")], split={0: TEST}, name="demo"), fingerprint=""))
    app = opened("explore", explore=view)
    assert not app.exception
    assert not app.error
    assert "0 of 1 ratings" in texts(app)

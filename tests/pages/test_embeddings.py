"""Embeddings: neighbors in several models, lengths with a brush, and the map with its list."""

import pandas as pd
import pytest

from pages.ui import embeddings_map
from recsys import jobs, runs
from recsys.data.dataset import Dataset
from recsys.inspection import item_map
from recsys.inspection.item_map import MapItems
from recsys.models.rating import RatingModel
from recsys.progress import silent
from recsys.runs import LabelRun, ModelRun
from tests import finished_runs
from tests.pages.opening import button, opened, texts, unescaped


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are queued but not started."""
    monkeypatch.setattr(jobs, "tend", lambda: None)


def test_the_neighbors_in_two_models_stand_beside_one_another(
    dataset: Dataset, labels: LabelRun, model: ModelRun
) -> None:
    second = finished_runs.model(dataset, labels)
    app = opened("embeddings", models=f"{model.id},{second.id}", title="i3")
    assert not app.exception
    assert [len(table.value) for table in app.dataframe] == [10, 10]
    assert all("i3" not in list(table.value["item_id"]) for table in app.dataframe)
    assert app.query_params["models"] == "rating-1,rating-2"
    assert "**rating-2**" in unescaped(texts(app))


def test_it_begins_with_the_newest_model_and_none_chosen_is_a_sentence(
    dataset: Dataset, labels: LabelRun, model: ModelRun
) -> None:
    finished_runs.model(dataset, labels)
    app = opened("embeddings")
    assert app.multiselect[0].value == ["rating-2"]
    app.multiselect[0].set_value([]).run()
    assert "Choose at least one trained model." in texts(app)
    app.run()
    assert app.multiselect[0].value == []


def test_a_run_that_a_link_names_and_is_gone_is_said(model: ModelRun) -> None:
    app = opened("embeddings", models="rating-1,rating-9")
    assert "There is no run rating-9 of these data any more." in texts(app)
    assert app.multiselect[0].value == ["rating-1"]


def test_models_of_earlier_data_are_left_out(model: ModelRun) -> None:
    runs.remove(model.id)
    runs.keep(lambda id: model.model_copy(update={"id": id, "fingerprint": "earlier"}), "rating")
    assert "All trained models are of earlier data of this name." in texts(opened("embeddings"))


def test_lengths_and_popularity_are_one_chart_that_says_how_many_it_shows(model: ModelRun) -> None:
    app = opened("embeddings", view="Length and popularity")
    assert not app.exception
    assert "All 8 books that stand on a shelf are shown." in texts(app)
    assert len(app.get("vega_lite_chart")) == 1


@pytest.mark.parametrize("view", ["Length and popularity", "Map"])
def test_a_model_without_vectors_is_a_sentence(model: ModelRun, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    monkeypatch.delattr(RatingModel, "item_vectors")
    app = opened("embeddings", view=view)
    assert not app.exception
    assert "compares books in another way" in texts(app)


def test_the_map_is_asked_for_once_and_its_job_is_watched(model: ModelRun) -> None:
    app = opened("embeddings", view="Map", size="500")
    button(app, "Draw the map").click().run()
    (job,) = jobs.active()
    assert job.kind == "map_items"
    assert job.request == {"dataset": "demo", "run": "rating-1", "items": 500, "perplexity": 30.0, "seed": 0}
    assert "Cancel" in [found.label for found in app.button]


def test_a_map_that_was_drawn_is_shown_and_says_that_no_genres_are_known(dataset: Dataset, model: ModelRun) -> None:
    item_map.make(dataset, MapItems(dataset="demo", run=model.id), silent)
    app = opened("embeddings", view="Map", title="i19")
    assert not app.exception
    shown = texts(app)
    assert "Shown are all 8 books that stand on a shelf." in shown
    assert "The source names no genres of these books" in shown
    assert "Draw the map" not in [found.label for found in app.button]


def test_a_damaged_map_is_named_and_can_be_drawn_again(dataset: Dataset, model: ModelRun) -> None:
    MapItems(dataset="demo", run=model.id).file.write_bytes(b"half")
    app = opened("embeddings", view="Map")
    assert "is damaged. Draw the map again." in unescaped(app.error[0].value)
    assert button(app, "Draw the map")


POINTS = pd.DataFrame(
    {
        "title": ["a", "b", "c", "d"], "x": [0.0, 1, 2, 3], "y": [0.0, 1, 2, 3], "shelves": [1, 2, 3, 4],
        "genre": ["war", "war", "drama", "crime"],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("selection", "titles"),
    [
        ({"area": {"x": [0.5, 2.5], "y": [0, 9]}}, ["c", "b"]),
        ({"area": {"x": [2.5, 0.5], "y": [9, 0]}}, ["c", "b"]),  # dragged from right to left
        ({"genre": [{"genre": "war"}, {"genre": "crime"}]}, ["d", "b", "a"]),
        ({"area": {"x": [0.5, 2.5], "y": [0, 9]}, "genre": [{"genre": "war"}]}, ["b"]),
        ({"area": {"x": [7, 8], "y": [7, 8]}, "genre": []}, []),
    ],
)
def test_what_is_in_the_rectangle_and_of_the_clicked_genres_is_listed(
    selection: dict[str, object], titles: list[str]
) -> None:
    found = embeddings_map.chosen(POINTS, selection)
    assert found is not None
    assert found["title"].to_list() == titles


@pytest.mark.parametrize("selection", [{}, {"area": {}, "genre": []}])
def test_where_nothing_is_chosen_nothing_is_listed(selection: dict[str, object]) -> None:
    assert embeddings_map.chosen(POINTS, selection) is None

"""The charts of item vectors: what is linked, what can be chosen, and how much is sent."""

import numpy as np
import pandas as pd
import pytest

from pages.ui import charts
from pages.ui.embeddings import MOST_POINTS
from pages.ui.embeddings_map import SIZES
from recsys.inspection import item_map, map_genres
from tests.pages.test_charts import MOST_ROWS, sent_rows


def points(n: int) -> pd.DataFrame:
    places = {"title": [f"Book {i}" for i in range(n)], "x": np.arange(n) * 0.5, "y": np.arange(n) * 0.5}
    return pd.DataFrame(places | {"shelves": 3, "found": False, "genre": "war", "all_genres": "war, drama"})


def lengths(n: int, models: int) -> pd.DataFrame:
    return points(n).assign(**{f"norm {place}": 1.5 for place in range(models)})


@pytest.mark.parametrize("models", [1, 2, 3, 4])
def test_the_lengths_of_all_models_are_one_table_and_one_brush(models: int) -> None:
    names = [f"mf-{number}" for number in range(models)]
    figure = charts.norms(lengths(MOST_POINTS // models + 1, models), names, "book")
    assert 0 < sent_rows(figure) < MOST_ROWS
    described = figure.form.described
    (brush,) = described["params"]
    assert (brush["name"], brush["select"]) == ("brush", {"type": "interval"})
    assert len(brush["views"]) == models  # it can be drawn in any of them, and counts in all
    panels = [panel for row in described["vconcat"] for panel in row["hconcat"]]
    assert [panel["title"]["text"] for panel in panels] == names
    assert [panel["encoding"]["y"]["field"] for panel in panels] == [f"norm {place}" for place in range(models)]


def test_the_map_is_sent_whole_and_has_a_rectangle_and_a_legend_to_click() -> None:
    assert max(SIZES) == item_map.MOST
    genres = ["drama", "war", map_genres.UNKNOWN]
    figure = charts.item_map(points(item_map.MOST), genres, rest=1)
    assert sent_rows(figure) == item_map.MOST < MOST_ROWS
    described = figure.form.described
    selections = {param["name"]: param for param in described["params"]}
    assert selections["area"]["select"]["type"] == "interval"
    assert selections["genre"]["select"]["fields"] == ["genre"]
    assert selections["genre"]["bind"] == "legend"
    assert described["encoding"]["color"]["scale"]["domain"] == genres
    assert len(set(described["encoding"]["color"]["scale"]["range"])) == 3


def test_every_genre_that_gets_a_color_gets_one_of_its_own() -> None:
    genres = [f"g{i}" for i in range(map_genres.MOST)] + [map_genres.OTHER, map_genres.UNKNOWN]
    colors = charts.item_map(points(2), genres, rest=2).form.described["encoding"]["color"]["scale"]["range"]
    assert len(colors) == len(set(colors)) == len(genres)


def test_without_genres_the_map_has_no_legend_and_one_color() -> None:
    figure = charts.item_map(points(3).drop(columns="genre"), [], rest=0)
    assert sent_rows(figure) == 3
    assert [param["name"] for param in figure.form.described["params"]] == ["area"]
    assert "value" in figure.form.described["encoding"]["color"]


@pytest.mark.parametrize("figure", [charts.norms(lengths(0, 1), ["a"], "book"), charts.item_map(points(0), ["war"], 0)])
def test_an_empty_table_is_an_empty_chart(figure: charts.Figure) -> None:
    assert sent_rows(figure) == 0


def test_the_form_stays_while_another_item_is_looked_for() -> None:
    first, second = (
        charts.item_map(points(2).assign(found=[place == found for place in range(2)]), ["war"], 0) for found in (0, 1)
    )
    assert first.form is second.form

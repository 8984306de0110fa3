"""What a shelf looks like in genres and authors."""

from dataclasses import replace

import numpy as np
import polars as pl

from recsys.data.dataset import Dataset
from recsys.inspection import tastes
from tests.worlds import Rated, world


def dataset() -> Dataset:
    tiny = world([Rated(0, 0, 5)], authors=["ann", "ann", "bob", None])
    return replace(tiny, items=tiny.items.with_columns(pl.Series("genres", ["war|love", "war", None, "love|love"])))


def ints(*items: int) -> np.ndarray:
    return np.array(items, np.int32)


def test_genres_of_the_shelf_stand_beside_those_of_the_list() -> None:
    table = tastes.compared(dataset(), ints(0, 1), ints(3), "genre")
    assert table.values.tolist() == [
        ["war", "shelf", 2, 2 / 2], ["war", "list", 0, 0.0], ["love", "shelf", 1, 1 / 2], ["love", "list", 1, 1 / 1],
    ]  # fmt: skip


def test_authors_are_counted_once_an_item_and_unknown_ones_not_at_all() -> None:
    table = tastes.compared(dataset(), ints(0, 1, 2, 3), ints(), "author")
    assert table[table["of"] == "shelf"][["name", "items"]].values.tolist() == [["ann", 2], ["bob", 1]]


def test_all_genres_come_with_the_commonest_first() -> None:
    assert tastes.all_genres(dataset()) == ["love", "war"]


def test_where_nothing_is_known_the_table_is_empty() -> None:
    bare = world([Rated(0, 0, 5)])
    assert tastes.compared(bare, ints(0), ints(0), "genre").empty
    assert tastes.compared(bare, ints(0), ints(0), "author").empty
    assert tastes.all_genres(bare) == []

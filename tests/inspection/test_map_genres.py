"""One genre an item: the rarest of those that have a color."""

import numpy as np
import polars as pl
from worlds import Rated, world

from recsys.columns import GENRES
from recsys.data.dataset import Dataset
from recsys.inspection import map_genres


def of(*genres: str | None) -> Dataset:
    tiny = world([Rated(0, item, 5) for item in range(len(genres))])
    object.__setattr__(tiny, "items", tiny.items.with_columns(pl.Series(GENRES, genres, pl.String)))
    return tiny


def found(dataset: Dataset) -> list[str] | None:
    return map_genres.of_items(dataset, np.arange(dataset.items.height, dtype=np.int32))


def test_an_item_is_of_the_rarest_of_its_genres() -> None:
    assert found(of("drama|war", "drama", "war|drama", "drama|crime", "", None)) == [
        "war", "drama", "war", "crime", map_genres.UNKNOWN, map_genres.UNKNOWN,
    ]  # fmt: skip


def test_beyond_the_commonest_all_are_other_genres() -> None:
    common = [f"g{i}" for i in range(map_genres.MOST)]
    assert found(of(*common, *common, "rare", "rare|g0")) == [*common, *common, map_genres.OTHER, "g0"]


def test_where_no_genre_is_known_there_is_none() -> None:
    assert found(of("", None)) is None
    assert found(world([Rated(0, 0, 5)])) is None


def test_the_commonest_comes_first_and_what_is_no_genre_last() -> None:
    genres = [map_genres.UNKNOWN, map_genres.UNKNOWN, map_genres.OTHER, "war", "drama", "drama"]
    assert map_genres.in_order(genres) == ["drama", "war", map_genres.OTHER, map_genres.UNKNOWN]

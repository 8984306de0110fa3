"""What is known of a data point from its item alone."""

from dataclasses import replace

import numpy as np
import polars as pl

from recsys.data.dataset import Dataset
from recsys.labeling.facts import item_features
from tests.worlds import Rated, world


def items(**columns: pl.Series) -> Dataset:
    """Three items; the first is rated by two users, with 5 and 2 stars, the second and third by one, with 4."""
    dataset = world([Rated(0, 0, 5), Rated(0, 1, 4), Rated(1, 0, 2), Rated(1, 2, 4)])
    return replace(dataset, items=dataset.items.with_columns(values.alias(name) for name, values in columns.items()))


def test_each_data_point_has_the_number_of_its_item() -> None:
    dataset = items(ratings_count=pl.Series([300, 20, None]), year=pl.Series([1999, None, 20_013], dtype=pl.Int32))
    np.testing.assert_array_equal(item_features.ratings_count(dataset), [300, 20, 300, np.nan])
    np.testing.assert_array_equal(item_features.year(dataset), [1999, np.nan, 1999, np.nan])


def test_an_average_is_the_number_the_source_wrote() -> None:
    dataset = items(average_rating=pl.Series([3.9, 4.1, None], dtype=pl.Float32))
    np.testing.assert_array_equal(item_features.average_rating(dataset), [3.9, 4.1, 3.9, np.nan])


def test_a_column_that_is_not_there_or_says_nothing_is_not_known() -> None:
    dataset = items(series=pl.Series(["", "", ""]), genres=pl.Series(["", "horror", ""]))
    assert [item_features.is_known(dataset, column) for column in ("similar", "series", "genres")] == [
        False, False, True,
    ]  # fmt: skip

"""What is known of a data point from its item alone."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recsys.data import build
from recsys.data.dataset import Dataset
from recsys.data.source import Source
from recsys.labeling.facts import item_features
from recsys.settings import About, BuildSettings
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


@pytest.mark.parametrize(
    ("averages", "known"),
    [
        ([7 / 2, 4.0, 4.0], False),  # the means of the stars here
        ([3.5, 4.01, 4.0], True),
        ([3.5, 4.0, None], True),
        ([3.504, 4.0, 4.0], False),  # the same to two decimals
        ([None, None, None], False),
    ],
)
def test_averages_of_the_very_stars_that_are_held_out_are_no_feature(averages: list[float], known: bool) -> None:
    dataset = items(average_rating=pl.Series(averages, dtype=pl.Float32))
    assert item_features.is_known(dataset, "average_rating") is known


def test_averages_that_were_computed_when_the_dataset_was_built_are_no_feature() -> None:
    rng = np.random.default_rng(1)
    pairs = [(u, i) for u in range(40) for i in range(60) if rng.random() < 0.6]
    source = Source(
        items=pl.DataFrame({"item_id": [f"i{i}" for i in range(60)]}),
        interactions=pl.DataFrame(
            {
                "user_id": [f"u{u}" for u, _ in pairs],
                "item_id": [f"i{i}" for _, i in pairs],
                "stars": pl.Series(rng.integers(1, 6, len(pairs)), dtype=pl.Float32),
            }
        ),
    )
    settings = BuildSettings(min_item_ratings=1, min_user_items=1)
    about = About(name="own", source="table", synthetic=True, description="", created="2024-01-01")
    built = build.build(source, settings, about)
    assert built.items["average_rating"].null_count() == 0
    assert not item_features.is_known(built, "average_rating")
    assert item_features.is_known(built, "ratings_count")


def test_a_column_that_is_not_there_or_says_nothing_is_not_known() -> None:
    dataset = items(series=pl.Series(["", "", ""]), genres=pl.Series(["", "horror", ""]))
    assert [item_features.is_known(dataset, column) for column in ("similar", "series", "genres")] == [
        False, False, True,
    ]  # fmt: skip

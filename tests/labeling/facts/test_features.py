"""The slow facts about data points: which a dataset gets, and that it keeps what it has."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from recsys.columns import DEV
from recsys.data.dataset import Dataset
from recsys.errors import Cancelled
from recsys.labeling.facts import features
from tests.worlds import Rated, world


def with_items(dataset: Dataset, **columns: list[Any]) -> Dataset:
    """`dataset` with more columns of items."""
    return replace(dataset, items=dataset.items.with_columns(pl.Series(name, v) for name, v in columns.items()))


def by_holdout(dataset: Dataset) -> Dataset:
    """The same, split by ratings."""
    return replace(dataset, settings=dataset.settings.model_copy(update={"split": "holdout"}))


ONE = world([Rated(0, 0, 5)])
TWO_ON_DEV = world([Rated(0, 0, 5), Rated(0, 1, 4), Rated(1, 0, 2)], split={0: DEV, 1: DEV})


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (ONE, []),
        (world([Rated(0, 0, 5)], authors=["ann"]), ["shared_first_author"]),
        (world([Rated(0, 0, 5, "fine")]), ["polarity", "subjectivity", "review_length"]),
        (with_items(ONE, similar=["i9"]), ["similar_read"]),
        (with_items(ONE, series=["1"]), ["same_series"]),
        (with_items(ONE, genres=["horror"]), ["shared_genres"]),
        (with_items(ONE, average_rating=[4.25], ratings_count=[12]), ["average_rating", "ratings_count"]),
        (with_items(ONE, year=[1999]), ["year"]),
        (TWO_ON_DEV, ["item_mean"]),
        (by_holdout(TWO_ON_DEV), ["item_mean", "user_mean"]),
        (
            by_holdout(with_items(TWO_ON_DEV, genres=["war", "war"])),
            ["item_mean", "user_mean", "genre_mean", "shared_genres"],
        ),
        (with_items(TWO_ON_DEV, average_rating=[4.25, 3.0]), ["average_rating"]),  # better than a mean of few
        (with_items(world([Rated(0, 0, 5)], authors=[None]), similar=[""], series=[""], genres=[""], year=[None]), []),
    ],
)
def test_a_dataset_gets_the_features_its_data_allow(dataset: Dataset, expected: list[str]) -> None:
    assert set(features.add(dataset).features) == {"user_items", *expected}


def test_every_feature_can_be_computed_from_what_it_says_it_needs() -> None:
    rated = [Rated(0, 0, 5, "fine"), Rated(0, 1, 4), Rated(1, 0, 2)]
    dataset = with_items(
        by_holdout(world(rated, authors=["ann", "ann"], split={0: DEV, 1: DEV})),
        similar=["i9", ""], series=["1", "1"], genres=["horror", "horror"], ratings_count=[12, 2], year=[1999, 2000],
    )  # fmt: skip
    with_averages = with_items(dataset, average_rating=[4.25, 3.0])  # they take the place of the means on dev
    assert list(features.add(dataset).features) == [name for name in features.FEATURES if name != "average_rating"]
    assert list(features.add(with_averages).features) == [name for name in features.FEATURES if name != "item_mean"]
    assert [name for name in features.FEATURES if not features.is_possible(name, dataset)] == ["average_rating"]
    assert [name for name in features.FEATURES if features.is_possible(name, ONE)] == ["user_items"]


def test_a_year_that_is_none_leaves_the_dataset_without_years() -> None:
    assert "year" not in features.add(with_items(ONE, year=[20_013])).features


def test_facts_of_items_nobody_rated_make_no_feature() -> None:
    dataset = world([Rated(0, 0, 5)], touched=[(0, 1)])
    assert not features.is_possible("year", with_items(dataset, year=[None, 1999]))
    assert features.is_possible("year", with_items(dataset, year=[1999, None]))


def test_the_work_is_told_and_can_be_stopped() -> None:
    heard: list[tuple[float, str]] = []

    def stop(fraction: float, message: str) -> None:
        heard.append((fraction, message))
        if message.startswith("scoring"):
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        features.add(world([Rated(0, 0, 5, "fine")]), stop)
    assert heard == [
        (0.0, "counting: items of the user"),
        (0.1, "counting: words of the review"),
        (0.2, "scoring reviews: 0 of 1"),
    ]

"""Which functions a dataset starts with."""

from dataclasses import replace

import numpy as np
import polars as pl

from recsys.columns import DEV, TAGS
from recsys.data.dataset import Dataset
from recsys.labeling import starting_sets
from recsys.labeling.facts import features
from recsys.labeling.functions import LookupFunction, ThresholdFunction, published
from tests.worlds import Rated, world


def names(dataset: Dataset) -> list[str]:
    return [function.name for function in starting_sets.of(dataset).functions]


def test_a_dataset_with_reviews_starts_with_the_published_functions_that_apply() -> None:
    with_authors = world([Rated(0, 0, 5, "fine")], authors=["a"])
    assert names(features.add(with_authors)) == [function.name for function in published().functions]
    assert names(features.add(world([Rated(0, 0, 5, "fine")]))) == [
        "stars_in_review", "polarity_positive", "subjectivity_positive", "polarity_negative",
    ]  # fmt: skip


def test_one_of_which_nothing_is_known_starts_with_none() -> None:
    assert names(world([Rated(0, 0, 5)])) == []


def test_one_without_reviews_gets_functions_on_stars_with_a_fifth_of_the_rows_beyond_each_threshold() -> None:
    plain = world([Rated(0, item, 4) for item in range(11)], split={0: DEV})
    dataset = replace(plain, features={"item_mean": np.linspace(2, 4, 11), "ratings_count": np.arange(11.0)})
    assert starting_sets.of(dataset).functions == (
        ThresholdFunction(name="item_mean_high", feature="item_mean", comparison=">=", threshold=3.6, label=1),
        ThresholdFunction(name="item_mean_low", feature="item_mean", comparison="<=", threshold=2.4, label=0),
        ThresholdFunction(name="ratings_count_high", feature="ratings_count", comparison=">=", threshold=8, label=1),
    )


def test_where_all_values_are_about_the_same_no_threshold_is_made_up() -> None:
    plain = world([Rated(0, item, 4) for item in range(3)], split={0: DEV})
    assert names(replace(plain, features={"item_mean": np.array([3.51, 3.52, np.nan])})) == []


def test_where_the_texts_are_tags_the_published_functions_on_reviews_are_left_out_and_lists_of_tags_offered() -> None:
    plain = world([Rated(0, 0, 5, "a classic, boring"), Rated(0, 1, 2)])
    dataset = replace(
        plain,
        about=plain.about.model_copy(update={"text_noun": "tags"}),
        items=plain.items.with_columns(pl.Series(TAGS, ["classic|boring", ""])),
    )
    assert starting_sets.of(dataset).functions == (
        LookupFunction(name="tags_praise", field="tag", values=("classic",), label=1),
        LookupFunction(name="tags_blame", field="tag", values=("boring",), label=0),
    )
    assert starting_sets.why_not(published()["stars_in_review"], dataset) == (
        "stars_in_review does not apply: tiny has no reviews; the texts it has are tags."
    )

"""What dev's stars tell of an item and a user: never the row's own, never what is withheld or held out."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recsys.columns import DEV, GENRES, TEST, TRAIN, VALID
from recsys.data.dataset import Dataset
from recsys.labeling import snorkel_functions
from recsys.labeling.facts import row_facts, star_features
from tests.worlds import Rated, world


@pytest.fixture
def dataset() -> Dataset:
    """Split by ratings: dev has a's 5 for x and 2 for y, and b's 4 for x; train b's 1 for y, test a's 1 for z."""
    rated = [Rated(0, 0, 5), Rated(0, 1, 2), Rated(0, 2, 1), Rated(1, 0, 4), Rated(1, 1, 1)]
    plain = world(rated)
    split = np.array([DEV, DEV, TEST, DEV, TRAIN], np.int8)
    order = np.argsort(split, kind="stable")
    pairs = plain.pairs
    return replace(
        plain,
        settings=plain.settings.model_copy(update={"split": "holdout"}),
        items=plain.items.with_columns(pl.Series(GENRES, ["war|love", "love", "war"])),
        pairs=type(pairs)(pairs.user[order], pairs.item[order], pairs.stars[order], pairs.gold[order], split[order]),
    )


# Rows: b-y (train), a-x, a-y, b-x (dev), a-z (test). Dev's mean is (5 + 2 + 4) / 3 = 11 / 3; five of it are added.
USUAL = 5 * 11 / 3


def test_an_items_mean_is_that_of_the_others_on_dev(dataset: Dataset) -> None:
    # y has a's 2; x has for a b's 4 and for b a's 5; a's 2 is the only one for y, and nobody on dev rated z.
    expected = [(2 + USUAL) / 6, (4 + USUAL) / 6, np.nan, (5 + USUAL) / 6, np.nan]
    np.testing.assert_allclose(star_features.item_mean(dataset), expected)


def test_a_users_mean_is_that_of_the_users_other_stars_on_dev(dataset: Dataset) -> None:
    expected = [(4 + USUAL) / 6, (2 + USUAL) / 6, (5 + USUAL) / 6, np.nan, (5 + 2 + USUAL) / 7]
    np.testing.assert_allclose(star_features.user_mean(dataset), expected)


def test_a_mean_over_genres_counts_an_item_as_often_as_it_shares_a_genre(dataset: Dataset) -> None:
    # b-y: x shares love. a-x: y shares love. a-y: x shares love. b-x: no other. a-z: x shares war, y nothing.
    expected = [(4 + USUAL) / 6, (2 + USUAL) / 6, (5 + USUAL) / 6, np.nan, (5 + USUAL) / 6]
    np.testing.assert_allclose(star_features.genre_mean(dataset), expected)


@pytest.mark.parametrize("name", ["item_mean", "user_mean", "genre_mean"])
def test_stars_of_train_valid_and_test_and_the_rows_own_change_nothing(name: str, small_demo: Dataset) -> None:
    measure = getattr(star_features, name)
    before, stars = measure(small_demo), small_demo.pairs.stars.copy()
    stars[small_demo.rows("train")] = stars[small_demo.rows("valid")] = stars[small_demo.rows("test")] = 1
    changed = replace(small_demo, pairs=replace(small_demo.pairs, stars=stars))
    np.testing.assert_array_equal(measure(changed), before)
    row = int(np.flatnonzero(~np.isnan(before[small_demo.rows("dev")]))[0]) + small_demo.rows("dev").start
    usual = small_demo.pairs.stars[small_demo.rows("dev")].mean()
    stars = small_demo.pairs.stars.copy()
    other = row + 1 if row + 1 < small_demo.rows("dev").stop else row - 1
    stars[[row, other]] = stars[[other, row]]  # the mean of all stays what it was
    assert stars[small_demo.rows("dev")].mean() == pytest.approx(usual)
    swapped = measure(replace(small_demo, pairs=replace(small_demo.pairs, stars=stars)))
    if name == "item_mean" and small_demo.pairs.item[row] != small_demo.pairs.item[other]:
        assert swapped[row] == pytest.approx(before[row])


@pytest.mark.parametrize("name", ["item_mean", "user_mean", "genre_mean"])
def test_each_row_has_what_the_plain_reference_measures(name: str, dataset: Dataset) -> None:
    measure = row_facts.measure(name, dataset)
    rows = snorkel_functions.rows(dataset, slice(0, len(dataset.pairs)))
    expected = [np.nan if (value := measure(row)) is None else value for row in rows.itertuples()]
    np.testing.assert_allclose(getattr(star_features, name)(dataset), expected)


def test_without_stars_on_dev_nothing_is_known() -> None:
    assert np.isnan(star_features.item_mean(world([Rated(0, 0, 5)], split={0: VALID}))).all()

"""From a source's tables to a dataset."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recsys.data.build import build
from recsys.data.dataset import Dataset
from recsys.data.source import Source
from recsys.errors import BadInput
from recsys.settings import About, BuildSettings, SplitBy

ABOUT = About(name="tiny", source="table", synthetic=False, description="Tiny.", created="2024-01-01T00:00:00+00:00")
ALL = BuildSettings(
    min_item_ratings=0, min_user_items=1, test_fraction=0, dev_fraction=0, valid_fraction=0, max_user_items=10**6
)

Touch = tuple[str, str, float]


def source(
    touched: list[Touch],
    texts: list[tuple[str, str, str]] | None = None,
    items: pl.DataFrame | None = None,
    left_out: dict[str, int] | None = None,
) -> Source:
    interactions = pl.DataFrame(
        touched, schema={"user_id": pl.String, "item_id": pl.String, "stars": pl.Float32}, orient="row"
    )
    schema = {"user_id": pl.String, "item_id": pl.String, "text": pl.String}
    found = pl.DataFrame(texts, schema=schema, orient="row") if texts is not None else None
    return Source(
        items=items if items is not None else interactions.select(pl.col("item_id").unique(maintain_order=True)),
        interactions=interactions,
        reviews=None if found is None else lambda kept, report: found.join(kept, on=["user_id", "item_id"], how="semi"),
        left_out=left_out or {},
    )


def points(dataset: Dataset) -> list[tuple[str, str, float, int]]:
    """(user_id, item_id, stars, gold) of each data point."""
    users, items, pairs = dataset.users["user_id"], dataset.items["item_id"], dataset.pairs
    return [
        (users[int(u)], items[int(i)], float(s), int(g))
        for u, i, s, g in zip(pairs.user, pairs.item, pairs.stars, pairs.gold, strict=True)
    ]


def crowd(users: int) -> list[Touch]:
    return [(f"u{n:03d}", item, 4.0) for n in range(users) for item in ("x", "y")]


def test_a_rating_is_liked_from_four_stars_and_a_touch_without_stars_is_history_only() -> None:
    dataset = build(source([("a", "x", 5), ("a", "y", 3.5), ("a", "z", 0), ("b", "x", 4)]), ALL, ABOUT)
    assert points(dataset) == [("a", "x", 5.0, 1), ("a", "y", 3.5, 0), ("b", "x", 4.0, 1)]
    assert dataset.histories.of(0).tolist() == [0, 1, 2]
    assert dataset.left_out == {"touched without rating (history only)": 1}


def test_what_counts_as_liked_is_a_setting() -> None:
    dataset = build(source([("a", "x", 5), ("a", "y", 4)]), ALL.model_copy(update={"positive_from": 4.5}), ABOUT)
    assert dataset.pairs.gold.tolist() == [1, 0]


@pytest.mark.parametrize(
    "numbers", [[7, 10, 9], [7, 10**18, 9]]
)  # the second are too far apart to be looked up in a list
def test_ids_may_be_whole_numbers_and_are_in_the_order_of_their_digits(numbers: list[int]) -> None:
    plain = source([(str(user), str(item), 4) for user in numbers for item in (3, 20)])
    numbered = plain.interactions.with_columns(pl.col("user_id", "item_id").cast(pl.Int64))
    dataset = build(replace(plain, interactions=numbered), ALL, ABOUT)
    assert dataset.users["user_id"].to_list() == sorted(str(number) for number in numbers)
    assert points(dataset) == points(build(plain, ALL, ABOUT))


def test_histories_are_sorted_hold_each_item_once_and_follow_the_users() -> None:
    dataset = build(source([("b", "z", 1), ("a", "y", 0), ("b", "x", 0), ("b", "y", 5)]), ALL, ABOUT)
    assert dataset.users["user_id"].to_list() == ["a", "b"]
    assert dataset.items["item_id"].to_list() == ["z", "y", "x"]
    assert dataset.histories.offsets.tolist() == [0, 1, 4]
    assert dataset.histories.items.tolist() == [1, 0, 1, 2]


def test_items_outside_the_sources_own_ratings_count_are_left_out() -> None:
    items = pl.DataFrame({"item_id": ["x", "y", "z", "w"], "ratings_count": [99, 100, 15_000, 15_001]})
    touched: list[Touch] = [("a", item, 4) for item in "xyzw"]
    settings = ALL.model_copy(update={"min_item_ratings": 100, "max_item_ratings": 15_000})
    dataset = build(source(touched, items=items), settings, ABOUT)
    assert dataset.items["item_id"].to_list() == ["y", "z"]
    assert dataset.left_out == {
        "items with fewer than 100 ratings": 1,
        "items with more than 15,000 ratings": 1,
        "interactions with items left out or unknown": 2,
    }


def test_where_the_source_has_no_ratings_count_the_ratings_are_counted() -> None:
    touched: list[Touch] = [("a", "x", 4), ("b", "x", 2), ("a", "y", 0), ("b", "y", 5)]
    dataset = build(source(touched), ALL.model_copy(update={"min_item_ratings": 2}), ABOUT)
    assert dataset.items.rows(named=True) == [{"item_id": "x", "ratings_count": 2, "mean_stars": 3.0}]


def test_users_are_kept_by_how_many_kept_items_they_touched() -> None:
    touched: list[Touch] = [
        (user, item, 4) for user, items in {"a": "x", "b": "xy", "c": "xyz"}.items() for item in items
    ]
    settings = ALL.model_copy(update={"min_user_items": 2, "max_user_items": 2})
    dataset = build(source(touched), settings, ABOUT)
    assert dataset.users["user_id"].to_list() == ["b"]
    assert dataset.left_out == {
        "users with fewer than 2 items": 1,
        "users with more than 2 items": 1,
        "interactions of users left out": 4,
    }


def test_what_the_reader_left_out_is_told_too() -> None:
    assert build(source([("a", "x", 5)], left_out={"rows without user": 3, "nothing": 0}), ALL, ABOUT).left_out == {
        "rows without user": 3
    }


def test_if_every_user_is_below_the_minimum_the_remedy_is_said() -> None:
    with pytest.raises(BadInput) as caught:
        build(source([("a", "x", 5), ("b", "x", 5)]), ALL.model_copy(update={"min_user_items": 25}), ABOUT)
    assert str(caught.value) == (
        "None of the 2 users touched 25 to 1,000,000 of the 1 kept items, so there is nothing to work on. "
        "Ask for fewer items of a user (--min-user-items) or ratings of an item (--min-item-ratings), "
        "or raise the maximum."
    )


def test_if_nobody_rated_anything_the_rating_column_is_doubted() -> None:
    with pytest.raises(BadInput, match="No user rated anything"):
        build(source([("a", "x", 0)]), ALL, ABOUT)


def test_users_are_split_as_s1_does_it() -> None:
    settings = ALL.model_copy(update={"test_fraction": 0.1, "dev_fraction": 0.1, "valid_fraction": 0.1})
    dataset = build(source(crowd(100)), settings, ABOUT)
    # Of 100: 10 test; of the 90 left: 9 dev; of the 81 left: 9 (8.1, rounded up) valid.
    assert {split: len(dataset.users_in(split)) for split in ("train", "dev", "valid", "test")} == {
        "train": 72,
        "dev": 9,
        "valid": 9,
        "test": 10,
    }


def test_no_user_is_in_two_splits_and_rows_come_split_by_split() -> None:
    settings = ALL.model_copy(update={"test_fraction": 0.2, "dev_fraction": 0.2, "valid_fraction": 0.2})
    dataset = build(source(crowd(30)), settings, ABOUT)
    in_splits = np.concatenate([dataset.users_in(split) for split in ("train", "dev", "valid", "test")])
    assert sorted(in_splits.tolist()) == list(range(30))
    assert dataset.pairs.split.tolist() == sorted(dataset.pairs.split.tolist())


def test_the_seed_decides_the_split_and_the_order_of_rows_does_not() -> None:
    settings = ALL.model_copy(update={"test_fraction": 0.5})
    touched = crowd(20)
    one = build(source(touched), settings, ABOUT).users_in("test").tolist()
    assert build(source(touched[::-1]), settings, ABOUT).users_in("test").tolist() == one
    assert build(source(touched), settings.model_copy(update={"seed": 7}), ABOUT).users_in("test").tolist() != one


def test_too_few_users_to_split_is_said() -> None:
    with pytest.raises(BadInput, match="1 users are too few to split"):
        build(source([("a", "x", 5)]), ALL.model_copy(update={"test_fraction": 0.2}), ABOUT)


def test_reviews_belong_to_their_data_points_and_white_space_is_no_review() -> None:
    texts = [("b", "x", "by b"), ("a", "y", "of y"), ("a", "x", " \n\t"), ("a", "z", "not rated"), ("a", "y", "again")]
    dataset = build(source([("a", "x", 5), ("a", "y", 1), ("a", "z", 0), ("b", "x", 2)], texts), ALL, ABOUT)
    reviewed = [points(dataset)[row][:2] for row in dataset.reviews.row]
    assert list(zip(reviewed, dataset.reviews.text, strict=True)) == [(("a", "y"), "of y"), (("b", "x"), "by b")]


def test_a_source_without_texts_makes_a_dataset_without_reviews() -> None:
    assert len(build(source([("a", "x", 5)]), ALL, ABOUT).reviews) == 0


def test_the_sources_own_average_and_count_are_kept_and_missing_ones_are_not_made_up() -> None:
    touched: list[Touch] = [("a", "x", 5), ("b", "x", 2), ("c", "x", 0)]
    assert "average_rating" not in build(source(touched), ALL, ABOUT).items.columns
    items = pl.DataFrame({"item_id": ["x"], "average_rating": [4.9], "ratings_count": [77]})
    assert build(source(touched, items=items), ALL, ABOUT).items.row(0) == ("x", 4.9, 77, 3.5)


@pytest.mark.parametrize("split", ["user", "holdout", "time"])
def test_what_is_held_out_has_no_say_in_any_number_of_an_item(split: SplitBy) -> None:
    settings = ALL.model_copy(update={"test_fraction": 0.3, "valid_fraction": 0.2, "split": split})
    dataset = build(timed(source(crowd(10))), settings, ABOUT)
    known = dataset.pairs.item[: dataset.rows("valid").start]
    assert dataset.items["ratings_count"].to_list() == np.bincount(known, minlength=2).tolist()
    stars = dataset.pairs.stars.copy()
    stars[dataset.rows("valid").start :] = 1  # whatever they had been
    changed = [
        (dataset.users["user_id"][int(u)], dataset.items["item_id"][int(i)], float(s))
        for u, i, s in zip(dataset.pairs.user, dataset.pairs.item, stars, strict=True)
    ]
    again = build(timed(source(changed)), settings, ABOUT)
    assert again.items.sort("item_id").equals(dataset.items.sort("item_id"))


def timed(plain: Source) -> Source:
    """The same source with each touch a second later than the one before, by user and item."""
    ordered = plain.interactions.sort("user_id", "item_id").with_row_index("time")
    return replace(plain, interactions=ordered.with_columns(pl.col("time").cast(pl.Float64)))


def test_ratings_can_be_drawn_at_random_whoever_gave_them_and_those_held_out_are_in_no_history() -> None:
    settings = ALL.model_copy(update={"test_fraction": 0.25, "dev_fraction": 0.2, "split": "holdout"})
    touched: list[Touch] = [("a", f"i{n:02d}", 4.0) for n in range(20)] + [("a", "seen", 0.0)]
    dataset = build(source(touched), settings, ABOUT)
    # Of 20: 5 test; of the 15 left: 3 dev.
    assert [dataset.rows(split).stop - dataset.rows(split).start for split in ("train", "dev", "test")] == [12, 3, 5]
    held = dataset.pairs.item[dataset.rows("test")]
    assert sorted([*dataset.histories.of(0), *held]) == list(range(21))
    assert not np.isin(held, dataset.histories.of(0)).any()
    assert dataset.touched().of(0).tolist() == list(range(21))
    assert dataset.counts()["interactions"] == 21


def test_of_a_split_by_time_the_latest_are_test_and_no_later_touch_is_known() -> None:
    times = {"i0": 30.0, "i1": 10.0, "i2": 20.0, "i3": None, "before": 5.0, "after": 40.0}
    plain = source([("a", item, 0.0 if item in ("before", "after") else 4.0) for item in times])
    interactions = plain.interactions.with_columns(pl.Series("time", list(times.values()), pl.Float64))
    settings = ALL.model_copy(update={"test_fraction": 0.25, "split": "time"})
    dataset = build(replace(plain, interactions=interactions), settings, ABOUT)
    named = dataset.items["item_id"]
    assert named.gather(dataset.pairs.item[dataset.rows("test")]).to_list() == ["i0"]
    assert dataset.pairs.time[dataset.rows("test")].tolist() == [30]
    assert set(named.gather(dataset.histories.of(0))) == {"i1", "i2", "i3", "before"}
    assert dataset.left_out == {
        "touched without rating (history only)": 1,
        "touched without rating after what is held out began (left out)": 1,
    }


def test_a_pair_that_comes_twice_is_a_readers_mistake() -> None:
    with pytest.raises(BadInput, match="name a user and an item more than once"):
        build(source([("a", "x", 5), ("a", "y", 4), ("a", "x", 3)]), ALL, ABOUT)


def test_a_source_whose_tables_are_not_what_they_must_be_is_refused() -> None:
    with pytest.raises(BadInput, match="stars is below 0 in 1 of them"):
        build(source([("a", "x", -1)]), ALL, ABOUT)


def test_a_split_by_time_needs_times() -> None:
    with pytest.raises(BadInput, match="no times to split by"):
        build(source(crowd(5)), ALL.model_copy(update={"split": "time", "test_fraction": 0.2}), ABOUT)


@pytest.mark.parametrize("split", ["holdout", "time"])
def test_the_same_seed_splits_ratings_alike_whatever_the_order_of_rows(split: SplitBy) -> None:
    settings = ALL.model_copy(update={"test_fraction": 0.3, "split": split})
    plain = timed(source(crowd(20)))
    one = build(plain, settings, ABOUT)
    other = build(replace(plain, interactions=plain.interactions.reverse()), settings, ABOUT)
    assert points(other) == points(one)


def test_what_the_source_knows_of_its_users_is_kept() -> None:
    users = pl.DataFrame({"user_id": ["b", "nobody"], "occupation": ["writer", "clerk"]})
    dataset = build(replace(source([("a", "x", 5), ("b", "x", 5)]), users=users), ALL, ABOUT)
    assert dataset.users.rows() == [("a", None), ("b", "writer")]

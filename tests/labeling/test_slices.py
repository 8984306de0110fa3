"""Coverage and accuracy by slice, by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.data.dataset import Dataset
from recsys.evaluation import intervals
from recsys.labeling import slice_table, slices
from recsys.labeling.slices import Slices
from tests.worlds import Rated, world


def columns(*votes: list[int]) -> list[np.ndarray]:
    return [np.array(column, np.int8) for column in votes]


def test_the_table_by_hand() -> None:
    dataset = world(
        [Rated(0, 0, 5, "x"), Rated(0, 1, 1, "x"), Rated(0, 2, 5), Rated(0, 3, 2, "x"), Rated(0, 4, 4)], split={0: 1}
    )
    dataset = replace(dataset, pairs=replace(dataset.pairs, gold=np.array([1, 0, 1, -1, 1], np.int8)))
    # Row 0: right. Row 1: a tie. Row 2: wrong. Row 3: no gold. Row 4: no vote.
    table = slice_table.table(Slices(dataset), columns([1, 1, 0, 1, -1], [-1, 0, -1, 1, -1]), "dev").set_index("slice")
    assert list(table.reset_index().columns) == ["slice", *(name for name in slice_table.COLUMNS if name != "slice")]
    assert table.loc[["all rows", "with review", "without review"]][
        ["kind", "rows", "coverage", "gold", "accuracy"]
    ].to_numpy().tolist() == [
        ["all", 5, 4 / 5, 2, 1 / 2],
        ["review", 3, 3 / 3, 1, 1 / 1],
        ["review", 2, 1 / 2, 1, 0 / 1],
    ]
    low, high = intervals.wilson(1, 2)
    assert table.loc["all rows", ["low", "high"]].tolist() == [low, high]


def test_a_split_without_gold_has_coverage_only() -> None:
    dataset = world([Rated(0, 0, 5), Rated(1, 0, 1)])
    everything = slice_table.table(Slices(dataset), columns([1, -1]), "train").iloc[0]
    assert everything[["rows", "coverage", "gold"]].tolist() == [2, 1 / 2, 0]
    assert np.isnan(everything[["accuracy", "low", "high"]].to_numpy(float)).all()


def test_a_split_without_rows_has_slices_without_numbers() -> None:
    table = slice_table.table(Slices(world([Rated(0, 0, 5)])), columns([]), "test")
    assert table["rows"].tolist() == [0] * len(table)
    assert table["coverage"].isna().all()


def named(dataset: Dataset, kind: slices.Kind) -> list[str | None]:
    """The name of each data point's slice; None in none."""
    found = Slices(dataset).of(kind)
    return [found.names[code] if code >= 0 else None for code in found.codes]


def test_popularity_is_counted_on_train_and_quartered_by_rows() -> None:
    # Items 0 to 3 are touched by 4, 3, 2, 1 users of train; user 4, of dev, rates each once, and no rating is on train
    # but one for each user, of item 0.
    touched = [(user, item) for item, readers in enumerate((4, 3, 2, 1)) for user in range(readers)]
    dataset = world(
        [*(Rated(user, 0, 5) for user in range(4)), *(Rated(4, item, 5) for item in range(4))],
        touched=touched, split={4: 1},
    )  # fmt: skip
    # Of 8 rows five have an item of 4 readers: they fill the quarters from the second on.
    assert Slices(dataset).of("popularity").names == ("1 to 2 users of train", "3 to 4 users of train")
    assert named(dataset, "popularity")[4:] == [
        "3 to 4 users of train", "3 to 4 users of train", "1 to 2 users of train", "1 to 2 users of train",
    ]  # fmt: skip


def test_activity_is_what_a_user_touched() -> None:
    dataset = world([Rated(u, 0, 5) for u in range(4)], touched=[(u, i) for u in range(4) for i in range(1, u + 1)])
    assert named(dataset, "activity") == ["1 book", "2 books", "3 books", "4 books"]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=30))
def test_quarters_hold_every_row_and_are_as_even_as_ties_allow(touches: list[int]) -> None:
    dataset = world(
        [Rated(user, 0, 5) for user in range(len(touches))],
        touched=[(user, item) for user, count in enumerate(touches) for item in range(count)],
    )
    found = Slices(dataset).of("activity")
    sizes = np.array(touches)[dataset.pairs.user]
    assert 1 <= len(found.names) <= 4
    assert found.codes.min() == 0
    assert set(found.codes) == set(range(len(found.names)))
    for code in range(1, len(found.names)):
        assert sizes[found.codes < code].max() < sizes[found.codes >= code].min()
        # A slice ends where a quarter, a half or three quarters of the rows are reached, not earlier and not later.
        before, largest = (found.codes < code).sum(), sizes[found.codes < code].max()
        reached = [q for q in (1, 2, 3) if (sizes < largest).sum() < q * len(sizes) / 4 <= before]
        assert reached


def with_items(rows_of_items: list[int], **facts: list[Any]) -> Dataset:
    """Item i has so many data points, each of a user of its own."""
    owners = [item for item, count in enumerate(rows_of_items) for _ in range(count)]
    dataset = world([Rated(user, item, 5) for user, item in enumerate(owners)])
    return replace(dataset, items=dataset.items.with_columns(pl.Series(name, values) for name, values in facts.items()))


def test_the_authors_with_the_most_rows_are_slices() -> None:
    dataset = with_items([1, 1, 3, 1], author_id=["7", "8", "7", None], author=["Ann", "Bob", "Ann", None])
    assert Slices(dataset).of("author").names == ("Ann", "Bob")
    assert named(dataset, "author") == ["Ann", "Bob", "Ann", "Ann", "Ann", None]


def test_two_authors_of_one_name_are_told_apart() -> None:
    dataset = with_items([1, 2], author_id=["7", "8"], author=["Ann", "Ann"])
    assert Slices(dataset).of("author").names == ("Ann (8)", "Ann (7)")


def test_only_ten_authors_are_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = with_items([1] * 11 + [2], author_id=[f"{i:02}" for i in range(12)])
    assert Slices(dataset).of("author").names == ("11", *(f"{i:02}" for i in range(9)))


def test_the_first_genre_is_the_slice() -> None:
    dataset = with_items([1, 2, 1], genres=["war|love", "love", ""])
    assert named(dataset, "genre") == ["war", "love", "love", None]


def test_what_the_data_do_not_know_has_no_slices() -> None:
    found = Slices(world([Rated(0, 0, 5)]))
    assert {kind: found.of(kind).names for kind in slices.SLICERS} == {
        "all": ("all rows",), "review": (), "popularity": ("1 user of train",), "activity": ("1 book",),
        "author": (), "genre": (),
    }  # fmt: skip

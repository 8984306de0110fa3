"""What is known of a data point from the other items its user touched."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.data.dataset import Dataset
from recsys.labeling.facts import history_features
from tests.worlds import Rated, world

often = settings(max_examples=50, derandomize=True, deadline=None)


def test_shared_authors_are_counted_over_the_users_whole_history() -> None:
    dataset = world(
        [Rated(0, 0, 5), Rated(0, 2, 1), Rated(1, 1, 3), Rated(1, 3, 4)],
        authors=["ann", "ann", "bob", None, "ann"],
        touched=[(0, 4), (1, 2)],
    )
    # User 0 touched 0, 2, 4: two of ann, one of bob. User 1 touched 1, 2, 3: one of ann, and 3 has no known author.
    np.testing.assert_array_equal(history_features.shared_first_author(dataset), [2, 1, 1, np.nan])


def test_authors_nobody_knows_leave_the_feature_unknown() -> None:
    dataset = world([Rated(0, 0, 5), Rated(0, 1, 5)], authors=[None, None])
    assert np.isnan(history_features.shared_first_author(dataset)).all()


@pytest.fixture
def shelf() -> Dataset:
    """User 0 touched items 0 to 4 and rated 0, 1, 2; user 1 touched and rated 0 and 5."""
    dataset = world(
        [Rated(0, 0, 5), Rated(0, 1, 1), Rated(0, 2, 3), Rated(1, 0, 4), Rated(1, 5, 4)], touched=[(0, 3), (0, 4)]
    )
    facts = pl.DataFrame(
        {
            "similar": ["i1|i2|i5|gone", "i0|i1|i1", "", "i0", "i0", "gone"],
            "series": ["1|2", "2|1", "", "1", "9", "2"],
            "genres": ["horror|war", "war|horror", "", "horror", "horror", "war"],
        }
    )
    return replace(dataset, items=pl.concat([dataset.items, facts], how="horizontal"))


def test_similar_items_that_the_user_touched_are_counted(shelf: Dataset) -> None:
    # Item 0 is like 1, 2 and 5, item 1 like 0 (that it is like itself says nothing), nothing is said of item 2; what 5
    # is like is in no dataset.
    np.testing.assert_array_equal(history_features.similar_read(shelf), [2, 1, np.nan, 1, 0])


def test_items_of_a_common_series_are_counted_once(shelf: Dataset) -> None:
    # Item 0 is in series 1 and 2, with 1, 3 and 5.
    np.testing.assert_array_equal(history_features.same_series(shelf), [2, 2, 0, 1, 1])


def test_other_items_of_the_same_first_genre_are_counted(shelf: Dataset) -> None:
    np.testing.assert_array_equal(history_features.shared_genres(shelf), [2, 0, np.nan, 0, 0])


def test_what_a_user_touched_is_counted_rated_or_not(shelf: Dataset) -> None:
    np.testing.assert_array_equal(history_features.user_items(shelf), [5, 5, 5, 2, 2])


PAIRS = st.tuples(st.integers(0, 3), st.integers(0, 5))
LISTS = st.lists(
    st.lists(st.integers(0, 7), max_size=4).map(lambda ids: "|".join(map(str, ids))), min_size=6, max_size=6
)


@often
@given(
    st.lists(PAIRS, min_size=1, max_size=20, unique=True),
    st.lists(PAIRS, max_size=10),
    st.lists(st.sampled_from(["ann", "bob", "zoë", None]), min_size=6, max_size=6),
)
def test_shared_authors_equal_a_count_by_sets(
    rated: list[tuple[int, int]], touched: list[tuple[int, int]], authors: list[str | None]
) -> None:
    dataset = world([Rated(user, item, 5) for user, item in rated], authors, touched)
    expected = [
        np.nan
        if authors[item] is None
        else len({other for user_, other in {*rated, *touched} if user_ == user and authors[other] == authors[item]})
        for user, item in sorted(rated)
    ]
    np.testing.assert_array_equal(history_features.shared_first_author(dataset), expected)


@often
@given(st.lists(PAIRS, min_size=1, max_size=20, unique=True), st.lists(PAIRS, max_size=10), LISTS, st.integers(1, 9))
def test_counts_of_related_items_equal_counts_by_sets_however_they_are_parted(
    rated: list[tuple[int, int]], touched: list[tuple[int, int]], lists: list[str], at_a_time: int
) -> None:
    dataset = world([Rated(user, item, 5) for user, item in rated], [None] * 6, touched)
    ids = [f"{i}" for i in range(6)]
    facts = pl.DataFrame({"item_id": ids, "similar": lists, "series": lists})
    dataset = replace(dataset, items=facts)
    listed = [{int(i) for i in text.split("|") if i} for text in lists]
    series, similar = [], []
    for user, item in sorted(rated):
        others = {other for user_, other in {*rated, *touched} if user_ == user} - {item}
        series.append(sum(bool(listed[item] & listed[other]) for other in others))
        similar.append(len(listed[item] & others) if listed[item] else np.nan)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_features, "LOOKUPS_AT_A_TIME", at_a_time)
        np.testing.assert_array_equal(history_features.same_series(dataset), series)
        np.testing.assert_array_equal(history_features.similar_read(dataset), similar)

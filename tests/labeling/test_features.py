"""The slow facts about data points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob

from recsys.errors import Cancelled
from recsys.labeling import features
from tests.worlds import Rated, world


def test_shared_authors_are_counted_over_the_users_whole_history() -> None:
    dataset = world(
        [Rated(0, 0, 5), Rated(0, 2, 1), Rated(1, 1, 3), Rated(1, 3, 4)],
        authors=["ann", "ann", "bob", None, "ann"],
        touched=[(0, 4), (1, 2)],
    )
    # User 0 touched 0, 2, 4: two of ann, one of bob. User 1 touched 1, 2, 3: one of ann, and 3 has no known author.
    np.testing.assert_array_equal(features.shared_first_author(dataset), [2, 1, 1, np.nan])


def test_authors_nobody_knows_leave_the_feature_unknown() -> None:
    dataset = world([Rated(0, 0, 5), Rated(0, 1, 5)], authors=[None, None])
    assert np.isnan(features.shared_first_author(dataset)).all()


@settings(max_examples=25, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=20, unique=True),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=10),
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
    np.testing.assert_array_equal(features.shared_first_author(dataset), expected)


TEXTS = [
    "I love this book, it is absolutely wonderful!", "Not good. Not very good at all.", "ok", "?!", ":-) :(",
    "5 stars", "Das Buch ist großartig", "ΟΔΟΣ ★★★★☆ 😀", "it's the worst thing I've ever read", "\x00\u200b",
]  # fmt: skip


def test_text_scores_are_exactly_those_of_a_text_blob() -> None:
    dataset = world([*(Rated(0, i, 5, text) for i, text in enumerate(TEXTS)), Rated(1, 0, 5, None)])
    scores = features.text_scores(dataset)
    assert scores["polarity"][:-1].tolist() == [TextBlob(text).sentiment.polarity for text in TEXTS]
    assert scores["subjectivity"][:-1].tolist() == [TextBlob(text).sentiment.subjectivity for text in TEXTS]
    assert np.isnan([values[-1] for values in scores.values()]).all()


def test_a_dataset_gets_the_features_its_data_allow() -> None:
    assert list(features.add(world([Rated(0, 0, 5)])).features) == []
    assert list(features.add(world([Rated(0, 0, 5)], authors=["ann"])).features) == ["shared_first_author"]
    assert list(features.add(world([Rated(0, 0, 5, "fine")])).features) == ["polarity", "subjectivity"]


def test_scoring_can_be_stopped() -> None:
    def stop(fraction: float, message: str) -> None:
        assert (fraction, message) == (0, "scoring reviews: 0 of 1")
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        features.add(world([Rated(0, 0, 5, "fine")]), stop)

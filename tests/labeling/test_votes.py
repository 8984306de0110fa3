"""Votes of shape (n, m): -1 abstain, 0 negative, 1 positive."""

from dataclasses import replace

import numpy as np
import pytest

from recsys.data.dataset import Dataset
from recsys.labeling import votes
from recsys.labeling.functions import Comparison, KeywordFunction, ThresholdFunction
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world


@pytest.fixture
def dataset() -> Dataset:
    """Four rows; the third has no review, and its polarity is not known."""
    texts = ("5 stars", "one star, not 5 stars", None, "meh")
    bare = world(Rated(0, item, 4, text) for item, text in enumerate(texts))
    return replace(bare, features={"polarity": np.array([0.5, 0.3, np.nan, -0.2])})


def polarity(comparison: Comparison, threshold: float, label: int) -> ThresholdFunction:
    return ThresholdFunction.model_validate(
        {"name": "f", "feature": "polarity", "comparison": comparison, "threshold": threshold, "label": label}
    )


@pytest.mark.parametrize(
    ("comparison", "threshold", "label", "expected"),
    [
        (">", 0.3, 1, [1, -1, -1, -1]),
        (">=", 0.3, 1, [1, 1, -1, -1]),
        ("<", 0.3, 0, [-1, -1, -1, 0]),
        ("<=", 0.3, 0, [-1, 0, -1, 0]),
        (">", 0.6, 1, [-1, -1, -1, -1]),
        (">=", -1.0, 0, [0, 0, -1, 0]),
    ],
)
def test_a_threshold_function_votes_its_label_where_the_comparison_holds(
    dataset: Dataset, comparison: Comparison, threshold: float, label: int, expected: list[int]
) -> None:
    assert Voter(dataset).column(polarity(comparison, threshold, label)).tolist() == expected


def test_a_negative_term_outvotes_a_positive_one(dataset: Dataset) -> None:
    function = KeywordFunction(name="f", negative=("one star",), positive=("5 stars",))
    assert Voter(dataset).column(function).tolist() == [1, 0, -1, -1]


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ({"negative": ("5 stars", "meh")}, [0, 0, -1, 0]),
        ({"positive": ("5 stars", "meh")}, [1, 1, -1, 1]),
        ({"positive": ("nowhere",)}, [-1, -1, -1, -1]),
    ],
)
def test_one_keyword_list_is_enough(dataset: Dataset, lists: dict[str, tuple[str, ...]], expected: list[int]) -> None:
    function = KeywordFunction.model_validate({"name": "f"} | lists)
    assert Voter(dataset).column(function).tolist() == expected


def test_a_function_that_does_not_apply_abstains_everywhere(dataset: Dataset) -> None:
    function = ThresholdFunction(name="f", feature="shared_first_author", comparison=">", threshold=15, label=1)
    assert Voter(dataset).column(function).tolist() == [-1] * 4
    assert Voter(world([Rated(0, 0, 5)])).column(KeywordFunction(name="f", positive=("good",))).tolist() == [-1]


def test_the_columns_of_a_split_are_views_of_whole_columns() -> None:
    dataset = world([Rated(user, 0, 5, text) for user, text in enumerate(("good", "bad", "good"))], split={1: 1, 2: 3})
    voter = Voter(dataset)
    function = KeywordFunction(name="f", negative=("bad",), positive=("good",))
    (column,) = voter.columns([function], dataset.rows("test"))
    assert column.tolist() == [1]
    assert column.base is voter.column(function)


def test_a_column_is_kept_whatever_the_function_is_called_and_cannot_be_changed(dataset: Dataset) -> None:
    voter = Voter(dataset)
    function = polarity(">", 0.3, 1)
    column = voter.column(function)
    assert voter.column(function.model_copy(update={"name": "g", "enabled": False})) is column
    assert voter.column(polarity(">", 0.30000000000000004, 1)) is not column
    assert not column.flags.writeable


def test_the_columns_asked_for_longest_ago_are_forgotten(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(votes, "KEPT_COLUMNS", 2)
    voter = Voter(dataset)
    first, second = voter.column(polarity(">", 0.1, 1)), voter.column(polarity(">", 0.2, 1))
    voter.column(polarity(">", 0.1, 1))
    voter.column(polarity(">", 0.3, 1))
    assert voter.column(polarity(">", 0.1, 1)) is first
    assert voter.column(polarity(">", 0.2, 1)) is not second


def test_a_matrix_has_a_column_for_each_function(dataset: Dataset) -> None:
    columns = [Voter(dataset).column(polarity(">", 0.3, 1)), Voter(dataset).column(polarity("<", 0, 0))]
    assert votes.matrix(columns, 4).tolist() == [[1, -1], [-1, -1], [-1, -1], [-1, 0]]
    assert votes.matrix(columns, 4).flags.f_contiguous
    assert votes.matrix([], 4).shape == (4, 0)

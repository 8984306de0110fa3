"""A page of data points: only the rows shown, what is withheld withheld."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recsys.labeling import data_point_table
from recsys.labeling.functions import FunctionSet, KeywordFunction, ThresholdFunction
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

FUNCTIONS = FunctionSet(
    functions=(
        KeywordFunction(name="gold", positive=("fine",)),
        ThresholdFunction(name="year", feature="year", comparison="<", threshold=2000, label=0, enabled=False),
        ThresholdFunction(name="polarity", feature="polarity", comparison=">", threshold=0.3, label=1),
    )
)


@pytest.fixture
def voter() -> Voter:
    """Row 0 is of train, 1 and 2 of dev, 3 of test."""
    dataset = world(
        [Rated(0, 0, 5, "fine"), Rated(1, 0, 2), Rated(1, 1, 4, "it's fine"), Rated(2, 1, 1, "=1+1")],
        authors=["a7", None],
        split={1: 1, 2: 3},
    )
    items = dataset.items.with_columns(author=pl.Series(["Ann", None]))
    return Voter(replace(dataset, items=items, features={"year": np.array([1999, 1999, 2001, 2001.0])}))


def test_a_page_has_what_is_known_of_each_row(voter: Voter) -> None:
    table = data_point_table.page(voter, FUNCTIONS, np.array([3, 1, 0, 2]), start=0, count=4)
    assert table.replace({np.nan: None}).to_dict("list") == {
        "row": [3, 1, 0, 2],
        "user_id": ["u2", "u1", "u0", "u1"],
        "item_id": ["i1", "i0", "i0", "i1"],
        "title": ["Book 1", "Book 0", "Book 0", "Book 1"],
        "author_id": [None, "a7", "a7", None],
        "author": [None, "Ann", "Ann", None],
        "review": ["=1+1", None, "fine", "it's fine"],
        "stars": [1, 2, None, 4],  # withheld on train
        "gold": [0, 0, -1, 1],
        "votes: gold": [-1, -1, 1, 1],
        "votes: year": [-1, 0, 0, -1],
        "votes: polarity": [-1, -1, -1, -1],
        "year": [2001, 1999, 1999, 2001],
    }


@pytest.mark.parametrize(("start", "count", "rows"), [(0, 2, [3, 1]), (2, 2, [0]), (3, 2, []), (0, 0, [])])
def test_one_turns_the_pages_to_the_end(voter: Voter, start: int, count: int, rows: list[int]) -> None:
    table = data_point_table.page(voter, FUNCTIONS, np.array([3, 1, 0]), start, count)
    assert table["row"].tolist() == rows
    assert "review" in table.columns


def test_data_without_reviews_or_functions_have_pages_too() -> None:
    table = data_point_table.page(
        Voter(world([Rated(0, 0, 5)], split={0: 1})), FunctionSet(functions=()), np.array([0]), 0, 10
    )
    assert table.to_dict("list") == {
        "row": [0], "user_id": ["u0"], "item_id": ["i0"], "title": ["Book 0"], "review": [None], "stars": [5],
        "gold": [1],
    }  # fmt: skip

"""Lists of ids: what is kept, whom they catch, and what is said of data that know no such ids."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import functions, lookups
from recsys.labeling.functions import FunctionSet, LookupFunction
from recsys.labeling.votes import Voter
from recsys.settings import checked
from tests.worlds import Rated, world


def lookup(field: lookups.Field, *values: str, label: int = 1) -> LookupFunction:
    return LookupFunction.model_validate({"name": "listed", "field": field, "values": values, "label": label})


@pytest.fixture
def dataset() -> Dataset:
    """User 0 rated items 0, 1, 2; user 1 rated items 1, 3."""
    rated = [Rated(0, 0, 5), Rated(0, 1, 5), Rated(0, 2, 5), Rated(1, 1, 5), Rated(1, 3, 5)]
    bare = world(rated, authors=["ann", "Ann", None, " ann "])
    facts = pl.DataFrame({"genres": ["horror|war", "war", "", "warfare"], "series": ["1|2", "12", "", "2"]})
    return replace(bare, items=pl.concat([bare.items, facts], how="horizontal"))


@pytest.mark.parametrize(
    ("field", "values", "expected"),
    [
        ("item", ["i1", "i3"], [-1, 1, -1, 1, 1]),
        ("item", ["nowhere"], [-1, -1, -1, -1, -1]),
        ("user", ["u1"], [-1, -1, -1, 1, 1]),
        ("author", ["ann"], [1, -1, -1, -1, 1]),  # capitals count, space around does not
        ("author", ["ann", "Ann"], [1, 1, -1, 1, 1]),
        ("genre", ["war"], [1, 1, -1, 1, -1]),
        ("series", ["2"], [1, -1, -1, -1, 1]),
    ],
)
def test_a_lookup_votes_where_an_id_is_in_its_list(
    dataset: Dataset, field: lookups.Field, values: list[str], expected: list[int]
) -> None:
    assert Voter(dataset).column(lookup(field, *values)).tolist() == expected
    against = [0 if vote == 1 else -1 for vote in expected]
    assert Voter(dataset).column(lookup(field, *values, label=0)).tolist() == against


def test_values_that_nothing_has_are_told_in_their_order(dataset: Dataset) -> None:
    assert lookups.unknown("genre", ("love", "war", "War", "horror|war"), dataset) == ("love", "War", "horror|war")
    assert lookups.unknown("author", ("ann",), dataset) == ()
    assert lookups.unknown("author", ("ann",), world([Rated(0, 0, 5)])) == ("ann",)


def test_a_lookup_says_which_data_it_misses(dataset: Dataset) -> None:
    bare = world([Rated(0, 0, 5)], authors=[None])
    fields: list[lookups.Field] = ["item", "user", "author", "genre", "series"]
    assert [functions.why_not(lookup(field, "a"), bare) for field in fields] == [
        None,
        None,
        "listed does not apply: tiny has no authors.",
        "listed does not apply: tiny has no genres.",
        "listed does not apply: tiny has no series.",
    ]
    assert [functions.why_not(lookup(field, "a"), dataset) for field in fields] == [None] * 5
    assert [Voter(bare).column(lookup(field, "a")).tolist() for field in fields] == [[-1]] * 5


def test_a_lookup_comes_back_from_json_as_it_was() -> None:
    current = FunctionSet(functions=(lookup("author", "Zoë", "7"),))
    assert FunctionSet.model_validate_json(current.model_dump_json()) == current


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"values": []}, "values: the list is empty; add a value, or switch the function off."),
        ({"values": ["a", " "]}, "values: a value is empty; remove the empty line."),
        ({"values": ["a", "A", " a"]}, "values: “a” stands twice; keep it once."),
        ({"values": [f"{i}" for i in range(1_001)]}, "values: the list has 1,001 values; 1,000 are the limit."),
        ({"values": ["x" * 10**6]}, f"values: “{'x' * 40}…” has 1,000,000 characters; 1,000 are the limit."),
        ({"field": "title"}, "field: “title” is not possible; choose item, author, genre, series, tag or user."),
        ({"label": -1}, "label: -1 is not possible; choose 0 or 1."),
    ],
)
def test_lists_that_cannot_be_meant_are_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        checked(LookupFunction, lookup("author", "a").model_dump() | fields, "listed")
    assert str(refusal.value) == f"listed: {sentence}"

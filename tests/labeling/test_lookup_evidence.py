"""What each value of a list is worth, and ids found by the names people know."""

from dataclasses import replace

import polars as pl
import pytest

from recsys.columns import DEV
from recsys.data.dataset import Dataset
from recsys.evaluation import intervals
from recsys.labeling import analysis, lookup_evidence, lookups
from recsys.labeling.functions import LookupFunction
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world


def lookup(field: lookups.Field, *values: str, label: int = 1) -> LookupFunction:
    return LookupFunction.model_validate({"name": "listed", "field": field, "values": values, "label": label})


@pytest.fixture
def dataset() -> Dataset:
    """User 0 is of train, users 1 and 2 of dev; items 0 and 3 are by a1, item 1 by a2, item 2 by nobody known."""
    rated = [Rated(0, 0, 5), Rated(1, 0, 5), Rated(1, 1, 1), Rated(1, 3, 2), Rated(2, 0, 4), Rated(2, 2, 5)]
    bare = world(rated, authors=["a1", " a2", None, "a1"], split={1: DEV, 2: DEV})
    facts = pl.DataFrame(
        {"author": ["Ann Lee", "Bo LEE", None, "Ann Lee"], "genres": ["war|war|love", "love", "", "warfare"]}
    )
    return replace(bare, items=pl.concat([bare.items, facts], how="horizontal"))


def columns(table: pl.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return table.select(names).rows()


def test_each_value_has_its_name_its_rows_and_what_gold_says_of_it(dataset: Dataset) -> None:
    table = lookup_evidence.table(lookup("author", "a2", "nowhere", "a1"), dataset)
    assert columns(table, "value", "name", "rows", "right", "wrong") == [
        ("a2", "Bo LEE", 1, 0, 1),
        ("nowhere", None, None, None, None),
        ("a1", "Ann Lee", 4, 2, 1),  # one row of the four is of train, where gold is withheld
    ]
    assert table["accuracy"].to_list() == pytest.approx([0, float("nan"), 2 / 3], nan_ok=True)
    low, high = intervals.wilson([0, 0, 2], [1, 0, 3])
    assert table["low"].to_list() == pytest.approx(list(low), nan_ok=True)
    assert table["high"].to_list() == pytest.approx(list(high), nan_ok=True)


def test_right_is_what_the_function_votes(dataset: Dataset) -> None:
    table = lookup_evidence.table(lookup("author", "a1", label=0), dataset)
    assert columns(table, "right", "wrong") == [(1, 2)]


def test_an_item_that_has_a_genre_twice_counts_once(dataset: Dataset) -> None:
    table = lookup_evidence.table(lookup("genre", "war", "love"), dataset)
    assert columns(table, "name", "rows", "right", "wrong") == [(None, 3, 2, 0), (None, 4, 2, 1)]


@pytest.mark.parametrize("field", ["item", "author", "genre", "user"])
def test_a_value_is_worth_what_the_lf_table_says_of_a_function_of_it_alone(
    dataset: Dataset, field: lookups.Field
) -> None:
    having = lookups.ids(lookups.owners(field, dataset), lookups.COLUMNS[field])
    values = sorted(set(having[lookups.COLUMNS[field]].drop_nulls()) - {""})
    table = lookup_evidence.table(lookup(field, *values), dataset)
    voter = Voter(dataset)
    for row in table.iter_rows(named=True):
        alone = lookup(field, row["value"])
        summary = analysis.summary(voter.patterns([alone], "dev"), ["alone"])
        assert (row["right"], row["wrong"]) == (summary["correct"][0], summary["incorrect"][0])
        assert row["rows"] == (voter.column(alone) == 1).sum()


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("author", "lee", [("a1", "Ann Lee", 4), ("a2", "Bo LEE", 1)]),  # those of most rows first
        ("author", " BO ", [("a2", "Bo LEE", 1)]),
        ("author", "a1", [("a1", "Ann Lee", 4)]),  # the id itself
        ("author", "l.e", []),  # letters, no pattern
        ("item", "book 2", [("i2", "Book 2", 1)]),
        ("genre", "war", [("war", None, 3), ("warfare", None, 1)]),
        ("user", "u", [("u1", None, 3), ("u2", None, 2), ("u0", None, 1)]),
    ],
)
def test_values_are_found_by_name_or_by_themselves(
    dataset: Dataset, field: lookups.Field, typed: str, expected: list[tuple[object, ...]]
) -> None:
    assert columns(lookup_evidence.find(field, typed, dataset, most=9), "value", "name", "rows") == expected


def test_no_more_are_given_than_asked_for(dataset: Dataset) -> None:
    assert lookup_evidence.find("author", "lee", dataset, most=1)["value"].to_list() == ["a1"]

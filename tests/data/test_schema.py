"""What a source's tables must be."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from recsys.data import schema
from recsys.data.source import Source
from recsys.errors import BadInput

GOOD = Source(
    items=pl.DataFrame({"item_id": ["x", "y"], "title": ["X", None], "year": [1999, None], "shelves": [1, 2]}),
    interactions=pl.DataFrame(
        {"user_id": ["a", "a"], "item_id": ["x", "y"], "stars": [4.5, 0.0], "time": [1.5e9, None]},
        schema_overrides={"user_id": pl.Categorical, "stars": pl.Float32},
    ),
    users=pl.DataFrame({"user_id": ["a", "b"], "age": ["18-24", None]}),
)


def broken(table: str, **columns: Any) -> str:
    """What is said of a source in one of whose tables these columns are others."""
    good: pl.DataFrame = getattr(GOOD, table)
    others = [pl.Series(name, values, strict=False) for name, values in columns.items()]
    with pytest.raises(BadInput) as caught:
        schema.check(replace(GOOD, **{table: good.with_columns(others)}))
    return str(caught.value)


def test_ids_may_be_text_categories_or_numbers_and_columns_that_nobody_knows_may_lack_or_come_along() -> None:
    schema.check(GOOD)
    for ids in (pl.Series([7, 7]), pl.Series([2**40, 2**40])):
        schema.check(replace(GOOD, interactions=GOOD.interactions.with_columns(user_id=ids, item_id=pl.Series([1, 2]))))
    schema.check(replace(GOOD, users=None, items=GOOD.items.select(pl.col("item_id").cast(pl.Categorical))))
    assert "missing in 1" in broken("interactions", item_id=[1, None])  # no more than that is let through


@pytest.mark.parametrize(
    ("table", "column", "values", "said"),
    [
        ("interactions", "stars", [1.0, float("nan")], "stars is not a number in 1 of them"),
        ("interactions", "stars", [float("inf"), float("inf")], "stars is infinite in 2 of them"),
        ("interactions", "stars", [-1.0, 1.0], "stars is below 0 in 1 of them"),
        ("interactions", "stars", [None, 1.0], "stars is missing in 1 of them"),
        ("interactions", "stars", ["five", "4"], "stars is not of the kind it must be in 1 of them"),
        ("interactions", "time", [float("nan"), 1.0], "time is not a number in 1 of them"),
        ("interactions", "user_id", ["", "a"], "user_id is empty in 1 of them"),
        ("interactions", "item_id", ["x", None], "item_id is missing in 1 of them"),
        ("interactions", "user_id", [None, 7], "user_id is missing in 1 of them"),
        ("items", "item_id", ["x", "x"], "item_id comes again in 2 of them"),
        ("items", "item_id", ["", "x"], "item_id is empty in 1 of them"),
        ("items", "ratings_count", [-1, None], "ratings_count is below 0 in 1 of them"),
        ("items", "year", ["2001", "MM"], "year is not of the kind it must be in 1 of them"),
        ("users", "user_id", ["a", "a"], "user_id comes again in 2 of them"),
    ],
)
def test_what_is_wrong_is_said_with_its_column_and_how_often(
    table: str, column: str, values: list[Any], said: str
) -> None:
    sentence = broken(table, **{column: values})
    assert sentence == f"The {table} that were read can't be right: {said}. {schema.REMEDY}"


def test_a_column_that_lacks_or_holds_lists_is_named() -> None:
    lacking = replace(GOOD, interactions=GOOD.interactions.drop("stars"))
    with pytest.raises(BadInput, match="The interactions that were read have no column “stars”"):
        schema.check(lacking)
    assert "have a column of the wrong kind (cannot cast List" in broken("interactions", stars=[[1], [2]])


def test_every_rule_has_its_words() -> None:
    for table in (schema.Interactions, schema.NumberedInteractions, schema.Items, schema.Users):
        for column in table.columns().values():
            assert set(column.validation_rules(pl.col("c"))) <= schema.RULES.keys()

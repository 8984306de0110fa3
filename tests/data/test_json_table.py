"""Reading a table of one's own from JSON lines."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from recsys.data import json_table, table
from recsys.data.limits import Limits
from recsys.data.table import TableColumns
from recsys.progress import silent
from tests.data.tables import NAMED, complaint, rows, write

GOOD = '{"user": 7, "item": "x", "stars": 4.5}\n'


@pytest.mark.parametrize("name", ["mine.jsonl", "mine.ndjson", "mine.json", "MINE.JSONL"])
def test_objects_are_rows_and_numbers_are_ids_too(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, GOOD + '\n{"item": 12345678901234567890, "more": [1], "user": "007", "stars": null}\n', name)
    assert rows(table.read(path, NAMED)) == [
        ("007", "12345678901234567890", 0.0),
        ("7", "x", 4.5),
    ]


def test_a_packed_file_is_unpacked_up_to_the_limit(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(GOOD.encode() * 1000), "mine.jsonl.gz")
    assert rows(table.read(path, NAMED)) == [("7", "x", 4.5)]
    assert "mine.jsonl.gz unpacks to more than 10,000 bytes" in complaint(path, limits=Limits(unpacked_bytes=10_000))


def test_a_field_that_only_some_objects_have_is_empty_in_the_others(tmp_path: Path) -> None:
    content = GOOD + '{"user": "a", "item": "x", "stars": 5, "words": "[spoiler] good\\n[1]"}\n'
    source = table.read(
        write(tmp_path, content, "mine.jsonl"), TableColumns(user="user", item="item", rating="stars", text="words")
    )
    assert source.reviews
    asked = source.interactions.select(pl.col("user_id", "item_id").cast(pl.String))
    assert source.reviews(asked, silent)["text"].to_list() == ["[spoiler] good\n[1]"]


def test_text_that_looks_like_a_list_is_text(tmp_path: Path) -> None:
    path = write(tmp_path, '{"user": "[1]", "item": "{}", "stars": 5}\n', "mine.jsonl")
    assert rows(table.read(path, NAMED)) == [("[1]", "{}", 5.0)]


@pytest.mark.parametrize("value", ["[1, 2]", '{"id": 1}', "[]"])
def test_a_nested_value_is_refused_with_its_line_and_column(tmp_path: Path, value: str) -> None:
    path = write(tmp_path, GOOD + f'\n{{"user": "a", "item": {value}, "stars": 5}}\n', "mine.jsonl")
    assert complaint(path).startswith("mine.jsonl, line 3, column “item”: the value is a list or an object. Choose")


def test_a_wrong_rating_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + '\n\n{"user": "a", "item": "x", "stars": "five"}\n', "mine.jsonl")
    assert complaint(path).startswith("mine.jsonl, line 4, column “stars”: “five” is not a rating")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "mine.jsonl is empty. Check which file this is."),
        ("\n \n", "mine.jsonl is empty. Check which file this is."),
        ('[{"user": 1}]\n', f"mine.jsonl, line 1 is JSON, but not an object. {json_table.REMEDY}"),
        ("user,item,stars\n", "mine.jsonl, line 1 is not JSON ("),
        (GOOD + "{\n", "mine.jsonl, line 2 is not JSON ("),
        (GOOD * 300 + "{\n", "mine.jsonl, line 301: it is not JSON ("),
        (GOOD * 300 + "[]\n", "mine.jsonl, line 301: it is JSON, but not an object"),
        ("[" * 100_000 + "\n", "mine.jsonl, line 1 is not JSON ("),
        ('{"user": ' + "9" * 5000 + "}\n", "mine.jsonl, line 1 is not JSON ("),
        ('{"who": 1}\n', "mine.jsonl has no column “user”. Choose from its 1: “who”."),
        (GOOD.encode() + b'{"user": "\xe4"}\n', "mine.jsonl, line 2: byte 11 of it is not UTF-8."),
        (json.dumps({str(n): 1 for n in range(10_000)}), "mine.jsonl has 10,000 columns; at most 1,000 are read."),
    ],
)
def test_files_that_are_no_json_lines_are_refused_in_a_sentence(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    assert complaint(write(tmp_path, content, "mine.jsonl")).startswith(said)

"""A file of one's own ratings: read, or refused with the line that is wrong."""

from dataclasses import replace

import polars as pl
import pytest
from worlds import Rated, world

from pages.ui import downloads
from recsys.columns import ITEM_ID
from recsys.errors import BadInput
from recsys.inspection import rating_file

DATASET = world([Rated(0, 0, 1), Rated(0, 1, 5), Rated(0, 2, 3)])


@pytest.mark.parametrize(
    "content",
    [
        "item_id,title,stars\ni0,Book 0,4\ni2,Book 2,2.5\n",
        "\ufeffitem_id;title;stars\r\ni0;Book 0;4\r\n\r\ni2;Book 2;2,5\r\n",
        "Rating\tID\n3\ti2\n4\ti0\n2.5\ti2\n",
        'item_id,title,stars\ni0,"a title, with\na line",4\ni2,"",2.5',
    ],
)
def test_commas_semicolons_and_tabs_are_read_and_of_an_item_the_last_line_counts(content: str) -> None:
    found = rating_file.read(DATASET, content.encode())
    assert found.stars == {0: 4, 2: 2.5}
    assert found.unknown == 0


def test_lines_of_other_data_are_counted_and_left_out() -> None:
    found = rating_file.read(DATASET, b"item_id,stars\ni0,4\nelsewhere,5\n")
    assert (found.stars, found.unknown) == ({0: 4}, 1)


def test_an_id_that_a_download_made_harmless_is_known_again() -> None:
    odd = replace(DATASET, items=DATASET.items.with_columns(pl.Series(ITEM_ID, ["=1+1", "i1", "i2"])))
    downloaded = downloads.neutralized(pl.DataFrame({"item_id": ["=1+1"], "stars": [4.0]})).write_csv()
    assert "'=1+1" in downloaded
    assert rating_file.read(odd, downloaded.encode()).stars == {0: 4}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no column item_id"),
        (b"\n\n", "has no column item_id"),
        (b"title,stars\nBook 0,4\n", "has no column item_id"),
        (b"item_id,stars\ni0,6\n", "Line 2: “6” is no rating of 1 to 5 stars"),
        (b"item_id,stars\ni0,nan\n", "Line 2: “nan” is no rating"),
        (b"item_id,stars\ni0,4\ni1,<b>\n", "Line 3: “<b>” is no rating"),
        (b"item_id,title,stars\ni0\n", "Line 2 has 1 columns, fewer than the first"),
        (b"item_id,stars\nelsewhere,4\n", "None of the file's 1 lines names an id of tiny"),
        (b"item_id,stars\n\xff\xfe,4\n", "not text in UTF-8"),
        (b'item_id,stars\n"' + 200_000 * b"x", "Line 2 can't be read as CSV"),
        (b"x" * 1_000_001, "at most 1,000,000 are read"),
    ],
)
def test_what_is_no_such_file_is_a_sentence_that_names_the_line(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        rating_file.read(DATASET, content)

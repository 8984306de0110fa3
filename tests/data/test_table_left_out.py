"""What the reader of a table leaves out: how many rows, where they stand, and that none is lost."""

from pathlib import Path

import pytest

from recsys.data import build, table
from recsys.data.build import NO_RATING
from recsys.data.source import Source
from recsys.data.table import AGAIN, NAMELESS, Scale, TableColumns
from tests.data.tables import NAMED, complaint, rows, write

HEAD = "user,item,stars\n"


def read(folder: Path, content: str, name: str = "mine.csv") -> Source:
    return table.read(write(folder, content, name), NAMED)


def test_rows_without_user_or_item_are_left_out_and_named(tmp_path: Path) -> None:
    source = read(tmp_path, HEAD + ",x,5\na,,5\n  ,x,5\na,x,5\n")
    assert rows(source) == [("a", "x", 5.0)]
    assert source.left_out == {NAMELESS: 3, AGAIN: 0}
    assert source.places == {NAMELESS: "lines 2, 3 and 4"}


def test_rows_that_a_later_one_replaces_are_named_in_the_order_of_the_file(tmp_path: Path) -> None:
    source = read(tmp_path, HEAD + "a,x,1\n,x,5\na,x,2\nb,x,1\na,x,3\n")
    assert rows(source) == [("a", "x", 3.0), ("b", "x", 1.0)]
    assert source.left_out == {NAMELESS: 1, AGAIN: 2}
    assert source.places == {NAMELESS: "line 3", AGAIN: "lines 2 and 4"}


def test_of_many_rows_the_first_ten_are_named(tmp_path: Path) -> None:
    source = read(tmp_path, HEAD + "a,x,1\n" * 15)
    assert source.places == {AGAIN: "lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 4 more"}


def test_lines_are_counted_as_they_stand_whatever_is_between_the_rows(tmp_path: Path) -> None:
    content = '\n\nuser,item,stars\na,"x\nx",1\n\na,"x\nx",2\r\n,y,3\r\n'
    source = read(tmp_path, content)
    assert source.places == {NAMELESS: "line 9", AGAIN: "line 4"}


def test_without_a_header_the_first_line_is_a_row(tmp_path: Path) -> None:
    source = table.read(write(tmp_path, "a,x,1\na,x,2"), TableColumns(user=0, item=1, rating=2))
    assert source.places == {AGAIN: "line 1"}


def test_json_lines_and_parquet_have_places_too(tmp_path: Path) -> None:
    row = '{"user": "a", "item": "x", "stars": 5}\n'
    assert read(tmp_path, row + "\n" + row + row, "mine.jsonl").places == {AGAIN: "lines 1 and 3"}
    source = read(tmp_path, HEAD + "a,x,1\na,x,2\n")
    pl_path = tmp_path / "mine.parquet"
    source.interactions.vstack(source.interactions).write_parquet(pl_path)
    columns = TableColumns(user="user_id", item="item_id", rating="stars")
    assert table.read(pl_path, columns).places == {AGAIN: "row 1"}


@pytest.mark.parametrize("items_from", [0, 2])
@pytest.mark.parametrize("users_from", [1, 3])
def test_every_row_read_is_kept_touched_or_left_out(tmp_path: Path, items_from: int, users_from: int) -> None:
    lines = [f"u{user},i{item},{(user + item) % 6}" for user in range(9) for item in range(user)]
    lines += ["u1,i0,5", "u8,i3,2", ",i1,4", "u1,,4"]
    source = read(tmp_path, HEAD + "\n".join(lines) + "\n")
    settings = table.build_settings({"min_item_ratings": items_from, "min_user_items": users_from})
    built = build.build(source, settings, table.about("mine", tmp_path / "mine.csv"))
    of_rows = (
        NAMELESS,
        AGAIN,
        NO_RATING,
        "interactions with items left out or unknown",
        "interactions of users left out",
    )
    assert built.left_out[NAMELESS] == built.left_out[AGAIN] == 2
    assert len(lines) == len(built.pairs) + sum(built.left_out.get(reason, 0) for reason in of_rows)


def test_a_rating_above_the_best_there_is_is_refused_and_what_to_do_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "a,x,5\na,y,9\n")
    assert complaint(path) == (
        "mine.csv, line 3, column “stars”: “9” is not a rating up to 5, the best there is. "
        "Raise the best rating there is (--highest-rating), or choose another column."
    )
    assert rows(table.read(path, NAMED, scale=Scale(highest_rating=10))) == [("a", "x", 5.0), ("a", "y", 9.0)]


@pytest.mark.parametrize("user", ["7", "u7"])  # a table of numbers, and one of texts
def test_where_0_is_a_rating_they_are_read_as_1_to_5_stars_and_only_empty_is_none(tmp_path: Path, user: str) -> None:
    path = write(tmp_path, f"{HEAD}{user},1,0\n{user},2,1\n{user},3,\n")
    thumbs = Scale(highest_rating=1, zero_is_a_rating=True)
    assert [row[2] for row in rows(table.read(path, NAMED, scale=thumbs))] == [1.0, 5.0, 0.0]
    of_ten = Scale(highest_rating=10, zero_is_a_rating=True)
    assert [row[2] for row in rows(table.read(write(tmp_path, f"{HEAD}{user},1,5\n"), NAMED, scale=of_ten))] == [3.0]
    assert table.about("t", path, thumbs).description == (
        "Read from the table mine.csv; its ratings from 0 to 1 are read as 1 to 5 stars."
    )


def test_a_comma_is_no_decimal_comma_where_it_parts_fields(tmp_path: Path) -> None:
    assert "“2,5” is not a rating" in complaint(write(tmp_path, HEAD + 'a,x,"2,5"\n'))


def test_the_best_rating_there_is_may_be_a_fraction_that_no_binary_number_equals(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "a,x,0.1\n")
    assert rows(table.read(path, NAMED, scale=Scale(highest_rating=0.1)))[0][:2] == ("a", "x")

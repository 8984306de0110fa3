"""CSV whose fields are not parted by commas."""

from pathlib import Path

import pytest

from recsys.data import separators, table
from tests.data.tables import NAMED, NUMBERED, complaint, rows, write


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_parts_all_rows_alike(tmp_path: Path, separator: str) -> None:
    lines = ("user,item,stars", "a,x,5", "b,y,4")
    path = write(tmp_path, "\n".join(line.replace(",", separator) for line in lines))
    assert rows(table.read(path, NAMED)) == [("a", "x", 5.0), ("b", "y", 4.0)]


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        ("user;item;stars\na;x;4,5\n", ";"),
        ("a;x;4,5\nb;y;3,5\n", ";"),
        ("user,item,genres\na,x,sf|new\n", ","),
        ('"a;b;c;d",x\n', ","),
        ("title; part,item,stars\na,x,5\n", ","),
        ("user;item;stars, of 5\na;x;5\n", ";"),
        ("a,x\nb\n", ","),
        ("a;x;y\nb;x\n", ";"),
        ("", ","),
        ("\n\n", ","),
    ],
)
def test_of_several_that_stand_in_the_file_the_one_is_taken_that_makes_a_table(
    tmp_path: Path, content: str, separator: str
) -> None:
    assert separators.find(write(tmp_path, content), ",") == separator


def test_where_both_fit_equally_well_the_name_decides(tmp_path: Path) -> None:
    path = write(tmp_path, "a\tb,c\nd\te,f\n")
    assert (separators.find(path, ","), separators.find(path, "\t")) == (",", "\t")


def test_rows_are_refused_by_their_number_of_fields_with_any_separator(tmp_path: Path) -> None:
    assert complaint(write(tmp_path, "user;item;stars\na;x;5\nb;y\n")).startswith(
        "mine.csv, line 3: 2 fields where the first row has 3."
    )


def test_a_file_without_any_separator_says_how_many_columns_were_found(tmp_path: Path) -> None:
    for columns in (NAMED, NUMBERED):
        assert complaint(write(tmp_path, "user item stars\na x 5\n"), columns) == (
            "mine.csv has 1 column: no comma, semicolon, tab or vertical bar stands in its first row, "
            "“user item stars”. Save it as CSV with commas between the fields."
        )

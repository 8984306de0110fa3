"""Reading a table of one's own."""

import gzip
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from recsys.data import build, delimited, table
from recsys.data.limits import Limits
from recsys.data.source import Source
from recsys.data.table import TableColumns
from recsys.errors import BadInput
from recsys.labeling.facts import features
from recsys.progress import silent
from recsys.settings import checked
from tests.data.tables import NAMED, NUMBERED, complaint, rows, write

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def reviews(source: Source) -> dict[str, str]:
    """item_id -> text of user a's reviews."""
    assert source.reviews
    asked = source.interactions.select(pl.col("user_id", "item_id").cast(pl.String))
    return {item: text for user, item, text in source.reviews(asked, silent).rows() if user == "a"}


def test_user_item_and_rating_are_read_from_the_columns_named(tmp_path: Path) -> None:
    path = write(tmp_path, "when,stars,item,user\n9,4.5,x,a\n8,1,y,b\n")
    assert rows(table.read(path, NAMED)) == [("a", "x", 4.5), ("b", "y", 1.0)]


def test_ids_stay_exactly_as_they_are(tmp_path: Path) -> None:
    path = write(tmp_path, "user,item,stars\n007,1.0,5\n7, 1,5\nnull,NaN,5\n")
    assert rows(table.read(path, NAMED)) == [("007", "1.0", 5.0), ("7", " 1", 5.0), ("null", "NaN", 5.0)]


def test_zero_and_empty_ratings_are_touched_without_rating(tmp_path: Path) -> None:
    path = write(tmp_path, 'user,item,stars\na,x,0\na,y,\na,z,""\na,w, 3 \n')
    assert rows(table.read(path, NAMED)) == [("a", "w", 3.0), ("a", "x", 0.0), ("a", "y", 0.0), ("a", "z", 0.0)]


def test_a_file_without_header_is_read_by_column_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "a,x,5\nb,y,4\n")
    assert rows(table.read(path, NUMBERED)) == [("a", "x", 5.0), ("b", "y", 4.0)]


@pytest.mark.parametrize("name", ["mine.tsv", "mine.tab", "MINE.TSV", "my.csv.tsv"])
def test_tab_separated_files_are_known_by_their_name(tmp_path: Path, name: str) -> None:
    assert rows(table.read(write(tmp_path, "user\titem\tstars\na\tx,y\t5\n", name), NAMED)) == [("a", "x,y", 5.0)]


def test_a_packed_csv_is_unpacked(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"user,item,stars\na,x,5\n"), "mine.csv.gz")
    assert rows(table.read(path, NAMED)) == [("a", "x", 5.0)]


def test_parquet_is_read_whatever_types_its_columns_have(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    pl.DataFrame(
        {
            "user": pl.Series([1, 1, 2], dtype=pl.Int32),
            "item": pl.Series(["x", "x", "y"], dtype=pl.Categorical),
            "stars": [4.5, 3.0, None],
            "at": [datetime(2024, 1, 2), datetime(2024, 1, 1), None],
        }
    ).write_parquet(path)
    columns = TableColumns(user="user", item="item", rating="stars", time="at")
    assert rows(table.read(path, columns)) == [("1", "x", 4.5), ("2", "y", 0.0)]


def test_line_breaks_quotes_commas_and_blank_lines_are_read_as_meant(tmp_path: Path) -> None:
    content = '\ufeffuser,item,stars,text\r\n\r\na,x,5,"two\nlines, and ""quotes"""\r\na,y,4,5" tall\r\n\r\n'
    columns = TableColumns(user="user", item="item", rating="stars", text="text")
    assert reviews(table.read(write(tmp_path, content), columns)) == {
        "x": 'two\nlines, and "quotes"',
        "y": '5" tall',
    }


def test_of_a_pair_that_comes_again_the_last_row_counts(tmp_path: Path) -> None:
    path = write(tmp_path, "user,item,stars,text\na,x,5,first\na,y,1,\na,x,2,second\n")
    source = table.read(path, TableColumns(user="user", item="item", rating="stars", text="text"))
    assert rows(source) == [("a", "x", 2.0), ("a", "y", 1.0)]
    assert reviews(source) == {"x": "second"}
    assert list(source.left_out.values()) == [0, 1]


@pytest.mark.parametrize(
    "times", [("9", "10", ""), ("2020-01-01", "2021-01-01", ""), ("2020-01-01T10:00:00", "2020-01-01T11:00:00", "")]
)
def test_with_a_time_the_last_by_time_counts(tmp_path: Path, times: tuple[str, str, str]) -> None:
    early, late, unknown = times
    path = write(tmp_path, f"user,item,stars,at\na,x,5,{late}\na,x,2,{early}\na,x,3,{unknown}\n")
    assert rows(table.read(path, TableColumns(user="user", item="item", rating="stars", time="at"))) == [("a", "x", 5)]


def test_an_item_gets_the_first_title_author_and_genre_that_any_row_gives(tmp_path: Path) -> None:
    content = "user,item,stars,t,w,g\na,x,5,,,\nb,x,5,Dune,Herbert,sf|classic\nc,x,5,DUNE,F. H.,sf\nc,y,5,,,\n"
    columns = TableColumns(user="user", item="item", rating="stars", title="t", author="w", genre="g")
    items = table.read(write(tmp_path, content), columns).items.with_columns(pl.col("item_id").cast(pl.String))
    assert items.rows(named=True) == [
        {"item_id": "x", "title": "Dune", "author": "Herbert", "author_id": "Herbert", "genres": "sf|classic"},
        {"item_id": "y", "title": None, "author": None, "author_id": None, "genres": ""},
    ]


def test_what_no_column_was_given_for_is_not_known(tmp_path: Path) -> None:
    source = table.read(write(tmp_path, "user,item,stars\na,x,5\n"), NAMED)
    assert source.items.columns == ["item_id"]
    assert source.reviews is None


@pytest.mark.parametrize("rating", ["five", "NaN", "inf", "-1", "1e60", "4,5", "1_000"])
def test_what_is_no_rating_is_named_with_line_and_column(tmp_path: Path, rating: str) -> None:
    path = write(tmp_path, f'user,item,stars,text\n\na,x,5,"two\nlines"\na,y,"{rating}",\na,z,bad too,\n')
    assert complaint(path).startswith(f"mine.csv, line 5, column “stars”: “{rating}” is not a rating")


def test_lines_and_columns_without_header_are_counted_as_they_stand(tmp_path: Path) -> None:
    assert complaint(write(tmp_path, "a,x,5\nb,y,no\n"), NUMBERED).startswith("mine.csv, line 2, column “2”: “no”")


def test_a_wrong_rating_in_parquet_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    pl.DataFrame({"user": ["a", "b"], "item": ["x", "y"], "stars": [1.0, float("nan")]}).write_parquet(path)
    assert complaint(path).startswith("mine.parquet, row 2, column “stars”: “NaN” is not a rating")


def test_a_column_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    path = write(tmp_path, "user,thing,stars\na,x,5\n")
    assert complaint(path) == "mine.csv has no column “item”. Choose from its 3: “user”, “thing”, “stars”."
    assert "no column “7”" in complaint(path, TableColumns(user=0, item=1, rating=7))


def test_a_column_that_is_there_twice_can_not_be_chosen(tmp_path: Path) -> None:
    assert "more than one column “item”" in complaint(write(tmp_path, "user,item,stars,item\na,x,5,y\n"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "mine.csv is empty."),
        ("\n\n", "mine.csv is empty."),
        ("user,item,stars\n", "mine.csv has a header but no rows."),
        ("user,item,stars", "mine.csv has a header but no rows."),
        ("user,item,stars\na,x,5\nb,y\n", "mine.csv, line 3: 2 fields where the first row has 3."),
        ("user,item,stars\na,x,5\n\nb,y,4,9\n", "mine.csv, line 4: 4 fields where the first row has 3."),
        ('user,item,stars\na,"x\nx",5\nb,y\n', "mine.csv, line 4: 2 fields where the first row has 3."),
        ('user,item,stars\na,x,5\nb,y,"4\nc,z,3\n', "mine.csv, line 3: a quotation mark is never closed."),
        (b"user,item,stars\na,x,5\nb\xe4r,y,4\n", "mine.csv, line 3: byte 2 of it is not UTF-8. It looks like Latin-1"),
        ("user,item,stars\na,x,5\n".encode("utf-16"), "mine.csv is not UTF-8 text but UTF-16 text;"),
        (b"user,item\0,stars\na,x,5\n", "mine.csv is not UTF-8 text but binary data;"),
        (b"PAR1whatever", "mine.csv is not UTF-8 text but a Parquet file;"),
        (b"PK\x03\x04whatever", "mine.csv is not UTF-8 text but a ZIP or spreadsheet file;"),
        (gzip.compress(b"user,item,stars\na,x,5\n")[:-9], "mine.csv is cut off"),
        ("user,item,stars\n,x,5\n", "mine.csv has no row with both a user and an item."),
    ],
)
def test_files_that_are_no_such_table_are_refused_in_a_sentence(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    assert complaint(write(tmp_path, content)).startswith(said)


def test_files_of_other_kinds_and_missing_ones_are_refused(tmp_path: Path) -> None:
    assert "of no kind that can be read" in complaint(write(tmp_path, "x", "mine.xlsx"))
    assert "can't be read" in complaint(tmp_path / "missing.csv")
    assert "can't be read" in complaint(tmp_path / "missing.parquet")
    assert "can't be read as Parquet" in complaint(write(tmp_path, b"PAR1 nonsense PAR1", "mine.parquet"))


def test_a_parquet_column_of_lists_can_not_be_a_rating(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    pl.DataFrame({"user": ["a"], "item": ["x"], "stars": [b"\xff\xfe"]}).write_parquet(path)
    assert "column “stars” holds Binary" in complaint(path)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(columns=2), "has 3 columns; at most 2 are read."),
        (Limits(rows=2), "has more than 2 rows, the most that is read."),
        (Limits(field_bytes=5), "has a field of 6 bytes; at most 5 are read."),
    ],
)
def test_what_is_beyond_the_limits_is_refused(tmp_path: Path, kind: str, limits: Limits, said: str) -> None:
    path = tmp_path / f"mine.{kind}"
    content = pl.DataFrame({"user": ["a", "b", "c"], "item": ["x", "y", "züüz"], "stars": [1, 2, 3]})
    content.write_csv(path) if kind == "csv" else content.write_parquet(path)
    assert said in complaint(path, limits=limits)


def test_a_small_file_that_unpacks_to_a_big_one_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"user,item,stars\n" + b"a,x,5\n" * 100_000), "mine.csv.gz")
    assert path.stat().st_size < 10_000
    assert "unpacks to more than 100,000 bytes" in complaint(path, limits=Limits(unpacked_bytes=100_000))


def test_a_row_without_end_is_refused_with_the_line_it_starts_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 10_000)
    path = write(tmp_path, 'user,item,stars\na,x,5\nb,"y,4\n' + "c,z,3\n" * 10_000)
    assert complaint(path).startswith("mine.csv, line 3: the row that starts here is longer than 10,000 bytes.")


def test_rows_of_many_blocks_are_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 1_000)
    path = write(tmp_path, "user,item,stars\n" + "".join(f"u{n},x,{n % 5 + 1}\n" for n in range(2_000)))
    assert rows(table.read(path, NAMED)) == sorted((f"u{n}", "x", n % 5 + 1.0) for n in range(2_000))


def test_one_column_can_not_be_user_and_item() -> None:
    with pytest.raises(BadInput, match="“user” can't be both user and item; give a column for each"):
        checked(TableColumns, {"user": "user", "item": "user", "rating": "stars"}, "columns")


def test_one_column_can_not_be_rating_and_time() -> None:
    with pytest.raises(BadInput, match=r"^“stars” can't be both rating and time; give a column for each\.$"):
        table.columns({"user": "user", "item": "item", "rating": "stars", "time": "stars"})


def test_columns_by_name_and_by_number_do_not_mix() -> None:
    with pytest.raises(BadInput, match="all by number"):
        checked(TableColumns, {"user": "user", "item": 1, "rating": 2}, "columns")
    with pytest.raises(BadInput, match="numbered from 0"):
        checked(TableColumns, {"user": 0, "item": 1, "rating": -1}, "columns")


def test_a_tables_own_settings_are_the_defaults_with_what_is_said_differently() -> None:
    assert table.build_settings({"min_user_items": 7}).model_dump() == {
        **table.build_settings().model_dump(),
        "min_user_items": 7,
    }


@pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not here")
def test_real_reviews_become_a_dataset_with_text_features() -> None:
    path = SHARED / "instrument-reviews" / "reviews.csv"
    columns = TableColumns(user="user", item="item", rating="rating", text="review", time="unix_time")
    source = table.read(path, columns)
    assert source.interactions.height == 2_504
    dataset = build.build(source, table.build_settings(), table.about("real", path))
    assert dataset.counts()["reviews"] == len(dataset.pairs) == 2_504
    assert dataset.users.height == 688
    assert dataset.left_out == {}


@pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not here")
def test_real_ratings_without_text_become_a_dataset_without_text_features() -> None:
    path = SHARED / "ml-latest-small" / "ratings.csv"
    columns = TableColumns(user="userId", item="movieId", rating="rating", time="timestamp")
    dataset = build.build(table.read(path, columns), table.build_settings(), table.about("real", path))
    assert len(dataset.pairs) == 100_836
    assert dataset.users.height == 610
    assert set(features.add(dataset).features) == {"user_items", "item_mean", "ratings_count"}

"""Reading goodbooks-10k in both of its editions."""

import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from recsys.cli import main
from recsys.data import goodbooks
from recsys.data.source import Source
from recsys.errors import BadInput

FACTS = "authors,original_publication_year,title,average_rating,ratings_count"
BOOKS = (
    f"book_id,goodreads_book_id,isbn,{FACTS}\n"
    '1,2767052,439023483,Suzanne Collins,2008.0,"The Hunger Games (The Hunger Games, #1)",4.34,4780653\n'
    '2,3,,"William  Shakespeare, Robert           Jackson",-720.0,Iliad,3.73,\n'
    "3,41865,,,,Émile,,12\n"
)
NEWER = {
    "ratings.csv": "user_id,book_id,rating\n1,1,5\n1,2,4\n2,1,3\n",
    "books.csv": BOOKS,
    "to_read.csv": "user_id,book_id\n1,2\n2,3\n2,3\n9,3\n",
    "tags.csv": "tag_id,tag_name\n5,to-read\n6,fantasy\n7,YA\n8,dragons\n9,read-in-2014\n",
    "book_tags.csv": "goodreads_book_id,tag_id,count\n"
    "2767052,6,30\n2767052,7,40\n2767052,5,900\n2767052,8,20\n2767052,8,15\n2767052,9,99\n3,8,-1\n77,8,9\n",
}
OLDER = NEWER | {
    "books.csv": BOOKS.replace("book_id,goodreads_book_id", "id,book_id"),
    "ratings.csv": "book_id,user_id,rating\n1,1,5\n2,1,4\n1,2,3\n1,1,2\n",
}


def make(folder: Path, files: dict[str, str], **changed: str) -> Path:
    """The folder with these files; `ratings_csv` stands for ratings.csv."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(changed.get(name.replace(".", "_"), content), encoding="utf-8")
    return folder


def interactions(source: Source) -> list[tuple[Any, ...]]:
    return source.interactions.with_columns(pl.col("user_id", "item_id").cast(pl.String)).rows()


def complaint(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        goodbooks.read(folder)
    return str(caught.value)


@pytest.mark.parametrize("files", [NEWER, OLDER])
def test_books_keep_the_source_s_own_numbers_in_both_editions(tmp_path: Path, files: dict[str, str]) -> None:
    items = goodbooks.read(make(tmp_path / "gb", files)).items
    rows = items.with_columns(pl.col("average_rating").round(2)).rows(named=True)
    assert [(row["item_id"], row["title"], row["author"], row["year"], row["ratings_count"]) for row in rows] == [
        ("1", "The Hunger Games (The Hunger Games, #1)", "Suzanne Collins", 2008, 4780653),
        ("2", "Iliad", "William Shakespeare", -720, 0),
        ("3", "Émile", None, None, 12),
    ]
    assert [row["average_rating"] for row in rows] == [pytest.approx(4.34), pytest.approx(3.73), None]
    assert "goodreads_id" not in items.columns


def test_a_book_to_be_read_is_touched_unless_it_is_rated(tmp_path: Path) -> None:
    source = goodbooks.read(make(tmp_path / "gb", NEWER))
    assert interactions(source) == [("1", "1", 5), ("1", "2", 4), ("2", "1", 3), ("2", "3", 0), ("9", "3", 0)]
    assert (source.left_out[goodbooks.RATED], source.left_out[goodbooks.MARKED]) == (1, 1)


def test_of_the_older_edition_s_repeated_pairs_the_last_counts(tmp_path: Path) -> None:
    source = goodbooks.read(make(tmp_path / "gb", OLDER))
    assert interactions(source)[:3] == [("1", "2", 4), ("2", "1", 3), ("1", "1", 2)]
    assert source.left_out[goodbooks.AGAIN] == 1
    assert source.places[goodbooks.AGAIN] == "line 2 of ratings.csv"


def test_of_many_repeated_pairs_the_first_three_are_named(tmp_path: Path) -> None:
    folder = make(tmp_path / "gb", NEWER, ratings_csv="user_id,book_id,rating\n" + "1,1,5\n" * 6)
    assert goodbooks.read(folder).places[goodbooks.AGAIN] == "lines 2, 3, 4, … of ratings.csv"


def test_shelves_give_genres_and_what_they_say_of_the_book_is_a_tag(tmp_path: Path) -> None:
    source = goodbooks.read(make(tmp_path / "gb", NEWER))
    assert source.items.select("genres", "tags").rows() == [
        ("young-adult|fantasy", "ya|dragons|fantasy"),
        ("", ""),
        ("", ""),
    ]
    assert source.left_out[goodbooks.UNCOUNTED] == 2


@pytest.mark.parametrize(
    "shelf",
    [
        "to-read",
        "favorites",
        "favourites",
        "owned",
        "i-own",
        "books-i-own",
        "read-in-2014",
        "2015",
        "e-books",
        "kindle",
    ],
)
def test_a_shelf_that_speaks_of_the_reader_is_no_tag(tmp_path: Path, shelf: str) -> None:
    folder = make(
        tmp_path / "gb",
        NEWER,
        tags_csv=f"tag_id,tag_name\n1,{shelf}\n2,ready-for-film\n",
        book_tags_csv="goodreads_book_id,tag_id,count\n3,1,9\n3,2,1\n",
    )
    assert goodbooks.read(folder).items["tags"][1] == "ready-for-film"


def test_ratings_and_books_are_enough(tmp_path: Path) -> None:
    source = goodbooks.read(make(tmp_path / "gb", {name: NEWER[name] for name in ("ratings.csv", "books.csv")}))
    assert len(interactions(source)) == 3
    assert not {"genres", "tags"} & set(source.items.columns)


def test_a_zip_is_read_as_its_folder_is(tmp_path: Path) -> None:
    folder = make(tmp_path / "gb", NEWER)
    with zipfile.ZipFile(tmp_path / "gb.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"goodbooks-10k-master/{path.name}")
        archive.writestr("goodbooks-10k-master/samples/ratings.csv", "not this one")
    from_zip, from_folder = goodbooks.read(tmp_path / "gb.zip"), goodbooks.read(folder)
    assert from_zip.items.equals(from_folder.items)
    assert interactions(from_zip) == interactions(from_folder)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ratings_csv": "user_id,book_id,rating\n1,1,5\n1,2,0\n"}, "ratings.csv, line 3, column “rating”: “0” is not"),
        ({"ratings_csv": "user_id,rating\n1,5\n"}, "ratings.csv has no column “book_id”; it has “user_id”, “rating”."),
        ({"ratings_csv": "user_id,book_id,rating\nx,1,5\n"}, "ratings.csv, line 2, column “user_id”: “x” is not an id"),
        ({"to_read_csv": "user_id,book_id\n1,2,3\n"}, "to_read.csv, line 2: 3 fields where the first row has 2"),
        ({"books_csv": "title\nx\n"}, "books.csv has no column “id”"),
        ({"books_csv": BOOKS.replace("4.34", "43.4")}, "books.csv, line 2, column “average_rating”: “43.4” is not"),
        ({"book_tags_csv": "goodreads_book_id,tag_id,count\n1,1,many\n"}, "book_tags.csv, line 2, column “count”"),
    ],
)
def test_what_is_not_in_the_format_is_named_with_file_and_line(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    assert said in complaint(make(tmp_path / "gb", NEWER, **changed))


@pytest.mark.parametrize(("there", "missing"), [("ratings.csv", "books.csv"), ("tags.csv", "ratings.csv, books.csv")])
def test_a_part_of_the_dataset_is_told_what_it_lacks(tmp_path: Path, there: str, missing: str) -> None:
    said = complaint(make(tmp_path / "gb", {there: NEWER[there]}))
    assert said.startswith(f"gb lacks {missing}. goodbooks-10k is ratings.csv, books.csv and, if they are there, ")


def test_tags_without_their_names_are_refused(tmp_path: Path) -> None:
    files = {name: content for name, content in NEWER.items() if name != "tags.csv"}
    assert complaint(make(tmp_path / "gb", files)).startswith("gb has only one of tags.csv and book_tags.csv.")


@pytest.mark.usefixtures("home")
def test_the_command_line_makes_a_dataset_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ratings = "user_id,book_id,rating\n" + "".join(f"{user},{book},5\n" for user in range(1, 6) for book in (1, 2, 3))
    folder = make(tmp_path / "gb", NEWER, ratings_csv=ratings)
    assert main(["datasets", "goodbooks", str(folder), "--name", "gb", "--split", "user"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "gb: Goodreads users and the books they rated, from goodbooks-10k (gb). users 6 items 3" in printed
    assert "ratings 15 " in printed

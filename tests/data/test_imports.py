"""An import of any kind as one request: recognised, named, read; and what killed ones leave behind."""

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from recsys.columns import ITEM_ID
from recsys.data import dataset as datasets
from recsys.data import goodreads_download, imports, uploads
from recsys.data.dataset import Dataset
from recsys.data.imports import Import
from recsys.errors import BadInput
from recsys.progress import silent
from recsys.settings import checked

MOVIELENS = {
    "ratings.csv": "userId,movieId,rating,timestamp\n1,10,4.0,964982703\n",
    "movies.csv": "movieId,title,genres\n10,Toy Story (1995),Animation\n",
}
GOODBOOKS = {
    "ratings.csv": "user_id,book_id,rating\n1,1,5\n",
    "books.csv": "book_id,goodreads_book_id,authors,original_publication_year,title,average_rating,ratings_count\n"
    "1,2767052,Suzanne Collins,2008,The Hunger Games,4.34,4780653\n",
}
BOOK = '{"book_id": "7", "title": "T", "authors": [], "average_rating": "4", "ratings_count": "100"}'
TOUCH = '{"user_id": "a", "book_id": "7", "rating": 4, "date_added": ""}'
GOODREADS = {
    "goodreads_books_poetry.json": BOOK,
    "goodreads_interactions_poetry.json": TOUCH,
    "goodreads_reviews_poetry.json": "",
}


def folder(place: Path, files: dict[str, str]) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_text(content)
    return place


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"inside/{name}", content)
    return path


def request(**source: Any) -> Import:
    return checked(Import, {"dataset": "new", "source": source, "settings": {}}, "the import")


@pytest.mark.parametrize(
    ("kind", "files"), [("movielens", MOVIELENS), ("goodbooks", GOODBOOKS)], ids=["movielens", "goodbooks"]
)
def test_a_folder_and_a_zip_are_known_by_what_is_in_them_and_read(
    tmp_path: Path, kind: str, files: dict[str, str]
) -> None:
    for path in (folder(tmp_path / "files", files), zipped(tmp_path / "files.zip", files)):
        assert imports.recognize(path) == kind
        source, about = imports.read(request(kind=kind, path=str(path)), silent)
        assert source.interactions.height == 1
        assert (about.name, about.source) == ("new", kind)


def test_a_goodreads_folder_is_known_and_read_in_the_genre_asked_for(tmp_path: Path) -> None:
    place = folder(tmp_path, GOODREADS | {"goodreads_books_romance.json.gz": ""})
    assert imports.recognize(place) == "goodreads"
    assert imports.genres(place) == ["poetry", "romance"]
    source, about = imports.read(request(kind="goodreads", path=str(place), genre="poetry"), silent)
    assert source.items[ITEM_ID].cast(str).to_list() == ["7"]
    assert "poetry" in about.description


def test_any_other_file_is_taken_for_a_table_and_read_with_its_columns_and_scale(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("who,what,stars\na,x,10\n")
    assert imports.recognize(path) == "table"
    columns = {"user": "who", "item": "what", "rating": "stars"}
    with pytest.raises(BadInput, match=r"mine\.csv, line 2, column “stars”: “10” is not a rating up to 5"):
        imports.read(request(kind="table", path=str(path), columns=columns), silent)
    wanted = request(kind="table", path=str(path), columns=columns, scale={"highest_rating": 10})
    source, about = imports.read(wanted, silent)
    assert source.interactions["stars"].to_list() == [10]
    assert about.description == "Read from the table mine.csv."


def test_a_genre_is_downloaded_into_a_folder_of_its_own_and_read_from_there(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(place: Path, genre: str, report: object) -> None:
        folder(place, {name.replace("poetry", genre): content for name, content in GOODREADS.items()})

    monkeypatch.setattr(goodreads_download, "fetch", fetch)
    source, about = imports.read(request(kind="goodreads download", genre="romance"), silent)
    assert source.interactions.height == 1
    assert about.source == "goodreads"
    assert (home / "downloads" / "goodreads" / "goodreads_books_romance.json").exists()


def test_a_path_that_is_not_there_or_holds_nothing_known_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"There is no file or folder .*/nowhere\. Check the path\."):
        imports.recognize(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"holds nothing that is known here\. Give a table, a folder"):
        imports.recognize(folder(tmp_path / "empty", {}))


def test_a_request_with_an_unknown_kind_or_setting_is_refused() -> None:
    with pytest.raises(BadInput, match="source"):
        request(kind="telepathy")
    with pytest.raises(BadInput, match=r"source\.movielens\.colour: there is no such setting"):
        request(kind="movielens", path="/x", colour="blue")


@pytest.mark.usefixtures("home")
def test_a_free_name_is_made_of_what_is_left_of_any_text(dataset: Dataset) -> None:
    assert imports.free_name("My ratings (1).csv.gz") == "My-ratings-1"
    assert imports.free_name("../../tiny.csv") == "tiny-2"
    assert imports.free_name("") == "upload"
    with pytest.raises(BadInput, match="A dataset “tiny” exists already"):
        imports.check_name("tiny")


def test_what_a_killed_import_left_behind_goes_after_an_hour(dataset: Dataset) -> None:
    place = datasets.folder("tiny").parent
    for name in (".dead-abc", ".alive-abc", ".writing-abc"):
        (place / name).mkdir()
        (place / name / "arrays.npz").write_text("half")
    upload = uploads.keep(b"1", "a.csv")
    os.utime(upload.parent, (0, 0))
    for file in (".dead-abc/arrays.npz", ".dead-abc", ".writing-abc"):
        os.utime(place / file, (0, 0))
    imports.clear_abandoned()
    assert sorted(path.name for path in place.iterdir()) == [".alive-abc", ".writing-abc", "tiny"]
    assert not upload.exists()

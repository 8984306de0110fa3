"""Fetching a genre of the Book Graph."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from file_server import FileServer, serving

from recsys.data import download, goodreads, goodreads_download
from recsys.errors import BadInput
from recsys.settings import BuildSettings

BOOK = {
    "book_id": "1",
    "title": "Title",
    "authors": [{"author_id": "50"}],
    "average_rating": "4.0",
    "ratings_count": "100",
}
TOUCH = {"user_id": "a", "book_id": "1", "rating": 4}
CONTENTS = {"books": BOOK, "interactions": TOUCH, "reviews": TOUCH | {"review_text": "Loved it"}}
NAMES = [f"goodreads_{kind}_poetry.json.gz" for kind in CONTENTS]


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving() as served:
        for kind, content in CONTENTS.items():
            served.files[f"/byGenre/goodreads_{kind}_poetry.json.gz"] = packed(content)
        served.files["/goodreads_book_authors.json.gz"] = packed({"author_id": "50", "name": "A. Writer"})
        yield served


def packed(content: object) -> bytes:
    return gzip.compress(json.dumps(content).encode(), mtime=0)


def test_the_files_of_a_genre_are_where_ucsd_keeps_them() -> None:
    base = "https://mcauleylab.ucsd.edu/public_datasets/gdrive/goodreads"
    assert goodreads_download.addresses("poetry") == {
        "books": f"{base}/byGenre/goodreads_books_poetry.json.gz",
        "interactions": f"{base}/byGenre/goodreads_interactions_poetry.json.gz",
        "reviews": f"{base}/byGenre/goodreads_reviews_poetry.json.gz",
        "authors": f"{base}/goodreads_book_authors.json.gz",
    }


def test_what_was_fetched_can_be_read(server: FileServer, tmp_path: Path) -> None:
    seen: list[float] = []
    goodreads_download.fetch(tmp_path, "poetry", lambda fraction, message: seen.append(fraction), server.address)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    source = goodreads.read(tmp_path, BuildSettings(min_item_ratings=1))
    assert source.items["author"].to_list() == ["A. Writer"]
    assert source.interactions.height == 1


def test_only_what_is_missing_is_fetched(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "goodreads_books_poetry.json").write_text(json.dumps(BOOK))
    (tmp_path / "goodreads_reviews_poetry.json.gz").write_bytes(packed(CONTENTS["reviews"]))
    goodreads_download.fetch(tmp_path, "poetry", base=f"{server.address}/")
    assert len(server.asked) == 2


def test_without_a_server_the_three_files_their_page_and_the_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        goodreads_download.fetch(tmp_path / "raw", "poetry", base="http://127.0.0.1:1")
    said = str(caught.value)
    for part in (*NAMES, "https://mengtingwan.github.io/data/goodreads", str(tmp_path / "raw")):
        assert part in said


def test_an_unknown_genre_is_told_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no genre “\.\./x”\. Choose one of children, .*young_adult\."):
        goodreads_download.fetch(tmp_path, "../x")


def test_checksums_given_by_the_caller_are_what_counts(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"{NAMES[1]} expected"):
        goodreads_download.fetch(tmp_path, "poetry", base=server.address, sha256={NAMES[1]: "0" * 64})
    assert not (tmp_path / NAMES[1]).exists()


def test_a_file_changed_since_its_download_is_not_read(server: FileServer, tmp_path: Path) -> None:
    goodreads_download.fetch(tmp_path, "poetry", base=server.address)
    (tmp_path / NAMES[2]).write_bytes(packed({}))
    with pytest.raises(BadInput, match=f"{NAMES[2]} was changed: its SHA-256 is"):
        goodreads.read(tmp_path, BuildSettings(min_item_ratings=1))


@pytest.mark.parametrize("beside", ["", "no checksum", "12ab  file"])
def test_a_checksum_file_that_holds_none_is_named(server: FileServer, tmp_path: Path, beside: str) -> None:
    goodreads_download.fetch(tmp_path, "poetry", base=server.address)
    (tmp_path / f"{NAMES[0]}.sha256").write_text(beside)
    with pytest.raises(BadInput, match=f"{NAMES[0]}.sha256 does not start with a SHA-256"):
        goodreads.read(tmp_path, BuildSettings(min_item_ratings=1))


def test_a_page_in_place_of_a_file_is_refused(server: FileServer, tmp_path: Path) -> None:
    server.files[f"/byGenre/{NAMES[0]}"] = b"<html>moved"
    with pytest.raises(BadInput, match="perhaps a web page"):
        goodreads_download.fetch(tmp_path, "poetry", base=server.address)
    assert list(tmp_path.iterdir()) == []
    assert download.GZIP == b"\x1f\x8b"

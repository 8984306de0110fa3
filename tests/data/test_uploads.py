"""Files that came through the browser: names of our own making, and how long they stay."""

import os
from pathlib import Path

import pytest

from recsys.data import uploads
from recsys.errors import Failure

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("ratings.csv", "ratings.csv"),
        ("My ratings (2).CSV.GZ", "My-ratings-2.csv.gz"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\..\\x.tsv", "x.tsv"),
        ("‮fdp.csv\n", "fdp-csv"),
        ("<b>.parquet", "b.parquet"),
        ("notes.txt", "notes-txt"),
        ("бренд.jsonl", "upload.jsonl"),
        (f"{'a' * 300}.csv", f"{'a' * 40}.csv"),
        (".csv", "upload.csv"),
        (f"a{'.csv.gz' * 99}", "a.csv.gz"),
        ("", "upload"),
    ],
)
def test_of_a_name_only_letters_digits_and_a_known_ending_become_a_path(home: Path, name: str, kept: str) -> None:
    path = uploads.keep(b"x", name)
    assert path.name == kept
    assert path.parent.parent == home / "uploads"
    assert path.read_bytes() == b"x"


def test_two_uploads_of_one_name_do_not_meet() -> None:
    first, second = uploads.keep(b"1", "a.csv"), uploads.keep(b"2", "a.csv")
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")


def test_what_was_uploaded_more_than_a_day_ago_goes_at_the_next_upload() -> None:
    old, new = uploads.keep(b"1", "a.csv"), uploads.keep(b"2", "b.csv")
    os.utime(old.parent, (0, 0))
    uploads.keep(b"3", "c.csv")
    assert not old.parent.exists()
    assert new.exists()


def test_an_upload_that_was_read_is_removed_and_nothing_else(home: Path) -> None:
    upload = uploads.keep(b"1", "a.csv")
    mine = home / "mine" / "a.csv"
    mine.parent.mkdir()
    mine.write_text("mine")
    for path in (upload, mine):
        uploads.remove(path)
    assert not upload.parent.exists()
    assert mine.exists()


def test_an_upload_that_does_not_fit_on_the_disk_is_a_sentence_and_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Failure, match=r"can't be kept \(No space left on device\)\. Free some disk space"):
        uploads.keep(b"1", "a.csv")
    assert list((home / "uploads").iterdir()) == []

"""Downloads that break, resume, are checked, and appear under their name only when they are whole."""

import errno
import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from file_server import FileServer, serving

from recsys.data import checksums, download, transfer
from recsys.data.download import Expected, NotFetched
from recsys.errors import BadInput, Cancelled, Failure
from recsys.progress import silent

CONTENT = bytes(range(256)) * 4_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving() as served:
        served.files["/books.gz"] = CONTENT
        yield served


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "WAIT", 0.0)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "books.gz"


def fetch(server: FileServer, target: Path, **expected: object) -> None:
    download.fetch(f"{server.address}/books.gz", target, silent, Expected(**expected))  # type: ignore[arg-type]


def names(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def test_a_file_is_fetched_with_its_checksum_beside_it(server: FileServer, target: Path) -> None:
    fetch(server, target)
    assert target.read_bytes() == CONTENT
    assert names(target) == ["books.gz", "books.gz.sha256"]
    assert target.with_name("books.gz.sha256").read_text() == f"{SHA256}  books.gz\n"


def test_a_file_that_is_there_is_not_fetched_again(server: FileServer, target: Path) -> None:
    fetch(server, target)
    fetch(server, target)
    assert server.asked == [""]


def test_progress_rises_to_the_end_and_counts_megabytes(
    server: FileServer, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[float, str]] = []
    server.cuts = [500_000]
    monkeypatch.setattr(transfer, "OFTEN", 0.0)
    download.fetch(f"{server.address}/books.gz", target, lambda *told: seen.append(told))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert any(message == "fetching books.gz: 1 of 1 MB" for _, message in seen)
    assert any("trying again" in message for _, message in seen)


def test_after_a_cut_the_rest_is_asked_for_and_no_more(server: FileServer, target: Path) -> None:
    server.cuts = [600_000, 100_000]
    fetch(server, target)
    assert server.asked == ["", "bytes=600000-", "bytes=700000-"]
    assert target.read_bytes() == CONTENT


def test_what_arrived_is_kept_for_the_next_time(server: FileServer, target: Path) -> None:
    server.cuts = [600_000, *[0] * download.TRIES]
    with pytest.raises(NotFetched, match=r"books\.gz can't be fetched: .*"):
        fetch(server, target)
    assert names(target) == ["books.gz.part", "books.gz.part.json"]
    assert target.with_name("books.gz.part").read_bytes() == CONTENT[:600_000]
    server.asked.clear()
    fetch(server, target)
    assert server.asked == ["bytes=600000-"]
    assert target.read_bytes() == CONTENT
    assert names(target) == ["books.gz", "books.gz.sha256"]


def test_a_file_that_changed_meanwhile_is_fetched_from_its_start(server: FileServer, target: Path) -> None:
    server.cuts = [600_000, *[0] * download.TRIES]
    with pytest.raises(NotFetched):
        fetch(server, target)
    server.files["/books.gz"], server.etag = CONTENT[::-1], '"2"'
    fetch(server, target)
    assert target.read_bytes() == CONTENT[::-1]


def test_a_file_that_has_become_as_short_as_what_had_arrived_is_fetched_from_its_start(
    server: FileServer, target: Path
) -> None:
    server.cuts = [600_000, *[0] * download.TRIES]
    with pytest.raises(NotFetched):
        fetch(server, target)
    server.files["/books.gz"], server.etag = CONTENT[::-1][:600_000], '"2"'
    fetch(server, target)
    assert target.read_bytes() == CONTENT[::-1][:600_000]


def test_a_partial_file_longer_than_the_whole_is_fetched_from_its_start(server: FileServer, target: Path) -> None:
    server.cuts = [600_000, *[0] * download.TRIES]
    with pytest.raises(NotFetched):
        fetch(server, target)
    target.with_name("books.gz.part").write_bytes(CONTENT + b"more")
    fetch(server, target)
    assert server.asked[-2:] == [f"bytes={len(CONTENT) + 4}-", ""]
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("lacking", ["ranges", "etag"])
def test_a_server_that_can_not_resume_gives_all_of_it_again(server: FileServer, target: Path, lacking: str) -> None:
    server.gives_ranges, server.etag = lacking != "ranges", "" if lacking == "etag" else '"1"'
    server.cuts = [600_000]
    fetch(server, target)
    assert target.read_bytes() == CONTENT


def test_what_came_whole_before_it_could_be_checked_is_not_fetched_again(
    server: FileServer, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(path: Path, report: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(checksums, "sha256", stop)
        with pytest.raises(KeyboardInterrupt):
            fetch(server, target)
    fetch(server, target)
    assert server.asked == [""]
    assert target.read_bytes() == CONTENT


def test_a_file_that_is_not_the_expected_one_is_thrown_away(server: FileServer, target: Path) -> None:
    with pytest.raises(BadInput, match=rf"books\.gz expected: its SHA-256 is {SHA256}, not {'0' * 64}\."):
        fetch(server, target, sha256="0" * 64)
    assert names(target) == []
    fetch(server, target, sha256=SHA256.upper())
    assert target.exists()


def test_a_later_download_has_to_be_the_first_one_again(server: FileServer, target: Path) -> None:
    fetch(server, target)
    target.unlink()
    server.files["/books.gz"] = CONTENT[:-1]
    with pytest.raises(BadInput, match=r"remove books\.gz\.sha256 first"):
        fetch(server, target)
    assert names(target) == ["books.gz.sha256"]


def test_a_file_that_was_changed_here_is_not_taken_for_the_one_downloaded(server: FileServer, target: Path) -> None:
    fetch(server, target)
    target.write_bytes(b"changed")
    with pytest.raises(BadInput, match="is not the file expected"):
        fetch(server, target)


def test_a_page_in_place_of_the_file_is_no_file(server: FileServer, target: Path) -> None:
    server.files["/books.gz"] = b"<html>Please log in"
    with pytest.raises(NotFetched, match="perhaps a web page"):
        fetch(server, target, start=download.GZIP)
    assert names(target) == []


@pytest.mark.parametrize(
    ("status", "said", "tries"),
    [(404, "the server answers 404 (Not Found)", 1), (503, "the server answers 503 (Service Unavailable)", 4)],
)
def test_a_server_that_refuses_is_quoted_and_asked_again_only_if_that_may_help(
    server: FileServer, target: Path, status: int, said: str, tries: int
) -> None:
    server.status = status
    with pytest.raises(NotFetched) as caught:
        fetch(server, target)
    assert said in str(caught.value)
    assert len(server.asked) == tries
    assert names(target) == []


def test_no_server_is_a_sentence(target: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/books.gz"
        with pytest.raises(NotFetched, match="can't be fetched: failed to connect to 127"):
            download.fetch(address, target)
    assert names(target) == []


def test_only_the_web_is_fetched_from(tmp_path: Path, target: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(NotFetched, match="can't be fetched"):
        download.fetch((tmp_path / "secret").as_uri(), target)
    assert names(target) == []


def test_a_full_disk_is_a_sentence_and_what_arrived_is_kept(
    server: FileServer, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(request: transfer.Transfer, block: bytes) -> None:
        if request.file.tell() + len(block) > 300_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(request, block)

    write = transfer.Transfer._write
    with monkeypatch.context() as context:
        context.setattr(transfer.Transfer, "_write", full)
        with pytest.raises(Failure, match=r"books\.gz can't be written to .* \(No space left on device\)\. Make room"):
            fetch(server, target)
    there = target.with_name("books.gz.part").stat().st_size
    assert 0 < there <= 300_000
    fetch(server, target)
    assert server.asked == ["", f"bytes={there}-"]
    assert target.read_bytes() == CONTENT


def test_a_cancelled_download_goes_on_the_next_time(
    server: FileServer, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel(fraction: float, message: str) -> None:
        if fraction > 0.3:
            raise Cancelled("enough")

    monkeypatch.setattr(transfer, "OFTEN", 0.0)
    with pytest.raises(Cancelled):
        download.fetch(f"{server.address}/books.gz", target, cancel)
    there = target.with_name("books.gz.part").stat().st_size
    assert there > 0
    fetch(server, target)
    assert server.asked[-1] == f"bytes={there}-"
    assert target.read_bytes() == CONTENT


def test_of_two_who_fetch_the_same_the_second_is_told_to_wait(server: FileServer, target: Path) -> None:
    target.parent.mkdir()
    with download._only_one(target.with_name("books.gz.part")), pytest.raises(BadInput, match=r"already\. Wait"):
        fetch(server, target)

"""A file from the web: resumed where it stopped, checked, and under its name only when it is whole."""

import contextlib
import fcntl
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from recsys.data import checksums, transfer
from recsys.data.transfer import Interrupted
from recsys.errors import BadInput, Failure
from recsys.progress import Report, part, silent

log = logging.getLogger(__name__)

TRIES = 4  # in a row that bring nothing new
WAIT = 1.0  # seconds before the next try, twice as many after each that brought nothing
GZIP = b"\x1f\x8b"


class NotFetched(BadInput):
    """The file could not be had from there, now or ever."""


@dataclass(frozen=True)
class Expected:
    """What a file has to be. sha256: 64 hex digits, None: whatever was downloaded first; start: its first bytes."""

    sha256: str | None = None
    start: bytes = b""


def fetch(url: str, target: Path, report: Report = silent, expected: Expected | None = None) -> None:
    """Download a file to `target`, unless it is there; either way it is then the one expected, or BadInput is raised.

    What was fetched stays beside it as NAME.part when the connection breaks or somebody cancels, and is gone on from
    the next time. NAME.sha256 is written beside it. Raises NotFetched, and Failure if it can't be written.
    """
    expected = expected or Expected()
    digest = expected.sha256 or checksums.recorded(target)
    if target.exists():
        _check(target, digest, part(report, 0.0, 1.0))
        return
    partial = target.with_name(f"{target.name}.part")
    with _writing(target), _only_one(partial) as file:
        _fetch_all(url, file, partial, part(report, 0.0, 0.95))
        _check_start(url, partial, expected.start)
        found = checksums.sha256(partial, part(report, 0.95, 1.0))
        if digest is not None and found != digest.lower():
            transfer.forget(partial)
            raise BadInput(
                f"What {url} gives is not the {target.name} expected: its SHA-256 is {found}, not {digest}. "
                f"It was thrown away. Try again; if there is a new version, remove {target.name}.sha256 first."
            )
        checksums.record(target, found)
        os.replace(partial, target)
        transfer.forget(partial)
    log.info("%s: fetched, SHA-256 %s", target, found)


def _check(target: Path, digest: str | None, report: Report) -> None:
    if digest is not None and (found := checksums.sha256(target, report)) != digest.lower():
        raise BadInput(
            f"{target} is not the file expected: its SHA-256 is {found}, not {digest}. "
            f"Remove it to download it again, or remove {target.name}.sha256 if you changed it yourself."
        )


def _check_start(url: str, partial: Path, start: bytes) -> None:
    """A page that says “please log in” comes with 200 OK, too."""
    with partial.open("rb") as file:
        if file.read(len(start)) == start:
            return
    transfer.forget(partial)
    raise NotFetched(f"{url} gives something else than that file, perhaps a web page. Look at it in a browser.")


@contextlib.contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Say in a sentence that something can't be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise Failure(
            f"{target.name} can't be written to {target.parent} ({error.strerror or error}). "
            f"Make room there or choose another folder; what has arrived is kept, and the next try goes on from it."
        ) from error


@contextlib.contextmanager
def _only_one(partial: Path) -> Iterator[IO[bytes]]:
    """The partial file, opened to be added to; of two who fetch the same, the second is sent away."""
    with partial.open("ab", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(f"{partial.stem} is being downloaded already. Wait for it to end.") from None
        try:
            yield file
        finally:
            if os.fstat(file.fileno()).st_size == 0:
                transfer.forget(partial)


def _fetch_all(url: str, file: IO[bytes], partial: Path, report: Report) -> None:
    """Until the partial file is whole; tries again while tries bring something, or `TRIES` are not used up."""
    most, in_vain, has_moved = partial.stat().st_size, 0, False
    while True:
        request = transfer.Transfer(url, file, partial, report)
        try:
            request.run()
            return
        except Interrupted as error:
            size = partial.stat().st_size
            log.info("%s: %s, at %d bytes", url, error, size)
            has_moved |= size > most
            most, in_vain = (size, 0) if size > most else (most, in_vain + 1)
            if in_vain >= TRIES or not (error.may_pass or has_moved):
                raise NotFetched(f"{url} can't be fetched: {error}.") from error
            report(size / max(request.version.total, size, 1), f"{partial.stem}: {error}; trying again")
            time.sleep(WAIT * 2**in_vain)

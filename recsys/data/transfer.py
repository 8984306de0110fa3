"""One request for what is missing of a file on the web, by libcurl, added to the partial file that is there.

libcurl does the transfer; here is what it leaves to its caller: which version of a file a partial one is of.
"""

import http
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import certifi
import pycurl

from recsys import files
from recsys.progress import Report

WEB = pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS
CHANGED = "it has changed there or can't be resumed, so it is fetched from its start"
# Of these, none is better a second later.
LASTING = (
    pycurl.E_UNSUPPORTED_PROTOCOL,
    pycurl.E_URL_MALFORMAT,
    pycurl.E_COULDNT_RESOLVE_HOST,
    pycurl.E_COULDNT_CONNECT,
    pycurl.E_PEER_FAILED_VERIFICATION,
    pycurl.E_TOO_MANY_REDIRECTS,
)
CONNECT, SILENCE = 20, 60  # seconds to wait for a connection, and for the next byte
OFTEN = 0.2  # seconds between two reports


@dataclass
class _Version:
    """Which version of a file a partial one is of, as its server names it; "" where it doesn't."""

    url: str
    etag: str = ""
    last_modified: str = ""
    total: int = 0

    @property
    def validator(self) -> str:
        """What If-Range takes: a weak ETag can't tell whether bytes are the same."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class Interrupted(Exception):
    """A try ended before the file was whole. may_pass: another may get further."""

    def __init__(self, why: str, may_pass: bool) -> None:
        super().__init__(why)
        self.may_pass = may_pass


class Transfer:
    """One request for what is missing of a file."""

    def __init__(self, url: str, file: IO[bytes], partial: Path, report: Report) -> None:
        self.url, self.file, self.partial, self.report = url, file, partial, report
        self.version = _read_version(partial, url)
        self.start = partial.stat().st_size
        if not self.version.validator and self.start:
            self._start_anew()  # nothing could tell whether the rest would be of the same version
        self.answer = _Version(url)
        self.raised: BaseException | None = None
        self.reported = 0.0

    def run(self) -> None:
        """Add what arrives to the file; raises Interrupted, or what writing and reporting raise."""
        if self.start and self.start == self.version.total:
            return
        curl = self._prepared()
        try:
            curl.perform()
        except pycurl.error as error:
            code, why = error.args
            if self.raised is not None:
                raise self.raised from None
            if code == pycurl.E_RANGE_ERROR:
                self._start_anew()
                raise Interrupted(CHANGED, True) from None
            raise _interrupted(code, why, curl.getinfo(pycurl.RESPONSE_CODE)) from None
        finally:
            status = curl.getinfo(pycurl.RESPONSE_CODE)
            curl.close()
        if self.start and status != http.HTTPStatus.PARTIAL_CONTENT:  # libcurl took it for “is whole already”
            self._start_anew()
            raise Interrupted(CHANGED, True)

    def _prepared(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        for option, value in (
            (pycurl.URL, self.url),
            (pycurl.PROTOCOLS, WEB),
            (pycurl.REDIR_PROTOCOLS, WEB),
            (pycurl.FOLLOWLOCATION, True),
            (pycurl.MAXREDIRS, 5),
            (pycurl.FAILONERROR, True),
            (pycurl.NOSIGNAL, True),  # or it could not run in a thread
            (pycurl.CAINFO, certifi.where()),
            (pycurl.USERAGENT, "Votebook"),
            (pycurl.CONNECTTIMEOUT, CONNECT),
            (pycurl.LOW_SPEED_LIMIT, 1),
            (pycurl.LOW_SPEED_TIME, SILENCE),
            (pycurl.NOPROGRESS, False),
            (pycurl.XFERINFOFUNCTION, self._kept(self._progress, 1)),
            (pycurl.HEADERFUNCTION, self._header),
            (pycurl.WRITEFUNCTION, self._kept(self._write, 0)),
        ):
            curl.setopt(option, value)
        if self.start:
            curl.setopt(pycurl.RESUME_FROM_LARGE, self.start)
            curl.setopt(pycurl.HTTPHEADER, [f"If-Range: {self.version.validator}"])
        return curl

    def _kept(self, call: Callable[..., int | None], failed: int) -> Callable[..., int | None]:
        """libcurl only hears that a callback failed; what it raised is kept for `run` to raise."""

        def kept(*given: int | bytes) -> int | None:
            try:
                return call(*given)
            except BaseException as error:
                self.raised = error
                return failed

        return kept

    def _header(self, line: bytes) -> None:
        name, _, value = line.decode("latin-1").partition(":")
        match name.strip().lower(), value.strip():
            case "etag", etag:
                self.answer.etag = etag
            case "last-modified", date:
                self.answer.last_modified = date
            case "content-length", length if length.isdecimal():
                self.answer.total = self.start + int(length)
            case status, _ if status.startswith("http/"):  # after a redirection, the next answer begins
                self.answer = _Version(self.url)

    def _write(self, block: bytes) -> None:
        if self.version != self.answer and not self.start:
            self.version = self.answer
            files.write_json(_version_file(self.partial), asdict(self.version))
        rest = memoryview(block)
        while rest:
            rest = rest[self.file.write(rest) :]

    def _progress(self, total: int, done: int, *upload: int) -> int:
        now = time.monotonic()
        if total and now - self.reported >= OFTEN:
            self.reported = now
            whole, there = self.start + total, self.start + done
            name = self.partial.stem
            self.report(there / whole, f"fetching {name}: {there / 1e6:,.0f} of {whole / 1e6:,.0f} MB")
        return 0

    def _start_anew(self) -> None:
        self.file.truncate(0)
        _version_file(self.partial).unlink(missing_ok=True)
        self.start, self.version = 0, _Version(self.url)


def forget(partial: Path) -> None:
    """Remove a partial file and what is known of it."""
    partial.unlink(missing_ok=True)
    _version_file(partial).unlink(missing_ok=True)


def _interrupted(code: int, why: str, status: int) -> Interrupted:
    """What libcurl says, for people."""
    if code == pycurl.E_HTTP_RETURNED_ERROR:
        phrase = f"the server answers {status} ({_phrase(status)})"
        return Interrupted(phrase, status in (408, 429) or status >= 500)
    return Interrupted(why[:1].lower() + why[1:].rstrip("."), code not in LASTING)


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "no known status"


def _version_file(partial: Path) -> Path:
    return partial.with_name(f"{partial.name}.json")


def _read_version(partial: Path, url: str) -> _Version:
    """Of a partial file; one from another address, or that nobody can read, is of no known version."""
    try:
        stored = _Version(**json.loads(_version_file(partial).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return _Version(url)
    return stored if stored.url == url else _Version(url)

"""UTF-8, and what a file that is not in it may be in."""

import codecs
import io
from functools import partial
from pathlib import Path

from recsys.data.streams import Stream
from recsys.errors import BadInput

LONGEST = 16 << 20


def text(path: Path, start: bytes) -> str:
    """The first bytes of a file as text, without a character that they cut. Raises BadInput if they are not UTF-8."""
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    except UnicodeDecodeError as error:
        raise BadInput(complaint(path)) from error


def complaint(path: Path) -> str:
    """On which line a file stops being UTF-8, and what it may be instead."""
    line, byte, value = _first_other(path)
    letter = bytes([value]).decode("cp1252", errors="ignore")
    looks = f" It looks like Latin-1 or Windows-1252, in which it is “{letter}”." if letter.isalpha() else ""
    return f"{path.name}, line {line:,}: byte {byte:,} of it is not UTF-8.{looks} Save the file as UTF-8."


def _first_other(path: Path) -> tuple[int, int, int]:
    """Line and byte, from 1, of the first byte that is not UTF-8, and its value."""
    with Stream(path) as stream, io.BufferedReader(stream) as file:
        for number, line in enumerate(iter(partial(file.readline, LONGEST), b""), 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return number, error.start + 1, line[error.start]
    return 1, 1, 0

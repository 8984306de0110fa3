"""A file's bytes, unpacked on the way, with how far one is: what every reader of text files reads from."""

import contextlib
import io
import logging
import time
import weakref
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from isal import igzip, isal_zlib

from recsys.errors import BadInput

log = logging.getLogger(__name__)

GZIP = b"\x1f\x8b"
LINE_END = ord("\n")
PATIENCE = 10.0  # seconds for a borrower to give a stream back; it has at most one block to read
NOT_TEXT = {
    b"PAR1": "a Parquet file; name it .parquet",
    b"PK\x03\x04": "a ZIP or spreadsheet file; export the sheet as CSV",
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
}


class Stream(io.RawIOBase):
    """The text file at `path`, unpacked if its first bytes say gzip. Its lines are counted as they pass.

    Raises BadInput if it can't be opened, is damaged or cut off, is no text, or unpacks to more than `max_bytes`.
    """

    def __init__(self, path: Path, max_bytes: int | None = None) -> None:
        super().__init__()
        self.path, self.max_bytes = path, max_bytes
        self.bytes_read = self.lines_read = 0
        self.tail = b""  # the last bytes read
        self._lent: list[weakref.ref[Any]] = []
        try:
            self._size = max(path.stat().st_size, 1)
            self._file = path.open("rb", buffering=0)
            packed = self._file.read(2) == GZIP
            self._file.seek(0)
        except OSError as error:
            raise BadInput(
                f"{path} can't be read ({error.strerror or error}). Check the path and its rights."
            ) from error
        # ISA-L unpacks 2.3 times as fast as zlib and checks the length and the CRC at the end as well.
        self._unpacked: io.RawIOBase | igzip.IGzipFile = igzip.IGzipFile(fileobj=self._file) if packed else self._file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            block: bytes = self._unpacked.read(size)
        except (OSError, EOFError, isal_zlib.error) as error:  # type: ignore[misc]  # its stub makes an instance of the class
            raise BadInput(self._damage(error)) from error
        if self.bytes_read == 0:
            self._check_text(block)
        self.bytes_read += len(block)
        self.tail = (self.tail + block[-64:])[-64:]
        self.lines_read += int(np.count_nonzero(np.frombuffer(block, np.uint8) == LINE_END))
        if self.max_bytes is not None and self.bytes_read > self.max_bytes:
            raise BadInput(
                f"{self.path.name} unpacks to more than {self.max_bytes:,} bytes, the most that is read. "
                f"Split the file."
            )
        return block

    def readinto(self, buffer: Any) -> int:
        block = self.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def fraction(self) -> float:
        """How much of the file on disk has been read, 0 to 1."""
        return min(self._file.tell() / self._size, 1.0)

    def lend(self) -> "Loan":
        """The same bytes, for a library that reads ahead in threads of its own; `close` waits until it has let go.

        Arrow's threads give back what they hold of Python's, the file and each block of it, when they come to it; one
        that comes to it while the interpreter ends takes the process down ("terminate called without an active
        exception").
        """
        loan = Loan(self)
        self.note_lent(loan)
        return loan

    def note_lent(self, something: Any) -> None:
        """Let `close` wait until nobody holds that any more."""
        self._lent = [*(held for held in self._lent if held() is not None), weakref.ref(something)]

    def close(self) -> None:
        if not self.closed:
            deadline = time.monotonic() + PATIENCE
            while any(held() is not None for held in self._lent) and time.monotonic() < deadline:
                time.sleep(0.001)
            self._unpacked.close()
            self._file.close()
        super().close()

    def _check_text(self, start: bytes) -> None:
        kind = next((kind for magic, kind in NOT_TEXT.items() if start.startswith(magic)), None)
        if kind is None and b"\0" in start:
            kind = "binary data; give it as UTF-8 text"
        if kind:
            raise BadInput(f"{self.path.name} is not UTF-8 text but {kind}.")

    def _damage(self, error: Exception) -> str:
        log.info("%s: %s", self.path, error)
        what = "is cut off: it ends" if isinstance(error, EOFError) else "is damaged: its gzip data break"
        return f"{self.path.name} {what} after line {_lines_unpacked(self.path):,}. Get the file again."


class Loan:
    """A stream in a borrower's hands. It gives arrays, since nobody could tell when plain bytes are let go of."""

    closed = False

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> npt.NDArray[np.uint8]:
        """The next bytes, (n,); none at the end."""
        stream = self._stream
        del self  # the traceback of what the next line may raise would hold it
        block = np.asarray(memoryview(stream.read(size)))
        stream.note_lent(block)
        return block


def _lines_unpacked(path: Path) -> int:
    """How many whole lines can be unpacked before a gzip file breaks."""
    unpack, lines = zlib.decompressobj(31), 0
    with contextlib.suppress(zlib.error), path.open("rb") as file:
        while chunk := file.read(1 << 16):
            lines += unpack.decompress(chunk).count(b"\n")
            while unpack.unused_data:  # of the next member: a gzip file may be several, one after another
                rest, unpack = unpack.unused_data, zlib.decompressobj(31)
                lines += unpack.decompress(rest).count(b"\n")
    return lines

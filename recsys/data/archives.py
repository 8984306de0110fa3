"""A folder of files, or a zip of them as if it were that folder; who gives a zip may not mean well."""

import contextlib
import io
import lzma
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

from recsys.data.limits import LIMITS, Limits
from recsys.errors import BadInput
from recsys.progress import Report, silent

BLOCK = 1 << 20
DIRECTORY_BYTES = 4 << 20  # tens of thousands of files; more would only fill the memory
OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
AGAIN = "Get the file again, or give the folder that it unpacks to."
DAMAGES = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
"""What Python's zip reader raises, depending on where a file is damaged."""


def find(path: Path, names: Collection[str]) -> dict[str, str]:
    """Which of the files `names` are in a folder or zip, and where: in it, or else in one folder of it.

    Raises BadInput if it is neither, if it is hostile, or if several of its folders hold such files.
    """
    if path.is_dir():
        return _nearest(path, (file.relative_to(path).as_posix() for file in _files(path)), names)
    with _opened(path) as archive:
        return _nearest(path, (member.filename for member in archive.infolist() if not member.is_dir()), names)


@contextlib.contextmanager
def unpacked(
    path: Path, places: dict[str, str], report: Report = silent, limits: Limits = LIMITS
) -> Iterator[dict[str, Path]]:
    """Where the files lie that `find` found (name -> path), while the block lasts: a zip's are unpacked for it.

    Raises BadInput if a member is damaged, encrypted or a link, or if all of them unpack to more than the limit.
    """
    if path.is_dir():
        yield {name: path / place for name, place in places.items()}
        return
    with tempfile.TemporaryDirectory(prefix="votebook-") as folder:
        files = {name: Path(folder) / name for name in places}
        with _opened(path) as archive:
            members = {files[name]: archive.getinfo(place) for name, place in places.items()}
            _unpack(path, archive, members, report, limits)
        yield files


def _files(folder: Path) -> Iterator[Path]:
    """The files in a folder and in the folders in it."""
    try:
        for path in folder.iterdir():
            yield from path.iterdir() if path.is_dir() else [path]
    except OSError as error:
        raise BadInput(f"{folder} can't be read ({error.strerror or error}). Check its rights.") from error


def _nearest(path: Path, places: Iterable[str], names: Collection[str]) -> dict[str, str]:
    """name -> place of the wanted files in the top folder, or else in the only folder below it that has any."""
    found: dict[str, dict[str, str]] = {}
    for place in places:
        parts = PurePosixPath(place).parts
        if len(parts) <= 2 and parts[-1] in names:
            found.setdefault("/".join(parts[:-1]), {})[parts[-1]] = place
    if "" not in found and len(found) > 1:
        raise BadInput(
            f"{path.name} holds such files in {len(found)} folders: {', '.join(sorted(found))}. "
            f"Give one of these folders."
        )
    return found.get("") or next(iter(found.values()), {})


class _BoundedReads(io.FileIO):
    """A zip file whose directory, which Python reads in one go and keeps, has a limit."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > DIRECTORY_BYTES:
            raise zipfile.BadZipFile(f"its directory is longer than {DIRECTORY_BYTES:,} bytes")
        return super().read(size)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    if not path.is_file():
        raise BadInput(f"There is no folder or zip file {path}. Check the path.")
    with contextlib.ExitStack() as opened:
        try:
            archive = opened.enter_context(zipfile.ZipFile(opened.enter_context(_BoundedReads(path))))
        except DAMAGES as error:
            raise BadInput(f"{path.name} is neither a folder nor a whole zip file ({error}). {AGAIN}") from error
        for member in archive.infolist():
            place = member.filename.replace("\\", "/")
            if OUTSIDE.search(place):
                raise BadInput(f"{path.name} holds “{place[:80]}”, a path that leads out of it. Use another zip file.")
        yield archive


def _unpack(
    path: Path, archive: zipfile.ZipFile, members: dict[Path, zipfile.ZipInfo], report: Report, limits: Limits
) -> None:
    # Python never unpacks more of a member than the zip's directory says; if there is more, the checksum does not fit.
    size, written = sum(member.file_size for member in members.values()), 0
    if size > limits.unpacked_bytes:
        raise BadInput(
            f"{path.name} unpacks to {size:,} bytes; at most {limits.unpacked_bytes:,} are read. Use a smaller dataset."
        )
    for target, member in members.items():
        _refuse(path, member)
        with target.open("wb") as file:
            for block in _blocks(path, archive, member):
                file.write(block)
                written += len(block)
                report(written / size, f"unpacking {target.name}")


def _refuse(path: Path, member: zipfile.ZipInfo) -> None:
    """Raises BadInput for a member that is no plain file of bytes."""
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        raise BadInput(f"{path.name}: {member.filename} is no file but a link or device. {AGAIN}")
    if member.flag_bits & 1:
        raise BadInput(
            f"{path.name}: {member.filename} is encrypted. Unpack it with its password and give the folder instead."
        )


def _blocks(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as packed:
            while block := packed.read(BLOCK):
                yield block
    except DAMAGES as error:
        raise BadInput(f"{path.name} is damaged: {member.filename} can't be unpacked ({error}). {AGAIN}") from error

"""Files that came through the browser, until they are read: under names of our own making, for a day."""

import contextlib
import re
import secrets
import shutil
import time
from pathlib import Path, PurePath

from recsys import files
from recsys.data import table_files
from recsys.errors import Failure

KEPT_FOR = 24 * 3600  # seconds; who uploaded may still be choosing columns
LONGEST_STEM = 40
KNOWN = (*table_files.KINDS, ".gz", ".zip")


def folder() -> Path:
    """Where they are."""
    return files.home() / "uploads"


def keep(content: "bytes | memoryview[int]", name: str) -> Path:
    """Write what was uploaded as a file of that name: of the name only letters, digits and a known ending are taken.

    Earlier uploads that nobody wants any more go. Raises Failure if the disk is full.
    """
    clear()
    target = folder() / secrets.token_hex(8) / f"{plain_name(name)}{_parted(name)[1]}"
    try:
        with files.new_file(target) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        shutil.rmtree(target.parent, ignore_errors=True)
        raise Failure(f"The upload can't be kept ({error.strerror}). Free some disk space, then try again.") from error
    return target


def remove(path: Path) -> None:
    """Drop an upload that was read; a file that is none stays where it is."""
    if path.parent.parent == folder():
        shutil.rmtree(path.parent, ignore_errors=True)


def clear() -> None:
    """Drop the uploads of more than a day ago."""
    if folder().exists():
        for place in folder().iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process was faster
                if time.time() - place.stat().st_mtime > KEPT_FOR:
                    shutil.rmtree(place, ignore_errors=True)


def plain_name(name: str) -> str:
    """What is left of a file's name, without its endings, that can be the name of a file or a dataset."""
    base, _ = _parted(name)
    return re.sub(r"[^A-Za-z0-9]+", "-", base).strip("-")[:LONGEST_STEM].rstrip("-") or "upload"


def _parted(name: str) -> tuple[str, str]:
    """A file's name without its endings, and those by which the readers know what it is."""
    base, endings = PurePath(name.replace("\\", "/")).name, list[str]()
    while ending := next((ending for ending in KNOWN if base.lower().endswith(ending)), None):
        base, endings = base[: -len(ending)], [ending, *endings]
    return base, "".join(endings[-2:])

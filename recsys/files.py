"""Where state lives, and the only ways it is written: under a temporary name, then renamed.

A reader therefore sees the old file or the new one, never half of one; what is damaged all the same (a disk, a hand)
is recognised by its checksum or format and named, never read as data.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from recsys.errors import BadInput, DamagedFile

EARLIER_DIGITS = 32  # of the checksums of files until there was SHA-256: BLAKE2b
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def home() -> Path:
    """The folder that holds all state: `VOTEBOOK_HOME`, or `.votebook` in the working folder."""
    return Path(os.environ.get("VOTEBOOK_HOME") or ".votebook").absolute()


def checked_name(name: str, what: str = "dataset") -> str:
    """`name` if it can safely become a file name; raises BadInput otherwise."""
    if not NAME.fullmatch(name):
        raise BadInput(
            f"“{name[:80]}” can't be a {what} name: use 1 to 64 letters, digits, - and _, a letter or digit first."
        )
    return name


@contextlib.contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` that is renamed to it when the block ends well, and is gone otherwise.

    Raises BadInput if `target` exists by then: of two who write the same name, the second keeps nothing.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield temporary
        temporary.chmod(0o755)
        try:
            os.rename(temporary, target)  # fails if the target is there and not empty, whoever was first
        except OSError as error:
            if not target.exists():
                raise
            raise BadInput(f"“{target.name}” exists already. Remove it first, or choose another name.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that is renamed to it when the block ends well, and is gone otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def link(file: Path, target: Path) -> None:
    """Let a file be there under a second name too; where the disk knows no links it is copied."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copy2(file, target)


def write_json(target: Path, content: Any) -> None:
    """Write `content` as JSON, atomically."""
    with new_file(target) as temporary:
        temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def read_json(path: Path, remedy: str) -> Any:
    """What `write_json` wrote; raises DamagedFile, ending with `remedy`, if it is not JSON any more."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DamagedFile(f"{path} is damaged: it is cut off or was changed. {remedy}") from error
    except OSError as error:
        raise DamagedFile(f"{path} can't be read ({error.strerror or error}). {remedy}") from error


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """The same file as `numpy.savez`, without its copy of each array."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            plain = np.ascontiguousarray(array)
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(plain))
                file.write(plain.reshape(-1).view(np.uint8).data)


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hex digits: processors compute it twice as fast as BLAKE2b."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_as_written(path: Path, noted: object) -> bool:
    """Whether a file is there and has the checksum that this release, or an earlier one, noted when it was written."""
    if not path.exists():
        return False
    if isinstance(noted, str) and len(noted) == EARLIER_DIGITS:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=EARLIER_DIGITS // 2))
        return digest.hexdigest() == noted
    return checksum(path) == noted


def text_checksum(text: str) -> str:
    """BLAKE2b of a text, as 32 hex digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

"""The SHA-256 of files from elsewhere, kept beside each as NAME.sha256, the way `sha256sum -c` reads it."""

import hashlib
import io
import re
from pathlib import Path

from recsys import files
from recsys.errors import BadInput
from recsys.progress import Report, silent

BLOCK = 4 << 20


def sha256(path: Path, report: Report = silent) -> str:
    """Of a file's bytes, as 64 hex digits."""
    digest, size, done = hashlib.sha256(), max(path.stat().st_size, 1), 0
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            report(min(done / size, 1.0), f"checking {path.name}")
    return digest.hexdigest()


def recorded(path: Path) -> str | None:
    """What stands in NAME.sha256; None if there is no such file."""
    beside = _beside(path)
    try:
        with beside.open("rb") as file:
            start = file.read(io.DEFAULT_BUFFER_SIZE)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput(f"{beside} can't be read ({error.strerror or error}). Check its rights.") from error
    if not (found := re.match(rb"([0-9a-fA-F]{64})(\s|$)", start)):
        raise BadInput(f"{beside} does not start with a SHA-256 of 64 hex digits. Mend it, or remove it.")
    return found[1].decode().lower()


def record(path: Path, digest: str) -> None:
    """Write NAME.sha256."""
    with files.new_file(_beside(path)) as temporary:
        temporary.write_text(f"{digest}  {path.name}\n", encoding="utf-8")
        temporary.chmod(0o644)


def check(path: Path, report: Report = silent) -> None:
    """Raise BadInput if a file is not the one whose SHA-256 stands beside it; without one, anything is right."""
    expected = recorded(path)
    if expected is not None and (found := sha256(path, report)) != expected:
        raise BadInput(
            f"{path.name} was changed: its SHA-256 is {found}, but {_beside(path).name} says {expected}. "
            f"Get the file again, or remove {_beside(path).name} if you changed it yourself."
        )


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")

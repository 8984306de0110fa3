"""What datasets there are, damaged ones too, and how much of the disk each takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recsys import files
from recsys.data import dataset as datasets
from recsys.data.dataset import REMEDY
from recsys.errors import DamagedFile


@dataclass(frozen=True)
class Entry:
    """A dataset's name, its size on the disk, and what it says of itself (`datasets.read_info`).

    damage: why it can't be used, as a sentence; then info is empty where even that can't be read. Only what can be seen
    without reading the data is seen: `damaged_files` reads them.
    """

    name: str
    bytes: int
    info: dict[str, Any]
    damage: str = ""


def listing() -> list[Entry]:
    """All datasets, by name."""
    place = files.home() / "datasets"
    folders = place.iterdir() if place.exists() else ()
    return [_entry(path) for path in sorted(folders) if path.is_dir() and files.NAME.fullmatch(path.name)]


def damaged_files(name: str) -> list[str]:
    """The files of a dataset that are missing or not as they were written; reads all of them."""
    return [
        file
        for file, expected in datasets.read_info(name)["checksums"].items()
        if not (path := datasets.folder(name) / file).exists() or files.checksum(path) != expected
    ]


def _entry(path: Path) -> Entry:
    size = sum(file.stat().st_size for file in path.iterdir() if file.is_file())
    try:
        info = datasets.read_info(path.name)
    except DamagedFile as error:
        return Entry(path.name, size, {}, str(error))
    if missing := [file for file in info["checksums"] if not (path / file).exists()]:
        return Entry(path.name, size, info, f"{', '.join(missing)} of {path} is missing. {REMEDY}")
    return Entry(path.name, size, info)

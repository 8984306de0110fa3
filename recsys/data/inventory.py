"""What datasets there are, damaged ones too, and how much of the disk each takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recsys import files
from recsys.data import dataset as datasets
from recsys.data.dataset import REMEDY
from recsys.errors import DamagedFile, NotFound


@dataclass(frozen=True)
class Entry:
    """A dataset's name, the sizes of its files on the disk, and what it says of itself (`datasets.read_info`).

    damage: why it can't be used, as a sentence; then info is empty where even that can't be read. Only what can be seen
    without reading the data is seen: `damaged_files` reads them.
    """

    name: str
    sizes: dict[str, int]
    info: dict[str, Any]
    damage: str = ""

    @property
    def bytes(self) -> int:
        """What it takes of the disk."""
        return sum(self.sizes.values())


def listing() -> list[Entry]:
    """All datasets, by name."""
    place = files.home() / "datasets"
    folders = place.iterdir() if place.exists() else ()
    return [_entry(path) for path in sorted(folders) if path.is_dir() and files.NAME.fullmatch(path.name)]


def entry(name: str) -> Entry:
    """One dataset, damaged or not; raises NotFound if there is none of that name."""
    path = datasets.folder(name)
    if not path.is_dir():
        raise NotFound(f"There is no dataset “{name}”. `python -m recsys datasets list` shows what there is.")
    return _entry(path)


def damaged_files(name: str) -> list[str]:
    """The files of a dataset that are missing or not as they were written; reads all of them."""
    return [
        file
        for file, expected in datasets.read_info(name)["checksums"].items()
        if not files.is_as_written(datasets.folder(name) / file, expected)
    ]


def not_as_written(name: str, damaged: list[str]) -> str:
    """The sentence about what `damaged_files` found."""
    return f"{name} is damaged: {_listed(damaged)} missing or not as written. {REMEDY}"


def size_in_words(size: int) -> str:
    """A size in bytes for people: 37.8 kB, 12.0 MB."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size} bytes"


def _entry(path: Path) -> Entry:
    sizes = {file.name: file.stat().st_size for file in sorted(path.iterdir()) if file.is_file()}
    try:
        info = datasets.read_info(path.name)
    except DamagedFile as error:
        return Entry(path.name, sizes, {}, str(error))
    return Entry(path.name, sizes, info, _damage(path, sizes, info))


def _damage(path: Path, sizes: dict[str, int], info: dict[str, Any]) -> str:
    if missing := [file for file in info["checksums"] if file not in sizes]:
        return f"In {path} {_listed(missing)} missing. {REMEDY}"
    for file, size in info["sizes"].items():
        if sizes.get(file) != size:
            return f"{path / file} is not as it was written: {sizes.get(file, 0):,} bytes instead of {size:,}. {REMEDY}"
    return ""


def _listed(names: list[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"

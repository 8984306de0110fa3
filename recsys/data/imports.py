"""An import of any kind as one request: where the data are, how they become a dataset, and under which name."""

import shutil
import time
from pathlib import Path
from typing import Literal

from pydantic import Field

from recsys import files
from recsys.data import (
    archives,
    build_defaults,
    goodbooks,
    goodreads,
    goodreads_download,
    movielens,
    table,
    table_files,
    uploads,
)
from recsys.data import dataset as datasets
from recsys.data.movielens_forms import FORMS
from recsys.data.source import Source
from recsys.data.table import FIVE_STARS, Scale, TableColumns
from recsys.errors import BadInput
from recsys.progress import Report, part
from recsys.settings import About, BuildSettings, Settings

ABANDONED_AFTER = 3600  # seconds; writing a dataset takes some

MAX_INTERACTIONS = Field(
    goodreads.S1_INTERACTIONS, ge=1, description="Read no more than these, as the published tutorial does"
)


class OwnTable(Settings):
    """One's own table, uploaded or on this machine."""

    kind: Literal["table"] = "table"
    path: Path
    columns: TableColumns
    scale: Scale = FIVE_STARS


class MovieLensFiles(Settings):
    """MovieLens, a folder or a zip."""

    kind: Literal["movielens"] = "movielens"
    path: Path


class GoodbooksFiles(Settings):
    """goodbooks-10k, a folder or a zip."""

    kind: Literal["goodbooks"] = "goodbooks"
    path: Path


class GoodreadsFiles(Settings):
    """A folder with the three files of a genre of the UCSD Book Graph."""

    kind: Literal["goodreads"] = "goodreads"
    path: Path
    genre: str | None = None
    max_interactions: int = MAX_INTERACTIONS


class GoodreadsDownload(Settings):
    """A genre of the UCSD Book Graph, fetched from where its authors keep it and kept under `VOTEBOOK_HOME/downloads`.

    What is there already is not fetched again.
    """

    kind: Literal["goodreads download"] = "goodreads download"
    genre: str
    max_interactions: int = MAX_INTERACTIONS


Kind = Literal["table", "movielens", "goodbooks", "goodreads"]
AnyOrigin = OwnTable | MovieLensFiles | GoodbooksFiles | GoodreadsFiles | GoodreadsDownload


class Import(Settings):
    """Make a dataset: its name, what it is read from, how it is filtered and split."""

    dataset: str
    source: AnyOrigin = Field(discriminator="kind")
    settings: BuildSettings


def read(wanted: Import, report: Report) -> tuple[Source, About]:
    """The tables of the source, and what is to be said of it; raises BadInput naming file, line or column."""
    name, source = wanted.dataset, wanted.source
    if isinstance(source, OwnTable):
        found = table.read(source.path, source.columns, report, scale=source.scale)
        return found, table.about(name, source.path, source.scale)
    if isinstance(source, MovieLensFiles):
        return movielens.read(source.path, report), movielens.about(name, source.path)
    if isinstance(source, GoodbooksFiles):
        return goodbooks.read(source.path, report), goodbooks.about(name, source.path)
    if isinstance(source, GoodreadsDownload):
        place = files.home() / "downloads" / "goodreads"
        goodreads_download.fetch(place, source.genre, part(report, 0.0, 0.8))
        source, report = _downloaded(source, place), part(report, 0.8, 1.0)
    found = goodreads.read(source.path, wanted.settings, report, source.genre, source.max_interactions)
    return found, goodreads.about(name, source.path, source.genre)


def _downloaded(source: GoodreadsDownload, place: Path) -> GoodreadsFiles:
    return GoodreadsFiles(path=place, genre=source.genre, max_interactions=source.max_interactions)


def recognize(path: Path) -> Kind:
    """What a file or folder is, by the names of what is in it; raises BadInput if it is nothing known here."""
    if not path.exists():
        raise BadInput(f"There is no file or folder {path}. Check the path.")
    if path.is_file() and path.suffix.lower() != ".zip":
        table_files.kind(path)
        return "table"
    if path.is_dir() and any(path.glob("goodreads_*.json*")):
        return "goodreads"
    known = {name for form in FORMS.values() for name in form.needed}
    found = archives.find(path, known | set(goodbooks.NEEDED))
    if "books.csv" in found:
        return "goodbooks"
    if found:
        return "movielens"
    raise BadInput(
        f"{path.name or path} holds nothing that is known here. Give a table, a folder with the three files of a "
        f"Goodreads genre, or a folder or zip with MovieLens or goodbooks-10k."
    )


def genres(folder: Path) -> list[str]:
    """The genres whose books are in a folder of Goodreads files."""
    names = (path.name.partition(".")[0] for path in folder.glob("goodreads_books_*.json*"))
    return sorted({name.removeprefix("goodreads_books_") for name in names})


def default_settings(source: AnyOrigin) -> BuildSettings:
    """The build settings that suit a source."""
    if isinstance(source, GoodreadsFiles | GoodreadsDownload):
        return BuildSettings()
    return table.build_settings() if isinstance(source, OwnTable) else build_defaults.build_settings()


def check_name(name: str) -> None:
    """Raises BadInput if no dataset can be made under that name."""
    if datasets.folder(name).exists():
        raise BadInput(f"A dataset “{name}” exists already. Remove it first, or choose another name.")


def free_name(wanted: str) -> str:
    """A name for a dataset that is not taken yet, made of any text."""
    name, number = uploads.plain_name(wanted), 1
    free = name
    while datasets.folder(free).exists():
        number += 1
        free = f"{name}-{number}"
    return free


def clear_abandoned() -> None:
    """Drop what a killed import left behind: half a dataset under a hidden name, an upload nobody came back for."""
    uploads.clear()
    for place in (files.home() / "datasets").glob(".*-*"):
        newest = max(path.stat().st_mtime for path in (place, *place.iterdir()))
        if time.time() - newest > ABANDONED_AFTER:
            shutil.rmtree(place, ignore_errors=True)

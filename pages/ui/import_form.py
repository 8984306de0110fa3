"""What to add as a dataset, and from where: each choice gives the request of an import, or shows what is missing."""

from pathlib import Path
from typing import Any

import streamlit as st

from pages.ui import build_form, import_steps, state, table_form
from pages.ui.text import plain
from recsys.data import imports, table_files, uploads
from recsys.data.goodreads_download import GENRES
from recsys.data.imports import (
    AnyOrigin,
    GoodbooksFiles,
    GoodreadsDownload,
    GoodreadsFiles,
    Import,
    Kind,
    MovieLensFiles,
)
from recsys.errors import BadInput
from recsys.settings import BuildSettings

WAYS = ["Upload a table or zip", "A file or folder on this machine", "Goodreads by download", "The demo"]
LOCAL = ("127.0.0.1", "localhost", "::1")
KINDS: dict[Kind, str] = {
    "movielens": "MovieLens",
    "goodbooks": "goodbooks-10k",
    "goodreads": "Goodreads files of the UCSD Book Graph",
}
DEMO_SIZES = {
    "small": "small: made in well under a minute",
    "full": "full: as large as the published data, takes minutes",
}


def ask() -> dict[str, Any] | None:
    """Choose what to add; the request is one for `imports.Import`."""
    state.remember(import_steps.FILLED_IN, False)
    way = st.radio("Where from", WAYS, horizontal=True, key="way", label_visibility="collapsed")
    try:
        wanted = dict(zip(WAYS, (_upload, _on_this_machine, _download, _demo), strict=True))[way]()
        if wanted is None:
            return None
        imports.check_name(wanted.dataset)
    except BadInput as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None
    return wanted.model_dump(mode="json")


def _upload() -> Import | None:
    file = st.file_uploader(
        "A table with a row for each rating: who, what, how many stars, and whatever else there is; "
        "or the zip of MovieLens or goodbooks-10k",
        type=[ending.removeprefix(".") for ending in (*table_files.KINDS, ".gz", ".zip")], key="upload",
    )  # fmt: skip
    if file is None:
        return None
    state.remember(import_steps.FILLED_IN, True)
    known = state.remembered("upload")
    if known is None or known[0] != file.file_id or not known[1].exists():
        known = (file.file_id, uploads.keep(file.getbuffer(), file.name))
        state.remember("upload", known)
    return _of_path(known[1], file.name)


def _on_this_machine() -> Import | None:
    if st.get_option("server.address") not in LOCAL:
        st.info(
            "Files on the machine are read only while Votebook answers this machine alone (server.address 127.0.0.1 in "
            ".streamlit/config.toml), because whoever reaches it could read them. Upload it, or use the command "
            "line there: python -m recsys datasets --help"
        )
        return None
    typed = st.text_input(
        "Path", key="path", placeholder="/home/me/ml-latest-small.zip",
        help="A table (CSV, TSV, JSON lines, Parquet); a folder or zip with MovieLens or goodbooks-10k; "
        "a folder with the three files of a Goodreads genre. Only offered because Votebook answers this machine alone.",
    ).strip()  # fmt: skip
    if not typed:
        return None
    state.remember(import_steps.FILLED_IN, True)
    path = Path(typed).expanduser().absolute()
    return _of_path(path, path.name)


def _of_path(path: Path, name: str) -> Import | None:
    """The request for what is there, whatever it turns out to be. name: what the file or folder is called."""
    kind = imports.recognize(path)
    if kind == "table":
        return _of_table(path, name)
    st.caption(f"This is {KINDS[kind]}.")
    if kind == "goodreads":
        return _of_goodreads(path)
    source = MovieLensFiles(path=path) if kind == "movielens" else GoodbooksFiles(path=path)
    return _of(source, imports.free_name(name), f"{kind}/{path}")


def _of_goodreads(path: Path) -> Import | None:
    genres = imports.genres(path)
    genre = st.selectbox("Genre", genres, key=f"genre/{path}") if len(genres) > 1 else None
    name = imports.free_name(genre or path.name)
    return _of(GoodreadsFiles(path=path, genre=genre), name, f"goodreads/{path}/{genre}")


def _download() -> Import | None:
    st.caption(
        "Readers, shelves and reviews from the UCSD Book Graph, fetched from the University of California. They are "
        "for academic use and not to be redistributed. A genre is some hundred megabytes to several gigabytes; what "
        "has arrived stays, so a broken download goes on where it stopped."
    )
    genre = st.selectbox(
        "Genre", GENRES, GENRES.index("young_adult"), format_func=lambda genre: genre.replace("_", " "), key="genre"
    )
    return _of(GoodreadsDownload(genre=genre), imports.free_name(f"goodreads-{genre}"), f"download/{genre}")


def _demo() -> None:
    st.caption(
        "Generated readers, books and reviews in the shape of Goodreads: the same each time, and no real person."
    )
    size = st.radio("Size", list(DEMO_SIZES), format_func=DEMO_SIZES.__getitem__, key="demo size")
    name = _name(imports.free_name("demo" if size == "small" else "demo-full"), f"demo/{size}")
    imports.check_name(name)
    busy = import_steps.is_busy()
    if st.button("Make the demo dataset", type="primary", disabled=busy, help=import_steps.BUSY if busy else None):
        import_steps.begin_demo(name, size)


def _of_table(path: Path, name: str) -> Import | None:
    found = table_form.ask(path)
    if found is None:
        return None
    source, settings = found
    return _of(source, imports.free_name(name), f"table/{path}", settings)


def _of(source: AnyOrigin, name: str, prefix: str, defaults: BuildSettings | None = None) -> Import | None:
    """The request, once it has a name and build settings."""
    chosen = _name(name, prefix)
    settings = build_form.ask(defaults or imports.default_settings(source), prefix)
    return None if settings is None else Import(dataset=chosen, source=source, settings=settings)


def _name(free: str, prefix: str) -> str:
    return st.text_input(
        "Name of the dataset", free, max_chars=64, key=f"{prefix}/name", help="Letters, digits, - and _."
    ).strip()

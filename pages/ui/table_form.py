"""A table as a source: its first rows, which column holds what, the scale of its ratings; guessed, to be corrected."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import caches
from pages.ui.text import plain
from recsys.data import column_guesses, preview, table
from recsys.data.imports import OwnTable
from recsys.data.preview import Preview
from recsys.data.table import Scale, TableColumns
from recsys.settings import BuildSettings

ROLES = {
    "user": "user", "item": "item", "rating": "rating", "text": "review text", "time": "time", "title": "title",
    "author": "author", "genre": "genres",
}  # fmt: skip
NONE = "–"
HIGHEST, ZERO = "best rating there is", "0 is a rating, not “none given”"


def ask(path: Path) -> tuple[OwnTable, BuildSettings] | None:
    """The table as it is to be read, and the build settings to start with; None while a column is missing.

    Raises BadInput if it is no table, or if the columns can't be.
    """
    stat = path.stat()
    found: Preview = caches.kept(("preview", str(path), stat.st_mtime_ns, stat.st_size), lambda: preview.look(path))
    names, rows = _with_header(found, path)
    st.dataframe(pd.DataFrame(_whole(rows, len(names)), columns=_labels(names)), hide_index=True, height=215)
    fields = [*st.columns(5), *st.columns(5)]
    scale = _scale(fields.pop(3), found, path)
    chosen = _columns(fields, found, names, path)
    if missing := [ROLES[role] for role in ("user", "item", "rating") if role not in chosen]:
        st.info(f"Choose the column of the {', the '.join(missing)}.")
        return None
    source = OwnTable(path=path, columns=table.columns(chosen), scale=scale)
    liked = column_guesses.liked_from(scale.highest_rating, scale.zero_is_a_rating)
    st.caption(f"“liked from” starts at {liked.value:g}. {plain(liked.why)}")
    return source, table.build_settings({"positive_from": liked.value})


def _scale(field: DeltaGenerator, found: Preview, path: Path) -> Scale:
    """What ratings can be, as guessed or corrected."""
    highest = field.number_input(
        HIGHEST, 0.01, None, float(found.highest_rating.value), step=1.0, format="%g",
        key=f"{path}/highest", help=f"{plain(found.highest_rating.why)} A rating above it is an error.",
    )  # fmt: skip
    zero = st.checkbox(
        ZERO, found.zero_is_a_rating, key=f"{path}/zero",
        help="Tick it where 0 is the worst there is to say, as in a table of 0 and 1 for no and yes. Ratings are then "
        "read as 1 to 5 stars: 0 is 1 star, the best rating 5. Otherwise 0 means touched without a rating.",
    )  # fmt: skip
    return Scale(highest_rating=highest, zero_is_a_rating=zero)


def _with_header(found: Preview, path: Path) -> tuple[list[str | int], list[tuple[str, ...]]]:
    """The columns' names, or their numbers, and the rows below; a person may know better than the guess."""
    st.caption(f"{found.kind}; its first rows. {plain(found.why_header)}")
    has_header, rows = found.has_header, list(found.rows)
    if found.kind not in ("Parquet", "JSON lines"):
        has_header = st.checkbox("The first row names the columns", found.has_header, key=f"{path}/header")
    if has_header == found.has_header:
        return [*found.names] if has_header else [*range(len(found.names))], rows
    if has_header:
        return [*_whole(rows[:1], len(found.names))[0]], rows[1:]
    return [*range(len(found.names))], [found.names, *rows]


def _columns(fields: list[DeltaGenerator], found: Preview, names: list[str | int], path: Path) -> dict[str, Any]:
    """Role of `TableColumns` -> column, as guessed or corrected."""
    labels, places = [*_labels(names), NONE], [-1, *range(len(names))]
    known: list[str | int] = [*found.names] if found.has_header else [*range(len(found.names))]
    chosen = {}
    for field, (role, title) in zip(fields, ROLES.items(), strict=False):
        guess = found.guesses.get(role)
        start = known.index(guess.column) if guess and guess.column in known else -1
        place = field.selectbox(
            title, places, places.index(start), key=f"{path}/{role}/{isinstance(names[0], str)}",
            format_func=labels.__getitem__,
            help=f"{TableColumns.model_fields[role].description}. {plain(guess.why) if guess else ''}",
        )  # fmt: skip
        if place >= 0:
            chosen[role] = names[place]
    return chosen


def _labels(names: list[str | int]) -> list[str]:
    """What to call each column: a name that stands twice or is empty gets its place."""
    return [
        name
        if isinstance(name, str) and name.strip() and names.count(name) == 1
        else f"{name} (column {place})"
        if isinstance(name, str)
        else f"column {name}"
        for place, name in enumerate(names)
    ]


def _whole(rows: list[tuple[str, ...]], width: int) -> list[list[str]]:
    """The rows, each with `width` cells."""
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]

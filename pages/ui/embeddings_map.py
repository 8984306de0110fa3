"""The map of a model's items: drawn by a job, colored by genre, with a rectangle that lists what is in it."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import caches, charts, downloads, figures, jobs, state
from pages.ui.charts.embeddings import AREA, GENRE
from pages.ui.frame import Desk
from pages.ui.parts import part
from pages.ui.text import plain
from recsys import recommendations
from recsys.columns import GENRES, ITEM_ID
from recsys.errors import DamagedFile
from recsys.inspection import item_map, map_genres, neighbors
from recsys.inspection.item_map import ItemMap, MapItems
from recsys.models.contract import HasVectors
from recsys.runs import ModelRun

SIZES = (500, 1_000, 2_000, 4_000)
START = 1_000
MOST_LISTED = 500
HELP = (
    "The vectors on a plane by t-SNE: near one another is what the model takes for alike. Distances between groups far "
    "apart, and the directions, say nothing."
)


@part
def show(desk: Desk, models: dict[str, ModelRun], item: int | None) -> None:
    """The map of one of the models, or how to get it."""
    run, wanted = _choose(desk, models)
    if not isinstance(caches.model(run), HasVectors):
        st.info(f"{run.id} has no vectors to draw: such a model compares {desk.noun}s in another way. Choose another.")
        return
    if jobs.watch_latest("map_items", desk.name):
        return
    try:
        found = item_map.found(wanted)
    except DamagedFile as error:
        st.error(plain(str(error)), icon=":material/error:")
        found = None
    if found is not None:
        _draw(desk, run, wanted, found, item)
        return
    st.caption(f"This map was not drawn yet. It takes up to some minutes, and is kept. {HELP}")
    if st.button("Draw the map", type="primary", icon=":material/map:"):
        jobs.start("map_items", wanted.model_dump(mode="json"))


def _choose(desk: Desk, models: dict[str, ModelRun]) -> tuple[ModelRun, MapItems]:
    of, size = st.columns([3, 2], vertical_alignment="bottom")
    names = list(models)
    with of:
        state.from_address("mapped", names, names[0])
        st.segmented_control("Map of", names, key="mapped", format_func=plain, required=True)
        state.to_address("mapped")
    with size:
        choices = [str(number) for number in SIZES]
        state.from_address("size", choices, str(START))
        st.segmented_control(
            f"{desk.noun.capitalize()}s", choices, key="size", format_func=lambda number: f"{int(number):,}",
            required=True, help="The most popular ones: those that stand on the most shelves.",
        )  # fmt: skip
        state.to_address("size")
    run = models[state.shown("mapped")]
    return run, MapItems(dataset=desk.name, run=run.id, items=int(state.shown("size")))


def _draw(desk: Desk, run: ModelRun, wanted: MapItems, found: ItemMap, item: int | None) -> None:
    key = ("map", run.id, run.created, desk.dataset.fingerprint, wanted.file.name)
    points = caches.kept(key, lambda: _points(desk, found))
    marked = points.assign(found=points["item"] == (-1 if item is None else item))
    named = map_genres.in_order(points["genre"].to_list()) if "genre" in points else []
    rest = sum(genre in (map_genres.OTHER, map_genres.UNKNOWN) for genre in named)
    figure = charts.item_map(marked.drop(columns=["item", "item_id"]), named, rest)
    event = st.vega_lite_chart(
        figures.specification(figure), on_select="rerun", selection_mode=[AREA, GENRE] if named else [AREA],
        key=f"map/{desk.name}/{run.id}/{run.created}/{wanted.items}/{item}",
    )  # fmt: skip
    st.caption(_words(desk, points, bool(named), item))
    _list(desk, run, marked, event["selection"])


def _points(desk: Desk, found: ItemMap) -> pd.DataFrame:
    """item, item_id, title, x, y, shelves, all_genres, and genre where any is known."""
    dataset = desk.dataset
    known = recommendations.describe(dataset, found.items)
    every = known[GENRES].fillna("").str.replace("|", ", ") if GENRES in known else ""
    table = pd.DataFrame(
        {
            "item": found.items, "item_id": known[ITEM_ID], "title": known["title"], "x": found.places[:, 0],
            "y": found.places[:, 1], "shelves": neighbors.popularity(dataset)[found.items], "all_genres": every,
        }
    )  # fmt: skip
    genres = map_genres.of_items(dataset, found.items)
    return table if genres is None else table.assign(genre=genres)


def _words(desk: Desk, points: pd.DataFrame, has_genres: bool, item: int | None) -> str:
    there = int(np.count_nonzero(neighbors.popularity(desk.dataset)))
    many = f"the {len(points):,} most popular of {there:,}" if len(points) < there else f"all {there:,}"
    words = [f"Shown are {many} {desk.noun}s that stand on a shelf. {HELP}"]
    if has_genres:
        words.append(
            f"Colored by the rarest of a {desk.noun}'s genres that has a color of its own; click the legend to see "
            "one, SHIFT-click for several."
        )
    else:
        words.append(f"The source names no genres of these {desk.noun}s, so all have one color.")
    words.append(f"Drag a rectangle to list the {desk.noun}s in it; a double click on the map ends any choice.")
    if item is not None and not (points["item"] == item).any():
        words.append(f"The {desk.noun} searched for above is not among those on the map.")
    elif item is not None:
        words.append(f"The {desk.noun} searched for above has a red ring.")
    return plain(" ".join(words))


def chosen(points: pd.DataFrame, selection: dict[str, Any]) -> pd.DataFrame | None:
    """The points in the rectangle and of the genres that were chosen in the browser; None if neither was."""
    area, genres = selection.get(AREA) or {}, [clicked.get("genre") for clicked in selection.get(GENRE) or []]
    if not area and not genres:
        return None
    inside = np.ones(len(points), bool)
    for axis, ends in area.items():
        inside &= points[axis].between(min(ends), max(ends)).to_numpy()
    if genres and "genre" in points:
        inside &= points["genre"].isin(genres).to_numpy()
    return points[inside].sort_values("shelves", ascending=False, kind="stable", ignore_index=True)


def _list(desk: Desk, run: ModelRun, points: pd.DataFrame, selection: dict[str, Any]) -> None:
    table = chosen(points, selection)
    if table is None:
        return
    st.subheader(f"{len(table):,} {desk.noun}s chosen", anchor=False)
    if table.empty:
        st.info(f"No {desk.noun} is in it. Drag a larger rectangle, or choose other genres.")
        return
    shown = table[["title", "all_genres", "shelves", "item_id"]]
    st.dataframe(
        shown.head(MOST_LISTED), hide_index=True, placeholder="", key=f"chosen/{desk.name}/{run.id}",
        column_config={"all_genres": "genres", "item_id": "id"},
    )  # fmt: skip
    if len(table) > MOST_LISTED:
        st.caption(f"The {MOST_LISTED} most popular; the download has all.")
    downloads.csv_button(shown.rename(columns={"all_genres": "genres"}), f"{desk.name}-{run.id}-chosen")

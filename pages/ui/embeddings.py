"""The views of item vectors: neighbors, lengths by popularity, and the map."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import (
    caches,
    charts,
    embeddings_map,
    embeddings_models,
    embeddings_neighbors,
    figures,
    state,
    title_search,
)
from pages.ui.frame import Desk
from pages.ui.parts import part
from pages.ui.text import plain
from recsys import recommendations
from recsys.inspection import neighbors
from recsys.runs import ModelRun

VIEWS = ("Nearest neighbors", "Length and popularity", "Map")
MOST_POINTS = 2_000  # of all panels together; a browser draws that many at once
PANELS_STYLE = """<style>
[class*="st-key-norms"] [data-testid="stVegaLiteChart"] { user-select: none }
</style>"""


@part
def show(desk: Desk, models: dict[str, ModelRun]) -> None:
    """The open view of some models, which the address names; with the item that is looked for."""
    item = title_search.choose(desk, "title", "Find a title")
    linked = state.in_address("view")
    state.start("embeddings", linked if linked in VIEWS else VIEWS[0], anew=False)
    nearest, norms, on_a_map = st.tabs(list(VIEWS), key="embeddings", on_change="rerun")
    state.put_into_address("view", state.shown("embeddings"))
    if nearest.open and item is not None:
        with nearest:
            _show_neighbors(desk, models, item)
    if norms.open:
        with norms:
            _show_norms(desk, models, item)
    if on_a_map.open:
        with on_a_map:
            embeddings_map.show(desk, models, item)


@part
def _show_neighbors(desk: Desk, models: dict[str, ModelRun], item: int) -> None:
    """The titles nearest to one, model by model."""
    by = embeddings_neighbors.choose_measure()
    for run, place in embeddings_models.panels(models):
        with place:
            embeddings_neighbors.show(desk, run, caches.model(run), item, by)


def _show_norms(desk: Desk, models: dict[str, ModelRun], item: int | None) -> None:
    """How long the vectors are by how popular the items are, with a brush that links the models."""
    found = {name: caches.kept(("norms", run.id, run.created), partial(_norms, run)) for name, run in models.items()}
    known = {name: norms for name, norms in found.items() if norms is not None}
    if without := [name for name in found if name not in known]:
        st.info(f"No vectors in {plain(', '.join(without))}: such a model compares {desk.noun}s in another way.")
    if not known:
        return
    counts = neighbors.popularity(desk.dataset)
    shown = neighbors.sample(counts, MOST_POINTS // len(known))
    if item is not None and counts[item]:
        shown = np.union1d(shown, [item])
    points = pd.DataFrame(
        {"title": recommendations.describe(desk.dataset, shown)["title"], "shelves": counts[shown]}
        | {"found": shown == (-1 if item is None else item)}
        | {f"norm {place}": norms[shown] for place, norms in enumerate(known.values())}
    )
    st.html(PANELS_STYLE)
    with st.container(key="norms"):
        figures.draw(charts.norms(points, list(known), desk.noun))
    _say_how_many(desk, len(shown), int(np.count_nonzero(counts)))


def _norms(run: ModelRun) -> np.ndarray | None:
    return neighbors.norms(caches.model(run))


def _say_how_many(desk: Desk, shown: int, there: int) -> None:
    words = f"All {shown:,} {desk.noun}s that stand on a shelf are shown."
    if shown < there:
        words = (
            f"Shown are {shown:,} of the {there:,} {desk.noun}s that stand on a shelf: the most popular, and as many "
            "of the others, drawn at random."
        )
    st.caption(
        f"{words} Drag a rectangle in one chart: the same {desk.noun}s stay blue in all. A double click ends it. The "
        f"{desk.noun} searched for above is red. Where length grows with popularity, the dot product favors what is "
        "popular."
    )

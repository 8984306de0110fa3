"""Titles with the stars that the person gives them in place; each change is on disk before the page is drawn again."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import caches, parts, state, title_search
from pages.ui.frame import Desk
from pages.ui.parts import part
from pages.ui.text import plain
from recsys import files, own_ratings, recommendations
from recsys.data.dataset import Ints
from recsys.errors import VotebookError
from recsys.own_ratings import OwnRatings

YOURS = "your stars"
REFUSED = "own rating refused"
TABLE_HEIGHT = 320  # pixels; more of them are scrolled to


@part
def rate(desk: Desk, mine: OwnRatings) -> None:
    """Search, and the titles found, to be rated; what is rated changes the whole page."""
    if parts.is_alone() and (state.remembered(REFUSED) or not _is_todays(desk, mine)):
        st.rerun()
    st.subheader("Find and rate", anchor=False)
    found = title_search.find(desk, "search", "Find by title or id")
    if len(found):
        st.caption(f"Click a cell under “{YOURS}”, then choose; DELETE takes it back.")
        _editor(desk, mine, found, "rate")


def _is_todays(desk: Desk, mine: OwnRatings) -> bool:
    now = own_ratings.given(desk.dataset, desk.person)
    return np.array_equal(now.items, mine.items) and np.array_equal(now.stars, mine.stars)


def show(desk: Desk, mine: OwnRatings) -> None:
    """What the person has rated so far, to be changed."""
    noun = desk.noun if len(mine) == 1 else f"{desk.noun}s"
    st.subheader(f"You rated {len(mine):,} {noun}", anchor=False)
    refused = state.remembered(REFUSED)
    if refused:
        st.error(plain(refused), icon=":material/block:")
        state.forget(REFUSED)
    if len(mine):
        _editor(desk, mine, mine.items, "rated")
    else:
        st.info(f"Nothing yet. Give stars to some {desk.noun}s you know: each is kept at once, and the list changes.")


def _editor(desk: Desk, mine: OwnRatings, items: Ints, key: str) -> None:
    stars = mine.of(items).astype(float).round(2)
    counts = caches.exploration(desk.dataset).ratings.items.ratings[items]
    table = recommendations.describe(desk.dataset, items).assign(**{YOURS: stars, "ratings": counts})
    shown = [YOURS, *(name for name in ("title", "author", "ratings", "item_id") if name in table)]
    # Its edits are known by their rows alone: with other rows, or other stars on disk, it is another editor.
    version = files.text_checksum(f"{items.tolist()}{stars.tolist()}")[:12]
    name = f"{key}/{desk.name}/{version}"
    st.data_editor(
        table[shown], hide_index=True, key=name, on_change=_keep, args=(desk, items, name), placeholder="–",
        disabled=shown[1:], height="auto" if len(table) <= 8 else TABLE_HEIGHT, column_config=_config(desk),
    )  # fmt: skip


def _keep(desk: Desk, items: Ints, key: str) -> None:
    """Put what was changed in an editor on disk."""
    edited = state.shown(key)["edited_rows"]
    changed = {int(items[int(row)]): cells[YOURS] for row, cells in edited.items() if YOURS in cells}
    keep(desk, {item: None if stars is None else float(stars) for item, stars in changed.items()})


def keep(desk: Desk, stars: dict[int, float | None]) -> None:
    """Rate items, or say on the page why that was refused."""
    try:
        own_ratings.give(desk.dataset, desk.person, stars)
    except VotebookError as error:
        state.remember(REFUSED, str(error))


def as_csv(desk: Desk, mine: OwnRatings) -> pd.DataFrame:
    """item_id, title, stars: what a download holds, and `rating_file.read` takes."""
    table = recommendations.describe(desk.dataset, mine.items)[["item_id", "title"]]
    return table.assign(stars=np.round(mine.stars.astype(float), 2))


def _config(desk: Desk) -> dict[str, Any]:
    levels = own_ratings.levels(desk.dataset)
    return {
        YOURS: st.column_config.SelectboxColumn(
            YOURS, options=levels, format_func=lambda stars: f"{stars:g} ★", pinned=True, width=90,
            help=f"From {levels[0]:g} (worst) to {levels[-1]:g} (best), the scale of these data.",
        ),
        "title": st.column_config.TextColumn("title", width=270),
        "ratings": st.column_config.NumberColumn("ratings", format="localized", help="By others, test left out."),
        "item_id": st.column_config.TextColumn("id"),
    }  # fmt: skip

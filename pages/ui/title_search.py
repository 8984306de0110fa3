"""Items by what people call them: words of the title, in whatever case, or the id."""

import streamlit as st

from pages.ui import caches, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import recommendations
from recsys.columns import ITEM_ID
from recsys.data.dataset import Ints
from recsys.exploration import items

MATCHES = 20
LONGEST = 200  # characters of what is typed


def find(desk: Desk, key: str, label: str) -> Ints:
    """The best matches of what is typed, which stands in the address as `key`; the most rated while nothing is."""
    state.text_from_address(key)
    wanted = st.text_input(
        label, key=key, max_chars=LONGEST, placeholder=f"words of the {desk.noun}'s title, or its id",
        help="Parts of words do, in capitals or not. Without anything the most rated are listed.",
    ).strip()  # fmt: skip
    state.to_address(key)
    found = items.find(caches.exploration(desk.dataset).ratings, wanted, MATCHES)
    if not len(found) and wanted:
        st.info(f"No {desk.noun} has “{plain(wanted)}” in its title or as its id. Try fewer or other words.")
    return found


def choose(desk: Desk, key: str, label: str) -> int | None:
    """One item, searched for; its id stands in the address as `key`. None if nothing was found."""
    look_up, matches = st.columns([2, 3], vertical_alignment="bottom")
    with look_up:
        best = find(desk, f"{key}_search", label).tolist()
    ids = desk.dataset.items[ITEM_ID]
    wanted = state.shown(f"{key}_search").strip()
    linked = ids.index_of(state.in_address(key) or "")
    if not wanted and linked is not None and linked not in best:
        best.append(linked)
    if not best:
        if not wanted:
            st.info(f"No {desk.noun} has a rating outside test. Search for one by its title.")
        return None
    by_id = {str(ids[item]): item for item in best}
    titles = dict(zip(by_id, recommendations.describe(desk.dataset, best)["title"], strict=True))
    with matches:
        state.from_address(key, list(by_id), next(iter(by_id)))
        chosen = st.selectbox(
            "The best matches" if wanted else "The most rated", list(by_id), key=key, format_func=titles.__getitem__
        )
        state.to_address(key)
    return by_id[chosen]

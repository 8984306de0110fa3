"""What can be done with one's own ratings as a whole: undo, take away, bring along, forget."""

import streamlit as st

from pages.ui import downloads, own_ratings_table, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import own_ratings
from recsys.errors import VotebookError
from recsys.inspection import rating_file
from recsys.own_ratings import OwnRatings

SAID = "own ratings read"
IMPORT = "import ratings"  # the popover
MEGABYTES = 1


def show(desk: Desk, mine: OwnRatings) -> None:
    """The buttons, beside one another."""
    if state.remembered(SAID):
        state.show(IMPORT, False)  # its file is taken
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Undo", icon=":material/undo:", disabled=not own_ratings.can_undo(desk.dataset, desk.person),
            help="Takes back the last rating, or the last file.",
        ):  # fmt: skip
            own_ratings.undo(desk.dataset, desk.person)
            st.rerun()
        with st.popover("Import", icon=":material/upload:", key=IMPORT, on_change="rerun") as popover:
            if popover.open:
                _import(desk)
        with st.popover("Forget", icon=":material/delete:", key="forget ratings", on_change="rerun") as popover:
            if popover.open:
                _forget(desk, mine)
        if len(mine):
            downloads.csv_button(own_ratings_table.as_csv(desk, mine), f"{desk.name}-my-ratings")
    if said := state.remembered(SAID):
        st.success(plain(said), icon=":material/check:")
        state.forget(SAID)


def _import(desk: Desk) -> None:
    st.caption(f"A CSV file with the columns item_id and stars, as the download gives it. At most {MEGABYTES} MB.")
    file = st.file_uploader("CSV file", type="csv", key=f"ratings file/{desk.name}", max_upload_size=MEGABYTES)
    if file is None or not st.button("Take them", type="primary", key="take ratings"):
        return
    try:
        found = rating_file.read(desk.dataset, file.getvalue())
        own_ratings.give(desk.dataset, desk.person, found.stars)
    except VotebookError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    left_out = f" {found.unknown:,} lines name no id of these data and were left out." if found.unknown else ""
    state.remember(SAID, f"Ratings of {len(found.stars):,} {desk.noun}s were taken.{left_out}")
    st.rerun()


def _forget(desk: Desk, mine: OwnRatings) -> None:
    if not own_ratings.can_undo(desk.dataset, desk.person):
        st.caption("There is nothing to forget.")
        return
    st.markdown(f"Forget all **{len(mine):,}** ratings you gave here, and every earlier step? There is no way back.")
    if st.button("Forget them for good", type="primary", key="do forget ratings"):
        own_ratings.forget_person(desk.dataset, desk.person)
        st.rerun()

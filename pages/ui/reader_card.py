"""One user: what is on the shelf, as a list and as a picture."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from pages.ui import caches, charts, figures, nouns
from pages.ui.frame import Desk
from recsys import recommendations
from recsys.data.dataset import Ints
from recsys.inspection import tastes

STARS = st.column_config.NumberColumn("stars", format="%g ★", help="As they were given; empty: touched, not rated.")
AVERAGE = st.column_config.NumberColumn("average rating", format="%.2f", help="Over all that the source has.")


def show_shelf(desk: Desk, user: int) -> None:
    """Everything the user touched, as a list."""
    table = _shelf(desk, user)
    _head_shelf(desk, len(table))
    if len(table):
        _list(table)


def show_shelf_and_tastes(desk: Desk, user: int, listed: Ints) -> None:
    """Everything the user touched, as a list and as a picture beside what is recommended, `listed`."""
    table = _shelf(desk, user)
    _head_shelf(desk, len(table))
    if table.empty:
        st.info(
            f"Nothing is on the shelf of this {nouns.person(desk.dataset.about)}: the list is what the model gives "
            "anybody."
        )
        return
    as_list, as_picture = st.columns(2, gap="large")
    with as_list:
        _list(table)
    with as_picture:
        _picture(desk, desk.dataset.histories.of(user), listed)


def _shelf(desk: Desk, user: int) -> pd.DataFrame:
    key = ("shelf", desk.dataset.fingerprint, user)
    found: pd.DataFrame = caches.kept(key, lambda: recommendations.shelf(desk.dataset, user))
    return found


def _head_shelf(desk: Desk, size: int) -> None:
    many = f"{size} {desk.noun}s" if size != 1 else f"1 {desk.noun}"
    st.subheader(f"The shelf: {many}", anchor=False)


def _list(table: pd.DataFrame) -> None:
    st.dataframe(
        table, hide_index=True, placeholder="", column_config=named(stars=STARS), column_order=columns(table, "stars")
    )


def _picture(desk: Desk, shelf: Ints, listed: Ints) -> None:
    kinds: tuple[tastes.What, ...] = ("genre", "author")
    known = {kind: tastes.compared(desk.dataset, shelf, listed, kind) for kind in kinds}
    for kind, table in known.items():
        if table.empty:
            st.caption(f"These data name no {kind} of these {desk.noun}s.")
        else:
            figures.draw(charts.tastes(table, f"{kind.capitalize()}s"))
    if not all(table.empty for table in known.values()):
        st.caption(f"list: the recommendations above. A {desk.noun} counts in each of its genres.")


def columns(table: pd.DataFrame, *first: str, last: tuple[str, ...] = ()) -> list[str]:
    """What is shown of items, the telling columns first; a title that only repeats the id is left out."""
    has_titles = not table["title"].equals(table["item_id"])
    wanted = [*first, *(["title"] if has_titles else []), *last, "author", "average_rating", "item_id"]
    return [name for name in wanted if name in table]


def named(**more: ColumnConfig) -> dict[str, ColumnConfig | ButtonColumnResult | str | None]:
    """How the columns of items are headed, and some more."""
    return {"average_rating": AVERAGE, "item_id": "id", **more}

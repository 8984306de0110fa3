"""A lookup function: the ids that it votes on."""

import streamlit as st

from pages.ui import edits, fields, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.labeling import lookups
from recsys.labeling.functions import LookupFunction

SHOWN_UNKNOWN = 5


def edit(desk: Desk, function: LookupFunction, prefix: str) -> None:
    """Its label, the field that is looked up, and the list, one value a line."""
    vote, where = st.columns(2)
    with vote:
        fields.choose_label(desk, function, prefix)
    state.show(f"{prefix}/field", function.field)
    where.selectbox(
        "where this is in the list", lookups.possible(desk.dataset), key=f"{prefix}/field",
        on_change=fields.take, args=(desk, function.name, "field", f"{prefix}/field"),
        help="Ids are the source's own; a genre or series is one of the item's.",
    )  # fmt: skip
    if edits.refusal(desk.dataset, function.name) is None:
        state.show(f"{prefix}/values", "\n".join(function.values))
    st.text_area(
        "values", key=f"{prefix}/values", height=220, help="One a line.",
        on_change=_edit_values, args=(desk, function.name, f"{prefix}/values"),
    )  # fmt: skip


def show_evidence(desk: Desk, function: LookupFunction) -> None:
    """Which values the data do not know."""
    unknown = lookups.unknown(function.field, function.values, desk.dataset)
    known = len(function.values) - len(unknown)
    st.markdown(f"**{known:,} of {len(function.values):,} values** are in these data.")
    if unknown:
        more = f" and {len(unknown) - SHOWN_UNKNOWN:,} more" if len(unknown) > SHOWN_UNKNOWN else ""
        st.caption(f"Not found: {plain(', '.join(unknown[:SHOWN_UNKNOWN]))}{more}. Check how the source writes them.")


def _edit_values(desk: Desk, name: str, key: str) -> None:
    edits.edit_function(desk.dataset, name, values=fields.lines(state.shown(key)))

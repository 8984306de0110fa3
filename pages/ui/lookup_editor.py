"""A lookup function: the ids that it votes on, found by name, and what each is worth."""

import polars as pl
import streamlit as st

from pages.ui import edits, fields, lookup_search, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.labeling import lookup_evidence, lookups
from recsys.labeling.functions import FunctionSet, LookupFunction

SHOWN_UNKNOWN = 5
HELP = {
    "value": "As it stands in the list.",
    "name": "What the source calls it.",
    "rows": "Data points it catches, on all splits; empty where these data do not have it.",
    "right": "Dev rows with gold on which the value alone would be right.",
    "wrong": "Dev rows with gold on which the value alone would be wrong.",
    "accuracy": "Right among right and wrong, and in brackets where it may well lie, given how few rows it rests on "
    "(Wilson, 95 %).",
}
# Pixels: beside the rule there is room for so much.
WIDTHS = {"value": 82, "name": 124, "rows": 50, "right": 44, "wrong": 50, "accuracy": 102}


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
    lookup_search.offer(
        desk, function.field, function.values, f"{prefix}/{function.field}",
        lambda value: _add(desk, function.name, value),
    )  # fmt: skip


def show_evidence(desk: Desk, function: LookupFunction) -> None:
    """What each value is worth, and which the data do not know."""
    table = lookup_evidence.table(function, desk.dataset)
    unknown = table.filter(pl.col("rows").is_null())["value"].to_list()
    st.markdown("**What each value is worth**")
    st.caption(f"{table.height - len(unknown):,} of {table.height:,} values are in these data.")
    if unknown:
        more = f" and {len(unknown) - SHOWN_UNKNOWN:,} more" if len(unknown) > SHOWN_UNKNOWN else ""
        st.caption(f"Not found: {plain(', '.join(unknown[:SHOWN_UNKNOWN]))}{more}. Check how the source writes them.")
    named = ["name"] if function.field in lookup_evidence.NAMES else []
    st.dataframe(
        _readable(table), hide_index=True, placeholder="", key=f"values/{desk.name}/{function.name}",
        column_order=["value", *named, "rows", "right", "wrong", "accuracy"],
        column_config={
            name: st.column_config.Column(name, help=text, width=WIDTHS[name]) for name, text in HELP.items()
        },
    )  # fmt: skip


def _readable(table: pl.DataFrame) -> pl.DataFrame:
    """The table with the accuracy and its interval as one text, padded so that it sorts as a number would."""
    spans = table.select("accuracy", "low", "high").iter_rows()
    texts = [f"{p:5.0%} ({100 * low:.0f}–{100 * high:.0f})" if p == p else None for p, low, high in spans]
    return table.with_columns(accuracy=pl.Series(texts, dtype=pl.String))


def _edit_values(desk: Desk, name: str, key: str) -> None:
    edits.edit_function(desk.dataset, name, values=fields.lines(state.shown(key)))


def _add(desk: Desk, name: str, value: str) -> None:
    def with_it(current: FunctionSet) -> FunctionSet:
        function = current[name]
        assert isinstance(function, LookupFunction)
        return current.changed(name, values=(*function.values, value))

    edits.edit(desk.dataset, name, with_it)

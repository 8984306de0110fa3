"""The votes behind a recommendation, row by row: on the item's train rows, and on the user's own."""

import pandas as pd
import streamlit as st

from pages.ui import lineage, nouns
from pages.ui.frame import Desk
from pages.ui.words import VOTE_WORDS
from recsys import recommendations
from recsys.runs import LabelRun, ModelRun

LIMIT = 200


def show(desk: Desk, run: ModelRun, user: int, item: int) -> None:
    """The rows with every function's vote; nothing for a model that stands on no votes."""
    labels = lineage.labels_of(run)
    if labels is None:
        return
    person = nouns.person(desk.dataset.about)
    st.subheader("The votes, row by row", anchor=False, help=f"By the functions of {labels.id}; – is an abstention.")
    on_item, of_user = st.tabs(
        [f"on this {desk.noun}'s train rows", f"on this {person}'s rows"],
        key="votes behind", on_change="rerun",
    )  # fmt: skip
    if on_item.open:
        with on_item:
            _on_item(desk, labels, item)
    if of_user.open:
        with of_user:
            _votes(recommendations.votes_of_user(desk.voter, labels, user), f"This {person} rated nothing.")


def _on_item(desk: Desk, labels: LabelRun, item: int) -> None:
    table = recommendations.votes_on_item(desk.voter, labels, item, LIMIT)
    _votes(table, f"No function voted on a train row of this {desk.noun}.")
    if len(table) == LIMIT:
        st.caption(f"The first {LIMIT} rows.")


def _votes(table: pd.DataFrame, empty: str) -> None:
    if table.empty:
        st.info(empty)
        return
    coded = [str(name) for name in table.columns if table[name].dtype == "int8"]  # the votes, and gold
    words = {name: table[name].map(VOTE_WORDS) for name in coded}
    probability = st.column_config.NumberColumn("P(positive)", format="%.3f", help="The label it got; empty: none.")
    gold = st.column_config.TextColumn("gold", help="– where it is withheld, as on train.")
    st.dataframe(table.assign(**words), hide_index=True, column_config={"P(positive)": probability, "gold": gold})

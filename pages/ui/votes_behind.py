"""The votes behind a recommendation, row by row: on the item's train rows, and on the user's own."""

import pandas as pd
import streamlit as st

from pages.ui import lineage, nouns, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from pages.ui.words import VOTE_WORDS
from recsys import recommendations, retraining
from recsys.runs import LabelRun, ModelRun

LIMIT = 200
WHOSE, ITEM, USER = "votes", "item", "user"  # in the address


def show(desk: Desk, run: ModelRun, user: int, item: int) -> None:
    """The rows with every function's vote, or why there is none."""
    labels = retraining.labels_if_there(run)
    if labels is None:
        lineage.say_there_are_no_votes(run, labels)
        return
    person = nouns.person(desk.dataset.about)
    whose = {ITEM: f"this {desk.noun}'s train rows", USER: f"this {person}'s own rows"}
    state.from_address(WHOSE, list(whose), ITEM)
    st.segmented_control("Votes on", list(whose), key=WHOSE, format_func=whose.__getitem__, required=True)
    state.to_address(WHOSE)
    st.caption(f"By the functions of {plain(labels.id)}, row by row; – is an abstention.")
    if state.shown(WHOSE) == ITEM:
        _on_item(desk, labels, item)
    else:
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

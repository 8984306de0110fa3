"""Whom the model serves badly."""

import pandas as pd
import streamlit as st

from pages.ui import caches, downloads, error_lists, nouns, state
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from recsys.columns import USER_ID
from recsys.inspection import worst_served

HELP = {
    USER_ID: "The source's own id. Choose a row to see what this user is recommended.",
    "ndcg": "NDCG@10: 1 if the first places hold all that was held out and liked, 0 if none of the ten is.",
    "hits": "How many of the liked, held-out ones stand in the list of ten.",
    "liked": "How many liked ones were held out.",
    "shelf": "How many stand on the shelf that the model saw.",
}


def show(desk: Desk, found: Analysis) -> None:
    """Every user by how well their list holds what they turned out to like, the worst first."""
    person = nouns.person(desk.dataset.about)
    if found.lists is None:
        why = f"For this the model has to make a list for every {person} of {found.split}."
        error_lists.offer(desk, found, why)
        return
    lists = found.lists
    table: pd.DataFrame = caches.kept((*found.key, "users"), lambda: worst_served.by_user(desk.dataset, lists))
    if table.empty:
        st.info(f"No {person} of {found.split} has a liked rating among those held out. Choose another split.")
        return
    mean, none, count = st.columns(3)
    mean.metric("mean NDCG@10", f"{table['ndcg'].mean():.3f}", help=HELP["ndcg"])
    none.metric("served not at all", f"{(table['hits'] == 0).mean():.1%}", help=f"{person}s without a hit in ten.")
    count.metric(f"{person}s", f"{len(table):,}", help="Those with a liked rating among the held-out ones.")
    event = st.dataframe(
        table.drop(columns="user"), hide_index=True, on_select="rerun", selection_mode="single-row", height=420,
        key=f"served/{found.run.id}/{found.split}",
        column_config={
            name: st.column_config.NumberColumn("NDCG@10", help=text, format="%.3f")
            if name == "ndcg"
            else st.column_config.Column("user" if name == USER_ID else name, help=text)
            for name, text in HELP.items()
        },
    )  # fmt: skip
    st.caption(
        "A fifth of each shelf is held out, as when models are judged. Of two served alike, who had more to find."
    )
    downloads.csv_button(table.drop(columns="user"), f"{desk.name}-served")
    chosen = event["selection"]["rows"]
    if not chosen or chosen[0] >= len(table):
        st.caption(f"Choose a {person} to see their recommendations, and why.")
    elif st.button("See what they are recommended", icon=":material/recommend:", type="primary"):
        state.choose("model", found.run.id)
        user = str(table[USER_ID][chosen[0]])
        st.switch_page("pages/recommendations.py", query_params={"user": user, "model": found.run.id})

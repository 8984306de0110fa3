"""What an edit does to the lists of some users: which recommendations came, went and moved."""

import pandas as pd
import streamlit as st

from pages.ui import caches, model_list, nouns, rank_comparison, reader_choice, readers, recommendation_filters, state
from pages.ui.changes_models import Pair
from pages.ui.frame import Desk
from pages.ui.parts import part
from pages.ui.rank_comparison import Asked
from recsys.columns import USER_ID
from recsys.data.dataset import Ints
from recsys.inspection import filters, rank_changes
from recsys.inspection.filters import Filters
from recsys.runs import ModelRun

K = 10


@part
def show(desk: Desk, found: Pair) -> None:
    """The users on show, what changed for each, and all of it for one of them."""
    person = nouns.person(desk.dataset.about)
    st.subheader(f"What {person}s get", anchor=False, help=f"The top {K} of what each has not touched, by both models.")
    users = readers.draw(desk, found.before)
    lists = {user: _ranks(desk, found, user) for user in users}
    rows = [
        {person: str(desk.dataset.users[USER_ID][user])} | rank_changes.counts(rank_changes.compare(before, after, K))
        for user, (before, after) in lists.items()
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, height="content",
        column_config={
            "came": st.column_config.NumberColumn("came", help=f"In the top {K} after, but not before."),
            "went": st.column_config.NumberColumn("went", help=f"In the top {K} before, but not after."),
            "moved": st.column_config.NumberColumn("moved", help="In both, at another rank."),
            "same": st.column_config.NumberColumn("stayed", help="In both, at the same rank."),
        },
    )  # fmt: skip
    user = reader_choice.choose(desk, users)
    names = tuple(model_list.name(run) for run in (found.before, found.after))
    rank_comparison.show(desk, (names[0], names[1]), *lists[user], K)
    if st.button(f"Why? Look at this {person} under Recommendations", icon=":material/travel_explore:"):
        # What the choosers there showed before counts for more than an address, so it is not left to one.
        state.choose("model", found.after.id)
        state.choose("against", found.before.id)
        st.switch_page(
            "pages/recommendations.py", query_params={"reader": str(desk.dataset.users[USER_ID][user])}
        )  # fmt: skip


def _ranks(desk: Desk, found: Pair, user: int) -> tuple[Ints, Ints]:
    popular = recommendation_filters.popular(desk)

    def by(run: ModelRun) -> Ints:
        shelf = caches.shelves(desk.dataset, run).of(user)
        mask = filters.allowed(desk.dataset, popular, shelf, Filters())
        return rank_comparison.ranks(desk, run, Asked(user, Filters(), mask, K))

    return by(found.before), by(found.after)

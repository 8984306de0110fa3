"""Which of the users on show is looked at, and how different their lists are."""

import streamlit as st

from pages.ui import caches, nouns, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import recommendations
from recsys.columns import USER_ID
from recsys.models import contract
from recsys.models.contract import Model
from recsys.runs import ModelRun

SHORT_ID = 10
K = 10
READER = "reader"  # in the address
SHOWN = "reader_on_show"


def show_difference(desk: Desk, run: ModelRun, model: Model, users: list[int]) -> None:
    """How different the users' lists are from one another."""
    if len(users) < 2:
        return
    person = nouns.person(desk.dataset.about)
    shelves = caches.shelves(desk.dataset, run)
    key = ("difference", run.id, run.created, desk.dataset.fingerprint, tuple(users))
    lists = caches.kept(key, lambda: [contract.recommend(model, shelves.of(user), K)[0] for user in users])
    st.metric(
        "difference between their lists", f"{recommendations.difference(lists) or 0:.0%}",
        help=f"Mean over pairs of {person}s of the share of {desk.noun}s that only one of the two top {K} lists "
        f"has: 0 % when all get the same list, 100 % when no {desk.noun} is in two.",
    )  # fmt: skip


def choose(desk: Desk, users: list[int]) -> int:
    """One of the users on show, who then stands in the address."""
    # Numbered, since ids cut short may look alike, and of two that look alike one could not be chosen.
    source = {user: str(desk.dataset.users[USER_ID][user]) for user in users}
    ids = {user: f"{number} · {plain(_short(source[user]))}" for number, user in enumerate(users, 1)}
    linked = next((user for user in users if source[user] == state.in_address(READER)), users[0])
    # By place in the row: options that stay the same from draw to draw are not built anew in the browser.
    on_show = (desk.name, users)
    state.start(SHOWN, users.index(linked), anew=state.remembered(SHOWN) != on_show)
    state.remember(SHOWN, on_show)
    chosen = st.segmented_control(
        nouns.person(desk.dataset.about).capitalize(), range(len(users)), format_func=lambda place: ids[users[place]],
        key=SHOWN, required=True,
    )  # fmt: skip
    user = users[chosen or 0]
    state.put_into_address(READER, source[user])
    return user


def _short(text: str) -> str:
    return text if len(text) <= SHORT_ID else f"{text[:SHORT_ID]}…"

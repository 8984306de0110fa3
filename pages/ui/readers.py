"""The users on show: which there are, how different their lists are, and which of them is looked at."""

import streamlit as st

from pages.ui import caches, nouns, reader_card, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import recommendations, workspace
from recsys.columns import USER_ID
from recsys.errors import BadInput, NotFound
from recsys.models import contract
from recsys.models.contract import Model
from recsys.runs import ModelRun

SHORT_ID = 12


def open_model(desk: Desk, run: ModelRun) -> Model:
    """The trained model, if it knows these very items."""
    if not workspace.is_fresh(run, desk.dataset):
        raise BadInput(
            f"{run.id} was trained on earlier data of this name, so its {desk.noun}s are others. Train it again."
        )
    return caches.model(run)


def draw(desk: Desk) -> list[int]:
    """The users on show: drawn at random from test, or the one looked up."""
    person = nouns.person(desk.dataset.about)
    number, again, look_up = st.columns([1, 1, 3], vertical_alignment="bottom")
    count = number.number_input(f"{person}s", 1, 20, 5, key="readers", bind="query-params")
    seed = state.counter("seed")
    again.button(
        "Draw others", icon=":material/casino:", width="stretch", on_click=state.count_up, args=("seed",),
        help=f"{person.capitalize()}s of the test split, at random.",
    )  # fmt: skip
    wanted = look_up.text_input(
        "or look one up by id", key="user", bind="query-params", placeholder="a user id of the source"
    )
    if wanted.strip():
        try:
            return [recommendations.find_user(desk.dataset, wanted)]
        except NotFound as error:
            look_up.error(plain(str(error)), icon=":material/person_search:")
    split = "test" if len(desk.dataset.users_in("test")) else "all"
    if split == "all":
        st.caption(f"These data have no test {person}s; the {person}s are drawn from all.")
    return [int(user) for user in recommendations.draw_users(desk.dataset, split, int(count), seed)]


def show_difference(desk: Desk, run: ModelRun, model: Model, users: list[int]) -> None:
    """How different the users' lists are from one another."""
    if len(users) < 2:
        return
    person = nouns.person(desk.dataset.about)
    shelves = caches.shelves(desk.dataset, run)
    lists = [contract.recommend(model, shelves.of(user), reader_card.K)[0] for user in users]
    st.metric(
        "difference between their lists", f"{recommendations.difference(lists) or 0:.0%}",
        help=f"Mean over pairs of {person}s of the share of {desk.noun}s that only one of the two lists "
        f"has: 0 % when all get the same list, 100 % when no {desk.noun} is in two.",
    )  # fmt: skip


def choose(desk: Desk, users: list[int]) -> int:
    """One of the users on show."""
    # Numbered, since ids cut short may look alike, and of two that look alike one could not be chosen.
    ids = {
        user: f"{number} · {plain(_short(str(desk.dataset.users[USER_ID][user])))}"
        for number, user in enumerate(users, 1)
    }
    chosen = st.segmented_control(
        nouns.person(desk.dataset.about).capitalize(), users, default=users[0], format_func=ids.__getitem__,
        key=f"reader/{desk.name}/{users}", required=True,
    )  # fmt: skip
    return users[0] if chosen is None else int(chosen)


def _short(text: str) -> str:
    return text if len(text) <= SHORT_ID else f"{text[:SHORT_ID]}…"

"""The users on show: of which kind, how many, or the one looked up."""

import streamlit as st

from pages.ui import caches, jobs, nouns, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import recommendations, workspace
from recsys.data.dataset import Ints
from recsys.errors import BadInput, NotFound
from recsys.inspection import user_kinds, worst_served
from recsys.inspection.user_kinds import Kind
from recsys.models.contract import Model
from recsys.runs import ModelRun

TURN = "draw"  # in the address
MOST_DIGITS = 6
KINDS: dict[Kind, str] = {
    "any": "any", "new": "new", "active": "active", "niche": "of niche taste", "badly_served": "badly served",
}  # fmt: skip


def open_model(desk: Desk, run: ModelRun) -> Model:
    """The trained model, if it knows these very items."""
    if not workspace.is_fresh(run, desk.dataset):
        raise BadInput(
            f"{run.id} was trained on earlier data of this name, so its {desk.noun}s are others. Train it again."
        )
    return caches.model(run)


def draw(desk: Desk, run: ModelRun) -> list[int]:
    """The users on show: those of a kind, drawn from test, or the one looked up."""
    person = nouns.person(desk.dataset.about)
    kinds, number, again, look_up = st.columns([4, 3, 3, 6], vertical_alignment="bottom")
    with kinds:
        kind = _kind(desk)
    count = int(number.number_input(f"How many {person}s", 1, 20, 5, key="readers", bind="query-params"))
    turn = _turn()
    again.button(
        "Draw others", icon=":material/casino:", width="stretch", on_click=state.remember, args=(TURN, turn + 1),
        help=f"The next {person}s of that kind.",
    )  # fmt: skip
    state.put_into_address(TURN, str(turn) if turn else "")
    wanted = look_up.text_input(
        "or look one up by id", key="user", bind="query-params", placeholder="a user id of the source"
    )
    if wanted.strip():
        try:
            return [recommendations.find_user(desk.dataset, wanted)]
        except NotFound as error:
            look_up.error(plain(str(error)), icon=":material/person_search:")
    users = _of_kind(desk, run, kind)
    return [int(user) for user in user_kinds.draw(users, count, turn)]


def _kind(desk: Desk) -> Kind:
    person = nouns.person(desk.dataset.about)
    state.from_address("kind", list(KINDS), "any")
    st.selectbox(
        f"Which {person}s", list(KINDS), key="kind", format_func=KINDS.__getitem__,
        help=f"Of the test split.\n- **any**: drawn at random.\n- **new**: who touched fewest {desk.noun}s.\n"
        f"- **active**: who touched most.\n- **of niche taste**: whose shelf is the least popular on average.\n"
        f"- **badly served**: whose held-out liked {desk.noun}s this model ranks worst, by NDCG@10.",
    )  # fmt: skip
    state.to_address("kind")
    return next(kind for kind in KINDS if kind == state.shown("kind"))


def _turn() -> int:
    """How many times others were drawn, as the session knows it or else the address says it."""
    kept, linked = state.remembered(TURN), state.in_address(TURN) or ""
    if kept is None:
        return int(linked) if linked.isdecimal() and len(linked) <= MOST_DIGITS else 0
    return int(kept)


def _of_kind(desk: Desk, run: ModelRun, kind: Kind) -> Ints:
    """Everybody to draw from, those first who are most of the kind."""
    person, dataset = nouns.person(desk.dataset.about), desk.dataset
    split = "test" if len(dataset.users_in("test")) else "all"
    if split == "all":
        st.caption(f"These data have no test {person}s; the {person}s are drawn from all.")
    if kind == "badly_served":
        worst = _worst_served(desk, run) if split == "test" else None
        if worst is not None and len(worst):
            return worst
        st.caption(f"Until then, any {person}s." if worst is None else f"Any {person}s are shown.")
        kind = "any"
    key = ("kind", dataset.fingerprint, split, kind)
    found: Ints = caches.kept(key, lambda: user_kinds.ranked(dataset, split, kind))
    return found


def _worst_served(desk: Desk, run: ModelRun) -> Ints | None:
    """Test users, the worst served by a model first; None while nobody has found out."""
    person = nouns.person(desk.dataset.about)
    wanted = worst_served.RankUsers(dataset=desk.name, run=run.id, split="test")
    lists = worst_served.found(wanted)
    if lists is None:
        st.info(f"How well {plain(run.id)} serves each {person} is found out once, and kept.")
        if jobs.watch_latest("rank_users", desk.name) is None and st.button(f"Find out for all test {person}s"):
            jobs.start("rank_users", wanted.model_dump())
        return None
    key = ("worst served", run.id, run.created, desk.dataset.fingerprint)
    users: Ints = caches.kept(
        key, lambda: user_kinds.ranked(desk.dataset, "test", "badly_served", _in_order(desk, lists))
    )
    if not len(users):
        st.info(f"No test {person} has a liked {desk.noun} among those held out, so none can be called badly served.")
    return users


def _in_order(desk: Desk, lists: worst_served.Lists) -> Ints:
    found: Ints = worst_served.by_user(desk.dataset, lists)["user"].to_numpy()
    return found

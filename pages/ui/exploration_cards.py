"""One item and one user: what is known of them, and what they were given or gave."""

import streamlit as st

from pages.ui import charts, figures, nouns, reader_card, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import recommendations
from recsys.columns import ITEM_ID, USER_ID
from recsys.data.dataset import Floats
from recsys.errors import NotFound
from recsys.exploration import items, users
from recsys.exploration.exploration import Exploration

MATCHES = 20
FEW_RATERS, FEW_REVIEWS, MOST_GENRES = 10, 3, 15
LONG_REVIEW, REVIEW_HEIGHT = 500, 150  # characters, pixels
MOST = "The most rated"
LEVELS_HELP = "Bars: the share of these ratings. Ticks: the share of all ratings that gave so many stars."


def choose_item(desk: Desk, found: Exploration) -> int | None:
    """The item to look at, searched for by title or id; None if there is none of that kind."""
    _forget_other_data(desk)
    look_up, matches = st.columns([2, 3], vertical_alignment="bottom")
    state.text_from_address("find")
    wanted = look_up.text_input(
        "Find by title or id", key="find", max_chars=200, placeholder=f"words of the {desk.noun}'s title, or its id"
    ).strip()
    state.to_address("find")
    best = items.find(found.ratings, wanted, MATCHES).tolist()
    ids = desk.dataset.items[ITEM_ID]
    linked = ids.index_of(st.query_params.get("item", ""))
    if not wanted and linked is not None and linked not in best:
        best.append(linked)
    if best:
        with matches:
            return _choose_among(found, {str(ids[item]): item for item in best}, "The best matches" if wanted else MOST)
    if wanted:
        st.info(f"No {desk.noun} has “{plain(wanted)}” in its title or as its id. Try fewer or other words.")
    else:
        st.info("All ratings are in test, which is left out here, so there is nothing to show.")
    return None


def _choose_among(found: Exploration, by_id: dict[str, int], label: str) -> int:
    titles = recommendations.describe(found.ratings.dataset, list(by_id.values()))["title"]
    counts = found.ratings.items.ratings[list(by_id.values())]
    named = {id: f"{title} · {count:,} ratings" for id, title, count in zip(by_id, titles, counts, strict=True)}
    state.from_address("item", list(by_id), next(iter(by_id)))
    chosen = st.selectbox(label, list(by_id), key="item", format_func=named.__getitem__)
    state.to_address("item")
    return by_id[chosen]


def show_item(desk: Desk, found: Exploration, item: int) -> None:
    """What is known of an item, how it was rated and by whom, and some of its texts."""
    person = nouns.person(desk.dataset.about)
    with st.container(border=True):
        st.text(str(recommendations.describe(desk.dataset, [item])["title"][0]))
        known, rated = st.columns(2, gap="medium")
        with known:
            st.dataframe(items.facts(found.ratings, item), hide_index=True)
            st.caption(f"Some of the {person}s who rated this {desk.noun}, and how:")
            raters = items.raters(found.ratings, item, FEW_RATERS)
            st.dataframe(raters, hide_index=True, column_config={"user_id": person, "stars": reader_card.STARS})
        with rated:
            _stars(found, items.stars(found.ratings, item))
    for review in items.reviews(found.ratings, item, FEW_REVIEWS):
        with st.container(border=True, height=REVIEW_HEIGHT if len(review.text) > LONG_REVIEW else "content"):
            st.text(f"{review.stars:g} ★ by {person} {review.user_id}\n\n{review.text}")
    if not len(desk.dataset.reviews):
        st.caption(f"These data have no {nouns.texts(desk.dataset.about)}.")


def choose_user(desk: Desk, found: Exploration) -> int | None:
    """The user to look at, by id or at random; None if there is no such user."""
    _forget_other_data(desk)
    person = nouns.person(desk.dataset.about)
    look_up, again = st.columns([3, 2], vertical_alignment="bottom")
    again.button(
        "Another one at random", icon=":material/casino:", on_click=_draw_another,
        help="Of those with ratings outside test.",
    )  # fmt: skip
    state.text_from_address("reader")
    if not state.shown("reader").strip():
        if not len(found.ratings.users.rated):
            st.info(f"All ratings are in test, which is left out here, so there is no {person} to show.")
            return None
        state.choose("reader", users.draw(found.ratings, state.counter("reader")))
        state.text_from_address("reader")
    wanted = look_up.text_input(f"{person.capitalize()} id", key="reader", max_chars=1_000)
    state.to_address("reader")
    try:
        return users.find(found.ratings, wanted)
    except NotFound as error:
        st.error(plain(str(error)), icon=":material/person_search:")
        return None


def _draw_another() -> None:
    state.count_up("reader")
    state.choose("reader", "")


def show_user(desk: Desk, found: Exploration, user: int) -> None:
    """A user's stars, genres and shelf."""
    st.text(f"{nouns.person(desk.dataset.about).capitalize()} {desk.dataset.users[USER_ID][user]}")
    if facts := users.facts(found.ratings, user):
        st.text(" · ".join(f"{name}: {value}" for name, value in facts.items()))
    stars, genres = st.columns(2, gap="medium")
    with stars:
        _stars(found, users.stars(found.ratings, user))
    with genres:
        table = users.genres(found.ratings, user, MOST_GENRES)
        if table.empty:
            st.info(f"The source names no genres of these {desk.noun}s.")
        else:
            figures.draw(charts.genres(table))
            st.caption("Genres of what was rated; one with several genres counts in each.")
    reader_card.show_shelf(desk, user)
    if desk.dataset.settings.split != "user":
        st.caption("Ratings of the valid split are not on the shelf: nothing that learns may see them.")


def _stars(found: Exploration, stars: Floats) -> None:
    if not len(stars):
        st.info("No rating outside test.")
        return
    number, mean = st.columns(2)
    number.metric("ratings", f"{len(stars):,}", help="Test left out.")
    mean.metric("mean stars", f"{stars.mean(dtype=float):.2f}", help="Test left out.")
    figures.draw(charts.stars(found.levels.table(stars)))
    st.caption(LEVELS_HELP)


def _forget_other_data(desk: Desk) -> None:
    """Start anew with other data: what was looked up in the last is not in these."""
    if state.remembered("explored") not in (None, desk.name):
        for field in ("find", "reader"):
            state.choose(field, "")
    state.remember("explored", desk.name)

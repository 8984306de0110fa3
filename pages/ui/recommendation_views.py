"""Parts of the page on recommendations: a user with the list, and what is behind the chosen row, a tab each."""

from dataclasses import dataclass

import streamlit as st

from pages.ui import (
    caches,
    lineage,
    rank_comparison,
    reader_card,
    reader_choice,
    readers,
    recommendation_company,
    recommendation_filters,
    recommendation_list,
    recommendation_reasons,
    state,
    votes_behind,
    without_function,
)
from pages.ui.frame import Desk
from pages.ui.parts import part
from pages.ui.rank_comparison import Asked
from pages.ui.text import plain
from recsys import recommendations
from recsys.columns import TITLE
from recsys.data.dataset import Ints
from recsys.inspection import filters
from recsys.models.contract import Model
from recsys.models.feedback import Shelf
from recsys.runs import ModelRun

VIEW = "view"  # in the address
WHY, ORIGIN, WITHOUT, VOTES, SHELF = VIEWS = (
    "Why this one?", "Where it comes from", "Without one function", "Votes, row by row", "The shelf",
)  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """Whose recommendations are looked at, by which model. against: a second model to hold beside it."""

    run: ModelRun
    model: Model
    against: ModelRun | None


@part
def show(desk: Desk, by: Looked) -> None:
    """The users on show, and the list of one of them."""
    users = readers.draw(desk, by.run)
    whom, apart = st.columns([5, 2], vertical_alignment="bottom")
    with apart:
        reader_choice.show_difference(desk, by.run, by.model, users)
    with whom:
        user = reader_choice.choose(desk, users)
    wanted, k = recommendation_filters.choose(desk, by.model)
    shelf = caches.shelves(desk.dataset, by.run).of(user)
    mask = filters.allowed(desk.dataset, recommendation_filters.popular(desk), shelf, wanted)
    asked = Asked(user, wanted, mask, k)
    if by.against is not None:
        rank_comparison.show_both(desk, by.run, by.against, asked)
    _show_list(desk, by, shelf, asked)


@part
def _show_list(desk: Desk, by: Looked, shelf: Shelf, asked: Asked) -> None:
    items, item = recommendation_list.show(desk, by.run, by.model, shelf, asked)
    if item is None:
        reader_card.show_shelf_and_tastes(desk, asked.user, items)
        return
    st.subheader(plain(str(recommendations.describe(desk.dataset, [item])[TITLE][0])), anchor=False)
    _show_behind(desk, by, asked, items, item)


@part
def _show_behind(desk: Desk, by: Looked, asked: Asked, items: Ints, item: int) -> None:
    """What is behind the chosen item: the open view, which the address names."""
    linked, shelf = state.in_address(VIEW), caches.shelves(desk.dataset, by.run).of(asked.user)
    state.start("behind", linked if linked in VIEWS else WHY, anew=False)
    tabs = dict(zip(VIEWS, st.tabs(list(VIEWS), key="behind", on_change="rerun"), strict=True))
    opened = state.shown("behind")
    state.put_into_address(VIEW, opened)
    with tabs[opened]:
        if opened == WHY:
            _show_why(desk, by, shelf, item)
        elif opened == ORIGIN:
            lineage.show(desk, by.run, shelf, item)
        elif opened == WITHOUT:
            without_function.show(desk, by.run, shelf, asked, item)
        elif opened == VOTES:
            votes_behind.show(desk, by.run, asked.user, item)
        else:
            reader_card.show_shelf_and_tastes(desk, asked.user, items)


def _show_why(desk: Desk, by: Looked, shelf: Shelf, item: int) -> None:
    pulls, company = st.columns([3, 2], gap="large")
    with pulls:
        recommendation_reasons.show(desk, by.run, by.model, shelf, item)
    with company:
        recommendation_company.show(desk, by.run, shelf, item)

"""Which items may be in the list, in which order, and how many; each choice stands in the address."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.ui import caches, nouns, state
from pages.ui.frame import Desk
from recsys.inspection import popularity, tastes
from recsys.inspection.filters import Filters, Order
from recsys.inspection.popularity import Band, Popularity
from recsys.models.contract import HasVectors, Model

K, MOST = 10, 50
EVERY = "every genre"
LEFT_OUT, KEPT = "left out", "kept in"
BANDS: dict[Band, str] = {
    "all": "all", "head": "the most popular tenth", "middle": "in between", "tail": "the least popular half",
}  # fmt: skip
ORDERS: dict[Order, str] = {
    "score": "the model's score", "dot": "dot product with the shelf", "cosine": "cosine to the shelf",
}  # fmt: skip


def choose(desk: Desk, model: Model) -> tuple[Filters, int]:
    """What may be in the list, and how many of it are shown."""
    touched, genre, band, order, count = st.columns([2, 2, 2, 3, 1])
    genres = caches.kept(("genres", desk.dataset.fingerprint), lambda: tastes.all_genres(desk.dataset))
    with touched:
        is_touched = _select("touched", "What is on the shelf", {LEFT_OUT: LEFT_OUT, KEPT: KEPT}, _touched_help(desk))
    with genre:
        named = _select("genre", "Genre", {EVERY: EVERY} | {name: name for name in genres}, _genre_help(desk, genres))
    with band:
        within = _select("band", "Popularity", BANDS, _band_help(desk))
    with order:
        possible = {name: title for name, title in ORDERS.items() if name == "score" or isinstance(model, HasVectors)}
        by = _select("order", "Order by", possible, _order_help(desk))
    number = count.number_input("How many", 1, MOST, K, key="k", bind="query-params")
    filters = Filters(
        exclude_touched=is_touched == LEFT_OUT,
        genre="" if named == EVERY else named,
        band=next(name for name in BANDS if name == within),
        order=next(name for name in ORDERS if name == by),
    )
    return filters, int(number)


def popular(desk: Desk) -> Popularity:
    """How popular each item is."""
    found: Popularity = caches.kept(
        ("popularity", desk.dataset.fingerprint), lambda: popularity.of_dataset(desk.dataset)
    )
    return found


def _select(key: str, label: str, options: Mapping[Any, str], about: str) -> str:
    state.from_address(key, list(options), next(iter(options)))
    chosen = st.selectbox(label, list(options), key=key, format_func=options.__getitem__, help=about)
    state.to_address(key)
    return str(chosen)


def _touched_help(desk: Desk) -> str:
    return (
        f"What is on the {nouns.person(desk.dataset.about)}'s shelf already; kept in, it shows how the model ranks it."
    )


def _genre_help(desk: Desk, genres: list[str]) -> str:
    if not genres:
        return f"These data name no genre of any {desk.noun}."
    return f"Only {desk.noun}s of that genre; one {desk.noun} may have several."


def _band_help(desk: Desk) -> str:
    person = nouns.person(desk.dataset.about)
    return f"By how many {person}s of the train split touched a {desk.noun}."


def _order_help(desk: Desk) -> str:
    return (
        f"- **the model's score**: what it recommends.\n"
        f"- **dot product**, **cosine**: how near the vector of each {desk.noun} is to the mean of the shelf's. By "
        f"cosine the direction counts alone, by dot product its length too, which favors what is popular. Only models "
        f"with vectors offer it."
    )

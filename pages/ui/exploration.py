"""What is looked at, and the linked histograms of users and items."""

import streamlit as st

from pages.ui import caches, charts, figures, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.exploration.exploration import Exploration
from recsys.exploration.linked import Linked
from recsys.exploration.ratings import Side

KIND_HELP = {
    "occupation": "What the source says that users do.",
    "favorite genre": "The genre of which a user touched the most.",
    "gender": "As the source gives it.",
    "age": "As the source gives it.",
    "split": "The part of the data that a user was put into.",
    "activity": "Quarters of the users by how many ratings they gave.",
    "genre": "One with several genres counts in each of them, and once in the whole.",
    "author": "The first author.",
    "decade": "By year.",
    "popularity": "Quarters by how many ratings there are.",
}
# Else the double click that ends a choice marks the words of the axis under it.
NOT_SELECTED = "<style>[data-testid='stVegaLiteChart'] { user-select: none }</style>"
HOW = (
    "Click a bar to see only its own in the histograms, over all in grey; SHIFT-click adds one, a double click ends it."
)


def open_exploration(desk: Desk) -> Exploration:
    """The data without test, and a sentence that says so."""
    found = caches.exploration(desk.dataset)
    seen, there = len(found.ratings), len(desk.dataset.pairs)
    st.caption(f"{seen:,} of {there:,} ratings; test is left out, so that nothing is seen of it.")
    return found


def show_linked(desk: Desk, found: Exploration, side: Side) -> None:
    """Slices of the users or items beside the histograms that they narrow down."""
    noun = "user" if side == "users" else desk.noun
    st.subheader(f"{noun.capitalize()}s", anchor=False)
    kinds = found.slicings[side]
    key = f"{side}_by"
    state.from_address(key, kinds, kinds[0])
    kind = st.segmented_control(
        f"Slice the {noun}s by", kinds, key=key, required=True,
        help="\n".join(f"- **{kind}**: {KIND_HELP[kind]}" for kind in kinds),
    )  # fmt: skip
    state.to_address(key)
    shown = found.linked(side, str(kind or kinds[0]))
    if not shown.total:
        st.info(f"None of the {noun}s has a rating outside test, so there is nothing to count.")
        return
    st.html(NOT_SELECTED)
    figures.draw(charts.linked(shown.slices, shown.cells, noun, shown.is_spread))
    st.caption(plain(f"{HOW} {_which(shown, noun)}"))


def _which(shown: Linked, noun: str) -> str:
    sentence = f"Counted are the {shown.total:,} {noun}s with a rating."
    if len(shown.slices) < shown.known:
        sentence += f" Shown are the {len(shown.slices)} of {shown.known:,} slices with the most ratings."
    return sentence

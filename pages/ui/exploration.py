"""What is looked at, and the linked histograms of users and items."""

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from pages.ui import caches, charts, figures, nouns, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.exploration.exploration import Exploration
from recsys.exploration.linked import Linked
from recsys.exploration.ratings import Side

VIEWS = ("Users and items", "Most and best rated", "Over time and texts", "One item", "One user")
KIND_HELP = {
    "occupation": "What the source says that {person}s do.",
    "favorite genre": "The genre of which a {person} touched the most.",
    "gender": "As the source gives it.",
    "age": "As the source gives it.",
    "split": "The part of the data that a {person} was put into.",
    "activity": "Quarters of the {person}s by how many ratings they gave.",
    "genre": "One with several genres counts in each of them, and once in the whole.",
    "author": "The first author.",
    "decade": "By year.",
    "popularity": "Quarters by how many ratings there are.",
}
# Else the double click that ends a choice marks the words of the axis under it. And charts side by side have a width of
# their own: drawn larger or smaller, they take what the page has.
LINKED_STYLE = """<style>
[class*="st-key-linked-"] [data-testid="stVegaLiteChart"] { user-select: none }
[class*="st-key-linked-"] div:has(svg.marks) { width: 100% }
[class*="st-key-linked-"] [data-testid="stVegaLiteChart"] svg.marks { width: 100%; height: auto; max-width: 1200px }
</style>"""
HOW = (
    "Click a bar to see only its own in the histograms, over all in grey; SHIFT-click adds one, a double click ends it."
)


def open_exploration(desk: Desk) -> Exploration:
    """The data without test, and a sentence that says so."""
    found = caches.exploration(desk.dataset)
    seen, there = len(found.ratings), len(desk.dataset.pairs)
    st.caption(f"{seen:,} of {there:,} ratings; test is left out, so that nothing is seen of it.")
    return found


def open_views(desk: Desk) -> Sequence[TabContainer]:
    """A tab for each of VIEWS, in words of these data; the address names the open one in words that stay."""
    person = nouns.person(desk.dataset.about)
    titles = [
        f"{person.capitalize()}s and {desk.noun}s", *VIEWS[1:3], f"One {desk.noun}", f"One {person}",
    ]  # fmt: skip
    key, linked = f"explore/{'/'.join(titles)}", st.query_params.get("explore")
    state.start(key, titles[VIEWS.index(linked)] if linked in VIEWS else titles[0], anew=False)
    tabs = st.tabs(titles, key=key, on_change="rerun")
    state.put_into_address("explore", VIEWS[titles.index(state.shown(key))])
    return tabs


def show_linked(desk: Desk, found: Exploration, side: Side) -> None:
    """Slices of the users or items beside the histograms that they narrow down."""
    person = nouns.person(desk.dataset.about)
    noun = person if side == "users" else desk.noun
    st.subheader(f"{noun.capitalize()}s", anchor=False)
    kinds = found.slicings[side]
    key = f"{side}_by"
    state.from_address(key, kinds, kinds[0])
    kind = st.segmented_control(
        f"Slice the {noun}s by", kinds, key=key, required=True,
        help="\n".join(f"- **{kind}**: {KIND_HELP[kind].format(person=person)}" for kind in kinds),
    )  # fmt: skip
    state.to_address(key)
    shown = found.linked(side, str(kind or kinds[0]))
    if not shown.total:
        st.info(f"None of the {noun}s has a rating outside test, so there is nothing to count.")
        return
    st.html(LINKED_STYLE)
    with st.container(key=f"linked-{side}"):
        figures.draw(charts.linked(shown.slices, shown.cells, noun, shown.is_spread))
    st.caption(plain(f"{HOW} {_which(shown, noun)}"))


def _which(shown: Linked, noun: str) -> str:
    sentence = f"Counted are the {shown.total:,} {noun}s with a rating."
    if len(shown.slices) < shown.known:
        sentence += f" Shown are the {len(shown.slices)} of {shown.known:,} slices with the most ratings."
    return sentence

"""Selections of data points as people read them, and as they narrow them down."""

from typing import Any

import streamlit as st

from pages.ui import state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.columns import SPLITS
from recsys.labeling.functions import ThresholdFunction
from recsys.labeling.selections import MOST_SLICES, InSlice, Majority, Queue, Selection
from recsys.labeling.slices import SLICERS
from recsys.labeling.text.terms import MAX_TERM_LENGTH

QUEUES: dict[Queue | None, str] = {
    None: "all rows",
    "covered": "rows with a vote",
    "uncovered": "rows without a vote",
    "conflicted": "rows with votes against each other",
    "confident_wrong": "labels that are wrong, the surest first",
    "near_threshold": "rows closest to the threshold",
}
OUTCOMES = {None: "", "right": "rightly", "wrong": "wrongly", "no gold": "without gold to tell"}
VOTES = {"cast": "votes", "positive": "votes liked", "negative": "votes not liked", "abstain": "abstains"}
RELATIONS = {"overlap": "votes together with", "agree": "votes as", "conflict": "votes against"}
MAJORITIES: dict[Majority | None, str] = {
    None: "any", "judged": "there, and gold", "right": "right", "wrong": "wrong",
}  # fmt: skip
MAJORITY_CLAUSES: dict[Majority, str] = {
    "judged": "with gold and a majority among the votes",
    "right": "the majority of the votes is right",
    "wrong": "the majority of the votes is wrong",
}
GOLD = {None: "any", 1: "liked", 0: "not liked", -1: "none"}


def in_words(selection: Selection) -> str:
    """Which data points a selection means, as a clause for people."""
    parts = [QUEUES[selection.queue]] if selection.queue else []
    parts += _of_function(selection)
    if selection.majority:
        parts.append(MAJORITY_CLAUSES[selection.majority])
    if selection.gold is not None:
        parts.append({1: "gold is liked", 0: "gold is not liked", -1: "without gold"}[selection.gold])
    if selection.contains:
        parts.append(f"the review contains “{selection.contains}”")
    parts += [_slice(part) for part in selection.slices]
    return f"{', '.join(parts) or 'all rows'} · {selection.split}"


def _of_function(selection: Selection) -> list[str]:
    name, parts = selection.function, []
    if name is None:
        return []
    if selection.vote:
        parts.append(f"{name} {VOTES[selection.vote]}")
    if selection.outcome:
        parts.append(f"{name} votes {OUTCOMES[selection.outcome]}")
    if selection.relation:
        parts.append(f"{name} {RELATIONS[selection.relation]} {selection.other or 'another function'}")
    if selection.queue == "near_threshold":
        parts.append(f"of {name}")
    return parts


def _slice(part: InSlice) -> str:
    return f"{part.kind}: {part.name}"


def filters(desk: Desk, selection: Selection, anew: bool) -> Selection:
    """What a person asks for now. anew: start with `selection`, which is not what the filters said last."""
    queue, split, gold, text = st.columns([3, 2, 2, 4])
    with_threshold = [f.name for f in desk.functions.functions if isinstance(f, ThresholdFunction)]
    queues = [name for name in QUEUES if name != "near_threshold" or with_threshold]
    splits = [*SPLITS, "all"]
    fields: dict[str, Any] = {
        "queue": queue.selectbox(
            "queue", queues, key=_started("queue", selection.queue, queues, anew),
            format_func=QUEUES.__getitem__, placeholder=QUEUES[None],
            help="Ready-made lists of the rows most worth looking at.",
        ),
        "split": split.selectbox("split", splits, key=_started("split", selection.split, splits, anew)),
        "gold": gold.selectbox(
            "gold", list(GOLD), key=_started("gold", selection.gold, list(GOLD), anew),
            format_func=GOLD.__getitem__, placeholder="any",
        ),
        "contains": text.text_input(
            "the review contains", key=_started("contains", selection.contains, None, anew), max_chars=MAX_TERM_LENGTH
        ),
    }  # fmt: skip
    who, what, majority, where = st.columns([3, 2, 2, 4])
    with who:
        name = _function(desk, selection, with_threshold if fields["queue"] == "near_threshold" else None, anew)
    with what:
        fields |= _what_of(name, selection, anew)
    fields["majority"] = majority.selectbox(
        "majority of votes", list(MAJORITIES),
        key=_started("majority", selection.majority, list(MAJORITIES), anew), format_func=MAJORITIES.__getitem__,
        placeholder="any",
        help="What the votes of all functions come to, held against gold.",
    )  # fmt: skip
    with where:
        fields["slices"] = _slices(desk, selection, anew)
    return Selection.model_validate(selection.model_dump() | fields)


def _function(desk: Desk, selection: Selection, needed: list[str] | None, anew: bool) -> str | None:
    """The function that is asked about, one of `needed` if that is given."""
    names = [None, *(function.name for function in desk.functions.functions)]
    if selection.function not in names:
        st.caption(f"There is no function {plain(str(selection.function))} any more, so it is left out.")
    name = st.selectbox(
        "function", names, key=_started("function", selection.function, names, anew),
        format_func=lambda name: name or "any", placeholder="any",
    )  # fmt: skip
    if needed is not None and name not in needed:
        name = needed[0]
        st.caption(f"Of {name}: only a threshold function has rows close to its threshold.")
    return name


def _what_of(name: str | None, selection: Selection, anew: bool) -> dict[str, Any]:
    """The fields that are a function's: its vote, and what else was asked of it if it is still the same."""
    fields: dict[str, Any] = {"function": name}
    if name != selection.function or name is None:
        fields |= {"outcome": None, "relation": None, "other": None}
    if name is None:
        return fields | {"vote": None}
    votes = [None, *VOTES]
    vote = st.selectbox(
        "where it", votes, key=_started("vote", selection.vote, votes, anew),
        format_func=lambda vote: VOTES.get(vote, "votes or not"), placeholder="votes or not",
    )  # fmt: skip
    return fields | {"vote": vote}


def _slices(desk: Desk, selection: Selection, anew: bool) -> tuple[InSlice, ...]:
    """The slices the rows are to be in, each of them."""
    there = [
        InSlice(kind=kind, name=name) for kind in SLICERS if kind != "all" for name in desk.voter.slices.of(kind).names
    ]
    asked = [part for part in selection.slices if part.kind != "all"]
    for gone in [part for part in asked if part not in there]:
        st.caption(f"{plain(desk.name)} has no slice {plain(_slice(gone))}, so it is left out.")
    state.start(f"filter/slices/{desk.name}", [part for part in asked if part in there], anew)
    chosen = st.multiselect(
        "in slices", there, key=f"filter/slices/{desk.name}", format_func=_slice, max_selections=MOST_SLICES,
        placeholder="any", help="Kinds of row; those that are in each slice chosen.",
    )  # fmt: skip
    return tuple(chosen)


def _started(field: str, value: Any, options: list[Any] | None, anew: bool) -> str:
    """The key of a filter about to be drawn, once it shows what was chosen last, or `value`, or else its first option.

    A filter whose default followed the address would be a new one after each change, and lose the next.
    """
    key = f"filter/{field}"
    state.start(key, value, anew)
    if options is not None and state.shown(key) not in options:
        state.show(key, options[0])
    return key

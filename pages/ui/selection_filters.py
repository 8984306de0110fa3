"""The filters by which people narrow data points down."""

from typing import Any

import streamlit as st

from pages.ui import state
from pages.ui.frame import Desk
from pages.ui.selection_words import (
    GOLD,
    MAJORITIES,
    OUTCOME_CHOICES,
    QUEUES,
    RELATIONS,
    VOTES,
    contains,
    relation_in_words,
    slice_in_words,
)
from pages.ui.text import plain
from recsys.columns import SPLITS
from recsys.errors import BadInput
from recsys.labeling import selections
from recsys.labeling.functions import ThresholdFunction
from recsys.labeling.selections import MOST_SLICES, InSlice, Selection
from recsys.labeling.slices import SLICERS
from recsys.labeling.text.terms import MAX_TERM_LENGTH

START = Selection(queue="conflicted")


def asked_for(link: str) -> Selection:
    """What a link asks for; where that can't be meant, say so and begin as without a link."""
    try:
        return selections.from_text(link)
    except BadInput as error:
        st.warning(f"{plain(str(error))} The page begins with other rows.", icon=":material/link_off:")
        return START


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
            contains(desk.dataset.about), key=_started("contains", selection.contains, None, anew),
            max_chars=MAX_TERM_LENGTH,
        ),
    }  # fmt: skip
    who, majority, where = st.columns([3, 3, 5])
    needed = with_threshold if fields["queue"] == "near_threshold" else None
    with who:
        name = _function(desk, selection, needed, anew)
    fields["majority"] = majority.selectbox(
        "majority of votes", list(MAJORITIES),
        key=_started("majority", selection.majority, list(MAJORITIES), anew), format_func=MAJORITIES.__getitem__,
        placeholder="any",
        help="What the votes of all functions come to, held against gold.",
    )  # fmt: skip
    with where:
        fields["slices"] = _slices(desk, selection, anew)
    fields["function"] = name
    fields |= _of_its_votes(desk, selection, name, anew)
    return Selection.model_validate(selection.model_dump() | fields)


def _function(desk: Desk, selection: Selection, needed: list[str] | None, anew: bool) -> str | None:
    """Whose votes are looked at, one of `needed` if that is given."""
    there = [function.name for function in desk.functions.functions]
    if selection.function not in (None, *there):
        st.caption(f"There is no function {plain(str(selection.function))} any more, so it is left out.")
    names = needed if needed is not None else [None, *there]
    chosen: str | None = st.selectbox(
        "function", names, key=_started("function", selection.function, names, anew),
        format_func=lambda name: name or "any", placeholder="any",
        help=None if needed is None else "Only a threshold function has rows close to its threshold.",
    )  # fmt: skip
    return chosen


def _of_its_votes(desk: Desk, selection: Selection, name: str | None, anew: bool) -> dict[str, Any]:
    """What is asked of that function's votes; a row of filters that is there only once a function is chosen."""
    if name is None:
        return dict.fromkeys(("vote", "outcome", "relation", "other"))
    vote, outcome, beside = st.columns([3, 3, 5])
    there = [function.name for function in desk.functions.functions]
    votes, outcomes = [None, *VOTES], list(OUTCOME_CHOICES)
    relations = [None, *((kind, other) for other in (None, *there) if other != name for kind in RELATIONS)]
    asked = (selection.relation, selection.other) if selection.relation and selection.function == name else None
    relation = beside.selectbox(
        "beside others", relations, key=_started("relation", asked, relations, anew), format_func=relation_in_words,
        placeholder=relation_in_words(None), help="Whether another function votes on the same row, and the same.",
    )  # fmt: skip
    return {
        "vote": vote.selectbox(
            "where it", votes, key=_started("vote", selection.vote, votes, anew),
            format_func=lambda vote: VOTES.get(vote, "votes or not"), placeholder="votes or not",
        ),
        "outcome": outcome.selectbox(
            "its vote is", outcomes, key=_started("outcome", selection.outcome, outcomes, anew),
            format_func=OUTCOME_CHOICES.__getitem__, placeholder=OUTCOME_CHOICES[None], help="Held against gold.",
        ),
        **dict(zip(("relation", "other"), relation or (None, None), strict=True)),
    }  # fmt: skip


def _slices(desk: Desk, selection: Selection, anew: bool) -> tuple[InSlice, ...]:
    """The slices the rows are to be in, one of each kind that is chosen."""
    there = [
        InSlice(kind=kind, name=name) for kind in SLICERS if kind != "all" for name in desk.voter.slices.of(kind).names
    ]
    asked = [part for part in selection.slices if part.kind != "all"]
    for gone in [part for part in asked if part not in there]:
        st.caption(
            f"{plain(desk.name)} has no slice {plain(slice_in_words(gone, desk.dataset.about))}, so it is left out."
        )
    state.start(f"filter/slices/{desk.name}", [part for part in asked if part in there], anew)
    chosen = st.multiselect(
        "in slices", there, key=f"filter/slices/{desk.name}", max_selections=MOST_SLICES,
        format_func=lambda part: slice_in_words(part, desk.dataset.about), placeholder="any",
        help="Rows in one of the slices chosen of a kind, and so for each kind that has one chosen.",
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

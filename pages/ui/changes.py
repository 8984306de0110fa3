"""Two function sets of a dataset, chosen by version, and how their rules differ."""

from dataclasses import dataclass

import streamlit as st

from pages.ui import state
from pages.ui.frame import Desk
from recsys import versions
from recsys.labeling import changes
from recsys.labeling.functions import FunctionSet

NOW, BASELINE = "now", "baseline"
BEFORE, AFTER = "from", "to"  # in the address


@dataclass(frozen=True)
class Edit:
    """The step from one function set to another. names: what the two are called."""

    names: tuple[str, str]
    before: FunctionSet
    after: FunctionSet


def choose(desk: Desk) -> Edit:
    """Two of the saved versions, of the functions as they are now, and of what the studio compares these with."""
    saved = versions.of_dataset(desk.name)
    sets = {NOW: desk.functions, BASELINE: desk.standing.baseline} | {str(v.number): v.functions for v in saved}
    called = {NOW: "as they are now", BASELINE: "the baseline of the LF table"}
    called |= {str(v.number): f"{v.number} · {v.name}" for v in saved}
    first = next((str(v.number) for v in saved if v.functions.enabled != desk.functions.enabled), BASELINE)
    before, after = st.columns(2)
    with before:
        state.from_address(BEFORE, list(called), first)
        st.selectbox("Before", list(called), key=BEFORE, format_func=called.__getitem__, help=_help())
        state.to_address(BEFORE)
    with after:
        state.from_address(AFTER, list(called), NOW)
        st.selectbox("After", list(called), key=AFTER, format_func=called.__getitem__)
        state.to_address(AFTER)
    chosen = (str(state.shown(BEFORE)), str(state.shown(AFTER)))
    return Edit((called[chosen[0]], called[chosen[1]]), sets[chosen[0]], sets[chosen[1]])


def _help() -> str:
    return (
        "Saved function sets of the page Versions, the functions as they are now, and the baseline that the arrows of "
        "the LF table speak of."
    )


def show_rules(edit: Edit) -> bool:
    """What differs between the two in the rules; whether anything that votes does."""
    rules = changes.between(edit.before, edit.after)
    if rules.empty or edit.before.enabled == edit.after.enabled:
        st.info(
            "The functions that are on are the same in both, so nothing changes. Edit one under Labeling functions, or "
            "choose two other versions. Saving a version under Versions gives you one to compare with."
        )
        return False
    st.dataframe(rules, hide_index=True, height="content" if len(rules) <= 10 else 400)
    return True

"""What is done to all functions: undo, redo, what to compare with, a new one, tuning, and back to the first ones."""

import streamlit as st

from pages.ui import autotune_all, edits, new_function
from pages.ui.frame import Desk
from recsys import working_sets
from recsys.labeling import starting_sets
from recsys.labeling.functions import FunctionSet

STEPS: dict[working_sets.Direction, tuple[str, str]] = {
    "undo": ("Ctrl+Z", "Take your last edit back."),
    "redo": ("Ctrl+Y", "Make the edit that was taken back again."),
}


def draw(desk: Desk) -> None:
    """Undo, redo, what to compare with, a new function, and back to the functions one started with."""
    with st.container(horizontal=True):
        for direction, (keys, what) in STEPS.items():
            st.button(
                direction.capitalize(), icon=f":material/{direction}:", shortcut=keys, help=what,
                disabled=not desk.standing.can[direction],
                on_click=_step, args=(desk, direction),
            )  # fmt: skip
        st.button(
            "Compare from here", icon=":material/keep:", on_click=working_sets.pin,
            args=(desk.dataset, desk.functions, desk.person),
            disabled=desk.standing.baseline == desk.functions,
            help="Pin the functions as they are now: the arrows then show what each edit changes from here on.",
        )  # fmt: skip
        new_function.close_when_made()
        with st.popover("New function", icon=":material/add:", key=new_function.POPOVER, on_change="rerun") as opened:
            if opened.open:
                new_function.form(desk)
        autotune_all.offer(desk)
        start = starting_sets.of(desk.dataset)
        st.button(
            "Starting functions", icon=":material/restart_alt:", disabled=desk.functions == start,
            on_click=_reset, args=(desk, start),
            help="Go back to the functions these data started with, the tutorial's at their published settings as far "
            "as they apply. Undo takes that back too.",
        )  # fmt: skip


def _step(desk: Desk, direction: working_sets.Direction) -> None:
    working_sets.step(desk.dataset, direction, desk.person)
    edits.forget_refusals(desk.dataset, desk.functions)


def _reset(desk: Desk, start: FunctionSet) -> None:
    working_sets.edit(desk.dataset, start, desk.person)
    edits.forget_refusals(desk.dataset, desk.functions)

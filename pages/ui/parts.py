"""Parts of a page: a click in one draws it again, and not the page around it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui import caches
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import working_sets
from recsys.errors import VotebookError

P = ParamSpec("P")


def part(draw: Callable[Concatenate[Desk, P], None]) -> Callable[Concatenate[Desk, P], None]:
    """What draws a part; parts may stand in parts. An error that is meant for people is shown in its place.

    A part has the desk that lay there when the page was last drawn. Where data, gold or functions have changed since,
    by itself or by somebody else, the whole page is drawn again.
    """

    @st.fragment
    @wraps(draw)
    def drawn(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            if is_alone() and not is_todays(desk):
                st.rerun()
            draw(desk, *args, **kwargs)
        except VotebookError as error:
            st.error(plain(str(error)), icon=":material/error:")

    return drawn


def is_alone() -> bool:
    """Whether a part is drawn without its page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def is_todays(desk: Desk) -> bool:
    """Whether data, gold and functions are still those that lie on a desk."""
    return caches.voter(desk.name) is desk.voter and working_sets.standing(desk.dataset, desk.person) == desk.standing

"""A Python function as a page shows it: where it stands and how it reads. It is written in the file, never here."""

import streamlit as st

from pages.ui.text import plain
from recsys.labeling import python_functions
from recsys.labeling.functions import PythonFunction

SWITCHING_ON = (
    f"Python functions are off. They run with all rights of whoever started this server, so only that person can "
    f"switch them on: set the variable {python_functions.VARIABLE}=1 and start it anew. They are read from the file "
    f"{python_functions.FILE} in the workspace folder."
)


def show(function: PythonFunction) -> None:
    """The function's name in the file, the file, and its source if such functions are on."""
    st.caption(
        f"The votes come from the function **{plain(function.function)}** of {plain(str(python_functions.path()))}. "
        "Edit it there; the numbers follow."
    )
    show_source(function.function)


def show_source(name: str) -> None:
    """How the file defines a function, if such functions are on."""
    if source := python_functions.definition(name):
        st.code(source, "python", wrap_lines=True)

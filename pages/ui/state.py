"""What one session shows and remembers between its reruns: the only file with `st.session_state`.

Nothing here is a loss when it goes: what a person would be sorry to lose is on disk before a rerun ends.
"""

from typing import Any

import streamlit as st

from pages.ui.text import plain

LONGEST_SHOWN = 80  # characters of what a link asks for
# What a chooser chooses, where its key does not say it.
NOUNS = {"labels": "label run", "users_by": "slicing of users", "items_by": "slicing of items"}


def is_first_run() -> bool:
    """Whether the session has run no page before; asked once a run."""
    first = "opened" not in st.session_state
    st.session_state["opened"] = True
    return first


def from_address(key: str, options: list[str], default: str) -> None:
    """Let the chooser `key`, about to be drawn, show what it showed last, or else what the page's address says.

    It is set at every run: a chooser is a new one on each page, and a new one starts with its first option otherwise.
    Nor does Streamlit's own binding to the address do: what came with the address it forgets at a change of page.
    What a link names and is not there is said beside the chooser.
    """
    came_by_link = key not in st.session_state and f"last/{key}" not in st.session_state
    wanted = (st.session_state.get(key), st.session_state.get(f"last/{key}"), st.query_params.get(key), default)
    st.session_state[key] = next(value for value in wanted if value in options)
    asked = st.query_params.get(key)
    if came_by_link and asked is not None and asked not in options:
        st.warning(
            f"There is no {NOUNS.get(key, key)} “{plain(asked[:LONGEST_SHOWN])}” here any more; "
            f"this is {plain(st.session_state[key])}.",
            icon=":material/link_off:",
        )


def gone(key: str, options: list[str]) -> str | None:
    """What the chooser `key`, about to be drawn, showed last, if it is not among the options any more."""
    last = st.session_state.get(f"last/{key}")
    return last if last is not None and last not in options else None


def text_from_address(key: str) -> None:
    """The same for a text field, which shows whatever was typed; empty at first."""
    wanted = (st.session_state.get(key), st.session_state.get(f"last/{key}"), st.query_params.get(key), "")
    st.session_state[key] = next(text for text in wanted if text is not None)


def to_address(key: str) -> None:
    """Put what a chooser shows into the page's address, to be shared or reloaded."""
    chosen = st.session_state[f"last/{key}"] = st.session_state[key]
    put_into_address(key, chosen)


def in_address(key: str) -> str | None:
    """What the page's address says; None if nothing."""
    return st.query_params.get(key)


def put_into_address(key: str, value: str) -> None:
    """Let the page's address say what it shows, to be shared or reloaded; nothing of it where that is empty."""
    if not value:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value


def follow_newest(key: str, newest_first: list[str]) -> None:
    """Let the chooser `key`, about to be drawn, show the newest if there is a new one, else as `from_address` does."""
    newest, seen = newest_first[0], f"newest/{key}"
    if st.session_state.get(seen, newest) != newest:
        st.session_state[key] = newest
    st.session_state[seen] = newest
    from_address(key, newest_first, newest)


def choose(key: str, value: str) -> None:
    """Let a chooser that is not drawn yet in this run, or is in the next, show `value`."""
    st.session_state[f"last/{key}"] = value
    st.session_state.pop(key, None)


def remember(key: str, value: Any) -> None:
    """Keep something for this session that is no loss when it goes, such as what a search found."""
    st.session_state[f"remembered/{key}"] = value


def remembered(key: str) -> Any:
    """What `remember` kept; None if nothing."""
    return st.session_state.get(f"remembered/{key}")


def forget(key: str) -> None:
    """Drop what `remember` kept, if it kept anything."""
    st.session_state.pop(f"remembered/{key}", None)


def counter(key: str) -> int:
    """A number that `count_up` raises, such as the seed of a draw."""
    return int(st.session_state.get(f"counter/{key}", 0))


def count_up(key: str) -> None:
    """Raise a counter by one."""
    st.session_state[f"counter/{key}"] = counter(key) + 1


def shown(key: str) -> Any:
    """What a widget shows now."""
    return st.session_state[key]


def held(key: str, otherwise: Any) -> Any:
    """What a widget that is about to be drawn will show; `otherwise` if it was never drawn."""
    return st.session_state.get(key, otherwise)


def show(key: str, value: Any) -> None:
    """Make a widget that is about to be drawn show `value`: the state on disk, whoever changed it."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def start(key: str, value: Any, anew: bool) -> None:
    """Let a widget that is about to be drawn for the first time, or `anew`, begin with `value`."""
    if anew or key not in st.session_state:
        st.session_state[key] = value


def show_within(key: str, start: int, most: int) -> None:
    """Let the number input `key`, about to be drawn, show what it showed last, or else `start`; but 1 to `most`."""
    st.session_state[key] = min(max(int(st.session_state.get(key, start)), 1), most)

"""Who sits in front of this browser: no name, only a key by which a working set is found again."""

import re

import streamlit as st
from streamlit.web.server.starlette import starlette_app_utils, starlette_server_config

from recsys import files, working_sets

PERSON_COOKIE = "votebook_person"
PERSON = re.compile(r"[0-9a-f]{12}")
A_YEAR = 365 * 24 * 60 * 60  # seconds


def key() -> str:
    """A key of whoever sits in front of this browser: the same in all its tabs and when it is opened again, for no two
    alike.
    """
    return _kept() or _of_today()


def keep() -> None:
    """Let the browser tell who `key` is for a year, if it doesn't yet: what else it has it forgets when it closes.

    It takes the room of an empty block where it is called.
    """
    today = _of_today()
    if _kept() is None and PERSON.fullmatch(today):
        cookie = f"{PERSON_COOKIE}={today}; Max-Age={A_YEAR}; Path=/; SameSite=Strict"
        st.html(f'<script>document.cookie = "{cookie}"</script>', unsafe_allow_javascript=True)


def _kept() -> str | None:
    kept = str(st.context.cookies.get(PERSON_COOKIE, ""))  # no string where Streamlit's own tests stand for a browser
    return kept if PERSON.fullmatch(kept) else None


def _of_today() -> str:
    # Streamlit gives each browser a random token, against forged requests, in a cookie that is masked anew each time
    # and gone when the browser closes.
    cookie = st.context.cookies.get(starlette_server_config.XSRF_COOKIE_NAME, "")
    token, _ = starlette_app_utils.decode_xsrf_token_string(cookie)
    return files.text_checksum(token.hex())[:12] if token else working_sets.LOCAL

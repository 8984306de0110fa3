"""Who sits in front of a browser: told by a cookie of our own, by Streamlit's until then."""

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.web.server.starlette import starlette_app_utils

from pages.ui import person
from recsys import files, working_sets
from tests.pages.opening import opened

TOKEN = bytes(range(16))
pytestmark = pytest.mark.usefixtures("dataset")
TODAY = files.text_checksum(TOKEN.hex())[:12]


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the browser brings; Streamlit's own token to begin with."""
    brought = {"_streamlit_xsrf": starlette_app_utils.generate_xsrf_token_string(TOKEN)}
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: brought))
    return brought


def scripts() -> list[str]:
    return [found.proto.body for found in opened("versions").get("html")]


def test_a_first_visit_is_told_by_todays_token_which_is_kept_for_a_year(cookies: dict[str, str]) -> None:
    assert person.key() == TODAY
    assert scripts() == [
        f'<script>document.cookie = "votebook_person={TODAY}; Max-Age=31536000; Path=/; SameSite=Strict"</script>'
    ]


def test_afterwards_the_kept_one_counts_and_is_not_written_again(cookies: dict[str, str]) -> None:
    cookies["votebook_person"] = "0123456789ab"
    assert person.key() == "0123456789ab"
    assert scripts() == []


@pytest.mark.parametrize("kept", ["", "local", "0123456789a", "0123456789AB", "0123456789ab\n", '"</script><b>012'])
def test_what_we_did_not_write_is_no_person_and_is_written_over(cookies: dict[str, str], kept: str) -> None:
    wanted = scripts()
    cookies["votebook_person"] = kept
    assert person.key() == TODAY
    assert scripts() == wanted
    assert len(wanted) == 1


def test_where_browsers_are_not_told_apart_nothing_is_written(cookies: dict[str, str]) -> None:
    cookies.clear()
    assert person.key() == working_sets.LOCAL
    assert scripts() == []

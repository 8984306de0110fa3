"""A part of a page: its error is a sentence in its place, and old data make it draw the whole page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from recsys import hand_labels, working_sets
from recsys.data.dataset import Dataset
from recsys.labeling import functions


def page() -> None:
    """A page with one part, which fails as a person may see."""
    import streamlit as st

    from pages.ui import frame
    from pages.ui.parts import part
    from recsys.errors import BadInput

    @part
    def failing(desk: frame.Desk) -> None:
        raise BadInput("There is *nothing* to see. Look elsewhere.")

    with frame.open_page("Parts", "A page for this test.") as desk:
        failing(desk)
        st.caption("The rest of the page.")


@pytest.mark.usefixtures("dataset")
def test_what_a_part_can_not_do_is_a_sentence_and_the_rest_of_the_page_is_there() -> None:
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    assert app.error[0].value.replace("\\", "") == "There is *nothing* to see. Look elsewhere."
    assert "The rest of the page." in [caption.value for caption in app.caption]


def hand_label(dataset: Dataset) -> None:
    hand_labels.give(dataset, 0, 0, "local")


def edit(dataset: Dataset) -> None:
    working_sets.edit(dataset, functions.FunctionSet(functions=()))


@pytest.mark.parametrize("change", [hand_label, edit])
def test_a_desk_is_todays_until_gold_or_functions_change(dataset: Dataset, change: Callable[[Dataset], None]) -> None:
    from pages.ui import caches, parts
    from pages.ui.frame import Desk

    opened = caches.voter("demo")
    desk = Desk(opened, working_sets.standing(opened.dataset))
    assert parts.is_todays(desk)
    change(dataset)
    assert not parts.is_todays(desk)

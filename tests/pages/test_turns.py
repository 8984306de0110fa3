"""Pages take turns, and nobody waits for long."""

import threading

import pytest

from pages.ui import turns


def test_a_page_holds_the_turn_until_it_is_drawn() -> None:
    with turns.one_after_the_other():
        assert turns._turn.locked()
    assert not turns._turn.locked()


def test_a_page_that_fails_gives_the_turn_back() -> None:
    with pytest.raises(ValueError, match="halfway"), turns.one_after_the_other():
        raise ValueError("halfway")
    assert not turns._turn.locked()


def test_whoever_waited_long_enough_draws_beside_and_leaves_the_turn_to_its_owner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    drawn: list[bool] = []

    def draw_beside() -> None:
        with turns.one_after_the_other():
            drawn.append(True)

    with turns.one_after_the_other():
        other = threading.Thread(target=draw_beside)
        other.start()
        other.join()
        assert drawn == [True]
        assert turns._turn.locked()

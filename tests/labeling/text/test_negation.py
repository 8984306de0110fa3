"""Which hits are negated."""

import polars as pl
import pytest

from recsys.labeling.text import negation


def is_negated(before: str) -> bool:
    return negation.are_negated(pl.Series([before])).to_list() == [True]


@pytest.mark.parametrize(
    "before",
    [
        "not ",
        "Never ",
        "no ",
        "i cannot ",
        "wasn't ",
        "wasn’t ",
        "n't ",
        "not even close to ",
        "not\n\teven ",
        "not-so-",
        "(not ",
        "it was ok, not ",
        "not ½ as ",
        "not the reader’s ",
        "not un",
        "no never ",
        "does not, no, not ",
    ],
)
def test_a_term_close_behind_a_negation_is_negated(before: str) -> None:
    assert is_negated(before)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "very ",
        "not",
        "not even close to being ",
        "no, ",
        "not bad. ",
        "not - ",
        "not 'quite' really, ",
        "knot ",
        "nothing ",
        "not_a ",
        "not/",
        "not 4.",
        "nt ",
        "nothing n'ot ",
        "not\u200b",
    ],
)
def test_a_term_elsewhere_is_not(before: str) -> None:
    assert not is_negated(before)


def test_three_words_may_stand_in_between() -> None:
    assert [is_negated("not " + "so " * words) for words in range(6)] == [True, True, True, True, False, False]

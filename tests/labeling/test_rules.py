"""Rules in words, one line each."""

import pytest

from recsys.labeling import rules
from recsys.labeling.functions import (
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)


@pytest.mark.parametrize(
    ("function", "votes", "words"),
    [
        (
            ThresholdFunction(name="f", feature="polarity", comparison="<=", threshold=-0.25, label=0),
            "0", "review polarity <= -0.25",
        ),
        (LookupFunction(name="f", field="genre", values=("war", "sea"), label=1), "1", "genre is “war” or “sea”"),
        (KeywordFunction(name="f", positive=("fine",), negation=True), "1",
         "review has the words “fine”: 1, unless negated"),
        (
            KeywordFunction(name="f", matching="substring", negative=("a", "b", "c", "off"), positive=("d",),
                            disabled=("off",)),
            "0 or 1", "review contains “a” or “b” or 1 more: 0; else “d”: 1",
        ),
        (PythonFunction(name="f", function="mine"), "0 or 1", "mine() of the Python file"),
    ],
)  # fmt: skip
def test_a_rule_is_one_line(function: LabelingFunction, votes: str, words: str) -> None:
    assert (rules.votes(function), rules.in_words(function)) == (votes, words)

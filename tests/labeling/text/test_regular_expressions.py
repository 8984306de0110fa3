"""Which regular expressions people may use, and what they are told of the others."""

import string

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.labeling.text import regular_expressions
from recsys.labeling.text.regular_expressions import ignoring_case, problem, repeated_length


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bgood\b",
        "(a+)+$",
        "[45]([.,]5)? stars?",
        r"\W5",
        "a|b",
        "(?P<n>x)",
        "ß",
        r"\p{Greek}",
        "a{1,999}",
        "^dnf",
        "c++",
    ],
)
def test_a_pattern_that_is_one_has_no_problem(pattern: str) -> None:
    assert problem(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(a", "can't be used: unclosed group; change it"),
        ("a)(?:b", "can't be used: unopened group; change it"),
        ("(?x)a # b", "can't be used: unclosed group; change it"),
        ("[z-a]", "can't be used: invalid character class range, the start must be <= the end; change it"),
        ("*", "can't be used: repetition operator missing expression; change it"),
        ("\\", "can't be used: incomplete escape sequence, reached end of pattern prematurely; change it"),
        (
            "(?<!not )good",
            "can't be used: look-around, including look-ahead and look-behind, is not supported; change it",
        ),
        (r"(a)\1", "can't be used: backreferences are not supported; change it"),
        (r"\w{280}", "becomes too large for the engine; repeat less"),
    ],
)
def test_what_the_engine_refuses_is_told_without_its_drawing(pattern: str, sentence: str) -> None:
    assert problem(pattern) == sentence


@pytest.mark.parametrize(
    "pattern", ["a*", "a?", "a|", "^", "$", r"\b", r"\B", "(?m)^", r"x|\b", "(a*)*", "()", "[^x]*"]
)
def test_a_pattern_that_finds_nothing_everywhere_is_refused(pattern: str) -> None:
    assert problem(pattern) == (
        "can match nothing at all, and so would be found in every review; ask for at least one character"
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "(a{1000}){1000}",
        ".{1999}x",
        r"\ {1001}",
        "a{9999999999}",
        "(?x)a{ 999 }",
        r"\pL{999}",
        r"\{{1001}",
        "ab?{999,}",
    ],
)
def test_a_pattern_that_repeats_too_much_is_refused_before_it_is_run(pattern: str) -> None:
    assert problem(pattern) == (
        "repeats too much: written out it is longer than 1,000 characters; repeat less often, or take * or + for {…}"
    )


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("abc", 3),
        ("a{3}", 1 * 3),
        ("a{2,5}b{4}", 2 * 5 * 4),
        ("a{7,}", 1 * 7),
        ("a{0}", 1),
        (r"\{3}", 4),
        (r"\\{3}", 2 * 3),
        (r"\x{41}\u{41}\p{L}", 17),
    ],
)
def test_the_length_of_a_pattern_counts_its_repetitions(pattern: str, length: int) -> None:
    assert repeated_length(pattern) == length


def test_a_pattern_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    problem("once_only")
    monkeypatch.setattr(regular_expressions, "PROBES", None)
    assert problem("once_only") is None


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(st.sampled_from(string.printable + "éß☃\u0301"), max_size=30) | st.text(max_size=10))
def test_whatever_is_typed_is_either_refused_with_words_or_can_be_run(pattern: str) -> None:
    if not pattern.isprintable():
        return
    why = problem(pattern)
    if why is None:
        assert "" not in pl.Series(["text"]).str.extract_all(ignoring_case(pattern))[0]
    else:
        assert why[0].isalpha()
        assert why.isprintable()

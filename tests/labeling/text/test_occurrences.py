"""Where in a text a term stands."""

import polars as pl
import pytest

from recsys.labeling.text import occurrences
from recsys.labeling.text.occurrences import Place
from recsys.labeling.text.terms import Matching


def find(text: str, term: str, matching: Matching) -> list[Place]:
    return occurrences.find(pl.Series([text]), term, matching)[0]


def unnegated(text: str, term: str, matching: Matching) -> list[Place]:
    return occurrences.find_unnegated(pl.Series([text]), term, matching)[0]


@pytest.mark.parametrize(
    ("text", "term", "matching", "places"),
    [
        ("a glove, love", "love", "substring", [(3, 7), (9, 13)]),
        ("a glove, love", "love", "words", [(9, 13)]),
        ("aaaaa", "aa", "substring", [(0, 2), (2, 4)]),
        ("a a a a", "a a", "words", [(0, 3), (4, 7)]),
        ("ba a a", "a a", "words", [(3, 6)]),
        ("love love", "love", "words", [(0, 4), (5, 9)]),
        ("5  \n stars", "5 stars", "words", [(0, 10)]),
        ("1.5 stars, 5 stars", "5 stars", "words", [(11, 18)]),
        ("concat Cat catcat", r"\bcat", "pattern", [(7, 10), (11, 14)]),
        ("😀 ü Cat", "cat|ü", "pattern", [(2, 3), (4, 7)]),
        ("aaa", "a+", "pattern", [(0, 3)]),
        ("x1 y22", r"(\w)\d+", "pattern", [(0, 2), (3, 6)]),
        ("\U000f0000a\U000f0001a", "a", "pattern", [(1, 2), (3, 4)]),
        ("$1 ${0} $0", r"\$\w", "pattern", [(0, 2), (8, 10)]),
        ("", "a", "pattern", []),
        ("", "a", "words", []),
        ("", "a", "substring", []),
    ],
)
def test_occurrences_stand_from_left_to_right(text: str, term: str, matching: Matching, places: list[Place]) -> None:
    assert find(text, term, matching) == places


def test_each_text_has_its_own() -> None:
    texts = pl.Series(["good", "", "so good"])
    assert occurrences.find(texts, "good", "pattern") == [[(0, 4)], [], [(3, 7)]]
    assert occurrences.find_unnegated(texts, "good", "words") == [[(0, 4)], [], [(3, 7)]]
    assert occurrences.find(texts.clear(), "good", "pattern") == []
    assert occurrences.find_unnegated(texts.clear(), "good", "pattern") == []


@pytest.mark.parametrize("matching", ["substring", "words", "pattern"])
def test_a_negation_reaches_only_the_next_hit(matching: Matching) -> None:
    assert unnegated("not good good", "good", matching) == [(9, 13)]
    assert unnegated("not good, not good", "good", matching) == []
    assert unnegated("good, not good", "good", matching) == [(0, 4)]


@pytest.mark.parametrize("matching", ["substring", "words", "pattern"])
def test_a_negation_in_a_hit_negates_nothing(matching: Matching) -> None:
    assert unnegated("not good not good", "not good", matching) == [(0, 8), (9, 17)]
    assert unnegated("was not not good", "not good", matching) == []


def test_the_white_space_a_pattern_takes_parts_words_all_the_same() -> None:
    assert unnegated("not  good", r"\s+good", "pattern") == []
    assert unnegated("not, good", r"\W+good", "pattern") == [(3, 9)]


def test_a_negation_is_seen_in_capitals() -> None:
    assert unnegated("NOT Good. DIDN’T feel good", "good", "pattern") == []

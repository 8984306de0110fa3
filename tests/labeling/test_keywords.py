"""Which reviews contain a term."""

import string

import numpy as np
import pytest

from recsys.labeling import keywords
from recsys.labeling.functions import Matching
from recsys.labeling.keywords import TermHits
from tests import worlds


def found(term: str, text: str, matching: Matching = "words") -> bool:
    return TermHits(worlds.reviews(text)).of(term, matching).tolist() == [0]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("5 stars", "1.5 stars, awful"),
        ("5 stars", "4/5 stars"),
        ("5 stars", "15 stars"),
        ("5 stars", "3,5 stars, translated from German"),
        ("1 star", "21 starships"),
        ("1 star", "1 stars"),
        ("5/5", "15/5"),
        ("5/5", "5/55"),
        ("out of 5", "3 out of 5.5"),
        ("3", "3.5"),
        ("3", "1/3"),
        ("love", "glove"),
        ("love", "beloved"),
        ("हिन", "हिन्दी"),  # a mark goes on with the word
        ("bad", "bad½"),
        ("bad", "_bad_"),
    ],
)
def test_words_and_numbers_are_found_only_whole(term: str, text: str) -> None:
    assert not found(term, text)
    assert found(term, text, "substring") is (term in text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("5 stars", "5 stars"),
        ("5 stars", "Easily 5 STARS!"),
        ("5 stars", "5 \n\t stars"),
        ("5 stars", "(5 stars)"),
        ("5 stars", "...5 stars"),
        ("5 stars", "great.5 stars"),
        ("5 stars", "/5 stars"),
        ("5 stars", "15 stars? no: 5 stars"),
        ("4.5 stars", "4.5 stars"),
        ("5/5", "I give it 5/5."),
        ("5/5", "5/5"),
        ("love", "love❤️"),
        ("love", "Love-story"),
        ("i̇stanbul", "İSTANBUL"),
        ("οδος", "ΟΔΟΣ"),
        ("c++", "c++11"),
    ],
)
def test_whole_words_are_found_whatever_stands_around(term: str, text: str) -> None:
    assert found(term, text)


@pytest.mark.parametrize("matching", ["substring", "words"])
def test_signs_of_a_pattern_are_only_signs(matching: Matching) -> None:
    hits = TermHits(worlds.reviews("aaaa", "(a+)+$", "a.c", "abc", "[a-c]", r"\w", "w"))
    assert hits.of("(a+)+$", matching).tolist() == [1]
    assert hits.of("a.c", matching).tolist() == [2]
    assert hits.of("[a-c]", matching).tolist() == [4]
    assert hits.of(r"\w", matching).tolist() == [5]


@pytest.mark.parametrize("sign", string.punctuation)
def test_every_sign_of_ascii_is_found_as_it_is(sign: str) -> None:
    hits = TermHits(worlds.reviews(f"so {sign}{sign} it is", "so it is"))
    assert hits.of(f"{sign}{sign}", "words").tolist() == [0]


def test_a_long_term_of_any_script_is_found() -> None:
    term = "本" * 200
    assert found(term, f"「{term}」")


def test_any_of_says_for_each_review_whether_it_has_a_term() -> None:
    hits = TermHits(worlds.reviews("good", "bad", "ugly", "good and ugly"))
    assert hits.any_of(("good", "bad"), "words").tolist() == [True, True, False, True]
    assert hits.any_of((), "words").tolist() == [False] * 4


def test_no_reviews_have_no_hits() -> None:
    hits = TermHits(worlds.reviews())
    assert (len(hits), hits.of("good", "words").tolist(), hits.of("good", "substring").tolist()) == (0, [], [])


def test_hits_are_kept_and_cannot_be_changed() -> None:
    hits = TermHits(worlds.reviews("good"))
    assert hits.of("good", "words") is hits.of("good", "words")
    assert not hits.of("good", "words").flags.writeable


def test_the_terms_asked_for_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keywords, "KEPT_TERMS", 2)
    hits = TermHits(worlds.reviews("good"))
    first, second = hits.of("good", "words"), hits.of("bad", "words")
    hits.of("good", "words")
    hits.of("ugly", "words")
    assert hits.of("good", "words") is first
    assert hits.of("bad", "words") is not second
    assert np.array_equal(hits.of("bad", "words"), second)

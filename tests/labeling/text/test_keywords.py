"""Which reviews contain a term."""

import string

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.labeling.functions import Matching
from recsys.labeling.text import keywords, occurrences
from recsys.labeling.text.keywords import TermHits
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
        ("bad", "ébad"),
        ("bad", "badé"),
        ("5", "５.5"),
        ("5", "5.５"),
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
        ("bad", "“bad”"),
        ("5", "é.5"),
        ("5", "5.é"),
        ("5", "１5, not 5"),
    ],
)
def test_whole_words_are_found_whatever_stands_around(term: str, text: str) -> None:
    assert found(term, text)


@pytest.mark.parametrize("space", [" ", "  ", "\n", " \n", "\r\n\t", "\x1f", "\x85", "\u00a0 ", "\u2003", "\u3000"])
def test_any_white_space_parts_whole_words_but_only_its_own_a_substring(space: str) -> None:
    text = f"{space}not{space}so{space}good{space}"
    assert found("so good", text)
    assert found("so  good", text)  # a blank too many in the term
    assert found("so good", text, "substring") is (space == " ")
    assert found("so  good", text, "substring") is (space == "  ")
    assert not found("sogood", text)
    assert TermHits(worlds.reviews(text)).of("so good", "words", negation=True).tolist() == []


def test_reviews_are_in_order_whatever_stands_around_the_word() -> None:
    hits = TermHits(worlds.reviews("“bad”", "bad", "badly", "ébad", "…bad…", "so bad", "bad—"))
    assert hits.of("bad", "words").tolist() == [0, 1, 4, 5, 6]


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


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bdnf\b", "DNF at page 100"),
        (r"[45]([.,]5)? stars?", "4,5 Stars"),
        (r"stra(ß|ss)e", "STRAẞE"),
        ("οδος", "ΟΔΟΣ"),
        (r"\Wgood", "so\ngood"),
        ("مرحبا+", "مرحباا بالعالم"),
        ("👍🏽{2}", "👍🏽🏽"),
    ],
)
def test_a_pattern_is_found_whatever_its_case(pattern: str, text: str) -> None:
    assert found(pattern, text, "pattern")


def test_a_pattern_keeps_its_own_case() -> None:
    assert not found(r"\W", "word", "pattern")
    assert found(r"\w", "word", "pattern")
    assert not found("(?-i)good", "GOOD", "pattern")


def test_a_catastrophic_pattern_on_a_long_text_ends() -> None:
    hits = TermHits(worlds.reviews("a" * 100_000 + "!", "not " + "a" * 100_000))
    assert hits.of("(a+)+$", "pattern").tolist() == [1]
    assert hits.of("(a+)+$", "pattern", negation=True).tolist() == []


@pytest.mark.parametrize("matching", ["substring", "words", "pattern"])
def test_a_review_has_a_term_if_one_of_its_hits_is_not_negated(matching: Matching) -> None:
    hits = TermHits(
        worlds.reviews(
            "Not even close to 5 stars", "5 stars", "not 5 stars, just 5 stars", "NO 5 stars", "no, 5 stars", ""
        )
    )
    assert hits.of("5 stars", matching).tolist() == [0, 1, 2, 3, 4]
    assert hits.of("5 stars", matching, negation=True).tolist() == [1, 2, 4]
    assert hits.any_of(("5 stars",), matching, negation=True).tolist() == [False, True, True, False, True, False]


def test_negated_hits_are_looked_for_in_the_text_as_it_is_matched() -> None:
    hits = TermHits(worlds.reviews("Not so\n\ngood", "not so  good", "so good", "not GOOD"))
    assert hits.of(r"so\n+good", "pattern", negation=True).tolist() == []
    assert hits.of("(?-i)GOOD", "pattern").tolist() == [3]
    assert hits.of("(?-i)GOOD", "pattern", negation=True).tolist() == []
    assert hits.of("so  good", "substring").tolist() == [1]
    assert hits.of("so  good", "substring", negation=True).tolist() == []
    assert hits.of("so  good", "words", negation=True).tolist() == [2]


@pytest.mark.parametrize(
    "text", ["not good", "not-good", "not 'good'", "not\x1fgood", "isn’t so-very\u00a0good", "cannot good", "Not\ngood"]
)
@pytest.mark.parametrize("matching", ["substring", "words", "pattern"])
def test_no_negated_hit_is_overlooked(text: str, matching: Matching) -> None:
    assert TermHits(worlds.reviews(text)).of("good", matching, negation=True).tolist() == []


def test_hits_without_the_negated_are_kept_beside_all() -> None:
    hits = TermHits(worlds.reviews("not good", "good"))
    assert hits.of("good", "words", negation=True) is hits.of("good", "words", negation=True)
    assert hits.of("good", "words").tolist() == [0, 1]
    assert hits.of("good", "words", negation=True).tolist() == [1]


TEXTS = ("good", "goodness", "Not GOOD", "so good a read", "a 5", "5 stars", "1.5 stars", "read", "", "ead οδος ΟΔΟΣ")
MANY_TERMS = ("good", "goo", "ood", "so good", "a", "5", "5 stars", "stars", "read", "ead", "a read", "οδος", "nowhere")


@pytest.mark.parametrize("matching", ["substring", "words", "pattern"])
@pytest.mark.parametrize("negation", [False, True])
def test_a_term_has_the_same_hits_whatever_was_asked_before(matching: Matching, negation: bool) -> None:
    together = TermHits(worlds.reviews(*TEXTS))
    for term in MANY_TERMS:
        alone = TermHits(worlds.reviews(*TEXTS)).of(term, matching, negation)
        assert together.of(term, matching, negation).tolist() == alone.tolist()
        assert together.of(term, matching).dtype == np.int32


PIECES = [
    "good",
    "GOOD",
    "so",
    "not",
    "5",
    "1",
    "star",
    "s",
    "é",
    "“",
    "½",
    "５",
    ".",
    "/",
    "-",
    " ",
    "  ",
    "\n",
    "\x1f",
    "\u00a0",
]
PIECED = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
PIECED_TERMS = (
    "good",
    "so good",
    "so  good",
    "good so good",
    "5 star",
    "1.5",
    "½ star",
    "not good",
    "é good",
    "good.",
    "stars",
)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(st.lists(PIECED, max_size=5), st.sampled_from(PIECED_TERMS), st.sampled_from(["substring", "words"]))
def test_terms_are_found_in_the_texts_in_which_each_has_a_place(
    around: list[str], inside: str, matching: Matching
) -> None:
    texts = [*around, *(text + inside + text for text in around)]
    hits = TermHits(worlds.reviews(*texts))
    lower = pl.Series([text.lower() for text in texts], dtype=pl.String)
    for term in PIECED_TERMS:
        places, unnegated = (find(lower, term, matching) for find in (occurrences.find, occurrences.find_unnegated))
        assert hits.of(term, matching).tolist() == [i for i, found in enumerate(places) if found]
        assert hits.of(term, matching, negation=True).tolist() == [i for i, found in enumerate(unnegated) if found]


@pytest.mark.parametrize("matching", ["substring", "words"])
def test_no_reviews_have_no_hits_of_any_term(matching: Matching) -> None:
    assert TermHits(worlds.reviews()).any_of(MANY_TERMS, matching).tolist() == []
    assert TermHits(worlds.reviews("", "")).any_of(MANY_TERMS, matching).tolist() == [False, False]


def test_in_a_substring_every_blank_counts() -> None:
    hits = TermHits(worlds.reviews("so good", "so  good", "so\ngood", "also goods", " so", "so", "so ", "", "good so"))
    assert hits.of("so good", "substring").tolist() == [0, 3]
    assert hits.of("so  good", "substring").tolist() == [1]
    assert hits.of("so\ngood", "substring").tolist() == [2]
    assert hits.of(" so", "substring").tolist() == [4, 8]
    assert hits.of("so ", "substring").tolist() == [0, 1, 3, 6]
    assert hits.of(" ", "substring").tolist() == [0, 1, 3, 4, 6, 8]


def test_a_term_that_is_longer_than_all_texts_is_in_none() -> None:
    hits = TermHits(worlds.reviews("so good", "aaaa"))
    assert hits.of("a" * 1_000_000, "words").tolist() == []
    assert hits.of("so good " * 100_000, "substring").tolist() == []

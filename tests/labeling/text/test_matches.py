"""Which words of a text are highlighted."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import matches
from recsys.labeling.text.keywords import TermHits
from recsys.labeling.text.terms import Matching
from tests import worlds


def highlighted(text: str, **fields: Any) -> list[str]:
    """The highlighted pieces of a text, each with its term and list."""
    spans = matches.spans(KeywordFunction(name="f", **fields), text)
    return [f"{text[start:end]} = {term} ({side})" for start, end, term, side in spans]


def test_terms_of_both_lists_are_found_as_they_were_written_in_order() -> None:
    assert highlighted("Loved it, LOVED it. Awful!", positive=["loved"], negative=["awful", "it"]) == [
        "Loved = loved (positive)", "it = it (negative)", "LOVED = loved (positive)", "it = it (negative)",
        "Awful = awful (negative)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("matching", "terms", "found"),
    [
        ("substring", ["5 stars"], ["5 stars = 5 stars (positive)"] * 2),
        ("words", ["5 stars"], ["5 stars = 5 stars (positive)"]),
        ("pattern", [r"\d\.5 s\w+"], [r"1.5 stars = \d\.5 s\w+ (positive)"]),
    ],
)
def test_terms_are_found_as_the_function_matches_them(matching: Matching, terms: list[str], found: list[str]) -> None:
    assert highlighted("1.5 stars or 5 stars", positive=terms, matching=matching) == found


def test_spans_may_overlap() -> None:
    assert highlighted("so good", positive=["good", "so good"], negative=["so"]) == [
        "so = so (negative)", "so good = so good (positive)", "good = good (positive)",
    ]  # fmt: skip


def test_neither_disabled_terms_nor_negated_hits_are_highlighted() -> None:
    text = "not good, but good and fun"
    assert highlighted(text, positive=["good", "fun"], disabled=["fun"], negation=True) == ["good = good (positive)"]
    assert matches.spans(KeywordFunction(name="f", positive=("good",), negation=True), text)[0].start == len(
        "not good, but "
    )


def test_letters_that_are_longer_in_lower_case_move_nothing() -> None:
    assert highlighted("İİ İstanbul, GOOD", positive=["good", "i̇stanbul"]) == [
        "İstanbul = i̇stanbul (positive)", "GOOD = good (positive)",
    ]  # fmt: skip
    assert highlighted("İ", positive=["\u0307"], matching="substring") == ["İ = \u0307 (positive)"]


@pytest.mark.parametrize("text", ["", "nothing of it", "a" * 100_000 + "!"])
def test_a_text_without_terms_has_no_spans(text: str) -> None:
    assert highlighted(text, positive=["(a+)+$"], matching="pattern") == []
    assert highlighted(text, positive=["(a+)+$"]) == []


PIECES = [
    "good",
    "Good ",
    "not ",
    "no",
    "n't",
    "a",
    "A",
    " ",
    "  ",
    "-",
    ".",
    ",",
    "5",
    "½",
    "İ",
    "Σ",
    "ß",
    "\n",
    "😀",
    "'",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
TERMS = {
    "substring": ["good", "not", "a", "a a", "5", "σ", "i̇", "n't", "goodgood"],
    "words": ["good", "not", "a", "a a", "5", "σ", "not good", "good,", "n't"],
    "pattern": ["good", r"\bgood", r"a\s*a", "[a5]+", "σ", r"\s+good", "not (a )?good", r"\W5", "^good", "good$"],
}


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.data(), TEXTS, st.sampled_from(list(TERMS)), st.booleans())
def test_a_text_has_a_span_exactly_where_it_has_a_hit(
    data: st.DataObject, text: str, matching: Matching, negation: bool
) -> None:
    term = data.draw(st.sampled_from(TERMS[matching]))
    function = KeywordFunction(name="f", positive=(term,), matching=matching, negation=negation)
    spans = matches.spans(function, text)
    hits = TermHits(worlds.reviews(text)).of(term, matching, negation)
    assert bool(spans) == bool(len(hits))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))

"""Phrases of one to three words, and which texts have them."""

import polars as pl
import pytest

from recsys.labeling.text import phrases
from recsys.labeling.text.keywords import TermHits
from tests import worlds


def found(*texts: str, least: int = 1) -> dict[str, list[int]]:
    """Each phrase with the texts that have it."""
    counted = phrases.count(pl.Series(texts, dtype=pl.String), least)
    spelled = counted.spelled(counted.pairs["phrase"].to_numpy())
    places: dict[str, list[int]] = {}
    for phrase, text in sorted(zip(spelled, counted.pairs["text"], strict=True)):
        places.setdefault(phrase, []).append(text)
    return places


def test_phrases_have_up_to_three_words_in_a_row() -> None:
    assert list(found("Waste of my TIME")) == [
        "my", "my time", "of", "of my", "of my time", "time", "waste", "waste of", "waste of my",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["good, read", "good. read", "good (read)", "good / read", "good ❤️ read", "good\u200bread"]
)
def test_a_sign_parts_phrases(text: str) -> None:
    assert list(found(text)) == ["good", "read"]


@pytest.mark.parametrize("space", [" ", "  ", "\n", "\u00a0", "\x1f"])
def test_white_space_does_not(space: str) -> None:
    assert list(found(f"good{space}read")) == ["good", "good read", "read"]


@pytest.mark.parametrize(
    "word", ["4.5", "5/5", "3,5", "page-turner", "don't", "don’t", "3rd", "été", "हिन्दी", "本", "a_b"]
)
def test_numbers_and_words_stay_whole(word: str) -> None:
    assert list(found(f"{word}!")) == [word]


def test_a_text_has_a_phrase_once_and_none_goes_on_into_the_next_text() -> None:
    assert found("so good so good", "so", "good") == {
        "good": [0, 2], "good so": [0], "good so good": [0], "so": [0, 1], "so good": [0], "so good so": [0],
    }  # fmt: skip


def test_a_rare_word_is_in_no_phrase() -> None:
    assert found("a good book", "a bad book", "the good book", least=2) == {
        "a": [0, 1], "a good": [0], "a good book": [0], "book": [0, 1, 2], "good": [0, 2], "good book": [0, 2],
    }  # fmt: skip


def test_no_texts_have_no_phrases() -> None:
    assert found() == found("") == found("?!") == {}


def test_stop_words_alone_say_nothing() -> None:
    counted = phrases.count(pl.Series(["it was not of the book 5"]), 1)
    every = counted.pairs["phrase"].unique().to_numpy()
    silent = [
        phrase for phrase, says in zip(counted.spelled(every), counted.say_something(every), strict=True) if not says
    ]
    assert sorted(silent) == ["it", "it was", "of", "of the", "the", "was"]


def test_a_phrase_is_found_as_a_term_of_whole_words() -> None:
    text = "Didn't  LOVE it: 4.5 stars,\nnot a page-turner (5/5 at İstanbul's 3rd café)"
    hits = TermHits(worlds.reviews(text))
    assert all(hits.of(phrase, "words").tolist() == [0] for phrase in found(text))

"""Our way to TextBlob's scores, held to TextBlob's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from textblob.en import sentiment as textblobs

from recsys.labeling.facts import sentiment

WORDS = [
    "good", "Great!", "not", "isn't", "don't", "very", "really", "never", "awful", "terribly", "extremely", "bad.",
    "a", "the", "worst...", "it's", "'tis", "I'd", "“lovely”", "‘quoted’", '"fun"', "(!)", "( ! )", ":)", ": )", "8-D",
    "XD", "boxD", "<3", "o.O", ">.>", ":-.", "♥", ":'(", "?!", "!!!", "U.S.", "Mr.", "etc.", "w/", "e.g.", "...", "*",
    "END-OF-SENTENCE", "\n\n", "\r\n", "\x1f", "\u00a0", "ΟΔΟΣ", "İ", "\u200b", "5", "n't", "'", "`", "-", ".",
]  # fmt: skip
often = settings(max_examples=300, derandomize=True, deadline=None)


@pytest.mark.parametrize("text", ["", " ", *WORDS, "not a very good book :-)", "So great (!) I can't: (not) good. )"])
def test_scores_are_text_blobs(text: str) -> None:
    assert sentiment.score(text) == tuple(TextBlob(text).sentiment)


@often
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12), st.sampled_from(["", " ", "\n", "'"]))
def test_scores_of_any_text_are_text_blobs(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert sentiment.score(text) == tuple(TextBlob(text).sentiment)


@often
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12), st.sampled_from(["", " "]))
def test_words_of_any_text_are_text_blobs(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert sentiment.words(text) == " ".join(textblobs.tokenizer(text)).split()

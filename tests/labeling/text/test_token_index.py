"""Where each token stands, and which texts have words in a row."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.labeling.text.token_index import TokenIndex

TEXTS = ["not so good", "so good", "good so", "", "also goods", "so", "good", "so bad, so good!", "so "]


def having(*words: str, texts: list[str] = TEXTS, whole: bool = False) -> list[int]:
    return TokenIndex(pl.Series(texts, dtype=pl.String)).having(words, whole).tolist()


def test_one_word_is_found_inside_others() -> None:
    assert having("so") == [0, 1, 2, 4, 5, 7, 8]
    assert having("oo") == [0, 1, 2, 4, 6, 7]
    assert having("ugly") == []


def test_a_whole_word_is_not_found_inside_others() -> None:
    assert having("so", whole=True) == [0, 1, 2, 5, 7, 8]
    assert having("good", whole=True) == [0, 1, 2, 6, 7]
    assert having("oo", whole=True) == []


def test_words_in_a_row_may_end_and_begin_longer_ones() -> None:
    assert having("so", "good") == [0, 1, 4, 7]
    assert having("so", "good", whole=True) == [0, 1, 7]
    assert having("t", "so", "g") == [0]
    assert having("so", "bad,", "so", "good") == [7]


def test_words_in_a_row_stand_in_one_text() -> None:
    texts = ["so", "good ", "so ", "good", "so good"]
    assert having("so", "good", texts=texts) == [4]
    assert having("good", "so", texts=texts) == []
    assert having("so", "so", texts=texts) == []


def test_a_word_between_two_others_is_all_that_stands_there() -> None:
    assert having("a", "b", "c", texts=["a b c", "a ab c", "a bc c", "xa b cx", "a b", "b c"]) == [0, 3]


def test_a_whole_word_is_found_where_it_overlaps_with_one_that_is_not() -> None:
    assert having("a.a", texts=["éa.a.a", "éa.aé"], whole=True) == [0]


def test_no_words_are_in_every_text() -> None:
    assert having() == list(range(len(TEXTS)))


@pytest.mark.parametrize("texts", [[], [""], ["", ""], [" "]])
def test_texts_without_a_word_have_none(texts: list[str]) -> None:
    assert having("so", texts=texts) == having("so", "good", texts=texts) == []


def test_texts_may_be_a_part_of_a_longer_series() -> None:
    part = pl.concat([pl.Series(["so", "good"]), pl.Series(["bad", "so good"])])[1:]
    assert TokenIndex(part).having(["good"]).tolist() == [0, 2]
    assert TokenIndex(part).having(["so", "good"]).tolist() == [2]


def test_the_texts_found_are_ascending_numbers_of_four_bytes() -> None:
    found = TokenIndex(pl.Series(["b", "a", "b a", "a a b"])).having(["a"])
    assert found.tolist() == [1, 2, 3]
    assert found.dtype == np.int32


LETTERS = st.text("ab5.é👍", max_size=3)
SPACED = st.lists(LETTERS.filter(bool), max_size=8).map(" ".join)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(SPACED, max_size=8), st.lists(LETTERS.filter(bool), min_size=1, max_size=3))
def test_words_are_found_where_the_text_has_them_letter_for_letter(texts: list[str], words: list[str]) -> None:
    texts = [*texts, *(text + " ".join(words) + text for text in texts)]
    assert having(*words, texts=texts) == [i for i, text in enumerate(texts) if " ".join(words) in text]

"""Which phrases tell liked from not liked texts."""

from math import log, sqrt

import numpy as np
import polars as pl
import pytest

from recsys.labeling.text import phrase_ranking, phrases


def ranked(label: int, texts: dict[str, tuple[int, int]], new: str = "") -> list[str]:
    """Phrases of texts that stand so often among not liked and liked ones, each with a text of its own beside it.

    new: only texts that begin with it are worth finding.
    """
    written = [text for text, (not_liked, liked) in texts.items() for _ in range(not_liked + liked)]
    gold = [int(i >= not_liked) for not_liked, liked in texts.values() for i in range(not_liked + liked)]
    is_new = np.array([text.startswith(new) for text in written])
    found = phrases.count(pl.Series(written), phrase_ranking.LEAST_TEXTS)
    return list(phrase_ranking.ranked(found, np.array(gold, np.int8), is_new, label))


def test_log_odds_are_those_of_fightin_words() -> None:
    having, totals = np.array([[2, 8]]), np.array([40, 60])
    prior = 100 * (10 + 1) / (100 + 2)
    expected = log((8 + prior) / (60 + 100 - 8 - prior)) - log((2 + prior) / (40 + 100 - 2 - prior))
    ratio, z = phrase_ranking.log_odds(having, totals)
    assert ratio.tolist() == pytest.approx([expected])
    assert z.tolist() == pytest.approx([expected / sqrt(1 / (8 + prior) + 1 / (2 + prior))])


def test_a_phrase_as_frequent_in_both_says_nothing_and_the_more_texts_the_surer() -> None:
    ratio, z = phrase_ranking.log_odds(np.array([[5, 5], [0, 5], [0, 50], [5, 0]]), np.array([100, 100]))
    assert ratio[0] == pytest.approx(0)
    assert 0 < z[1] < z[2]
    assert (ratio[3], z[3]) == pytest.approx((-ratio[1], -z[1]))


def test_a_phrase_of_every_text_or_of_none_says_nothing() -> None:
    ratio, z = phrase_ranking.log_odds(np.array([[100, 100], [0, 0]]), np.array([100, 100]))
    assert [*ratio, *z] == pytest.approx([0, 0, 0, 0])


def test_phrases_speak_for_the_label_whose_texts_have_them() -> None:
    texts = {"lovely": (1, 20), "dull": (20, 1), "book": (20, 20)}
    assert ranked(1, texts) == ["lovely"]
    assert ranked(0, texts) == ["dull"]


def test_the_best_comes_first() -> None:
    assert ranked(1, {"fine": (0, 8), "lovely": (0, 20), "nice": (2, 8), "dull": (30, 0)}) == ["lovely", "fine", "nice"]


def test_phrases_with_few_texts_or_of_stop_words_are_none() -> None:
    assert ranked(1, {"rare": (0, 3), "the": (0, 20), "often": (0, 4), "dull": (30, 0)}) == ["often"]


def test_a_phrase_more_often_wrong_than_right_is_none_though_it_is_above_the_rest() -> None:
    assert ranked(0, {"slow": (10, 20), "dull": (5, 4), "book": (1, 100)}) == ["dull"]


def test_of_phrases_that_say_the_same_one_is_kept() -> None:
    assert ranked(0, {"waste of time": (10, 0), "book": (0, 30)}) == ["waste of time"]
    assert ranked(0, {"waste of time": (10, 0), "time": (3, 0), "book": (0, 30)}) == ["time"]
    assert ranked(0, {"waste of time": (10, 0), "time": (9, 0), "book": (0, 30)}) == ["time", "waste of"]


def test_a_longer_phrase_is_kept_only_if_it_is_more_often_right() -> None:
    assert ranked(1, {"loved it": (2, 10), "loved": (4, 20), "dull": (40, 0)}) == ["loved"]
    assert ranked(1, {"loved it": (0, 10), "loved": (6, 20), "dull": (40, 0)}) == ["loved", "loved it"]


def test_a_phrase_without_a_new_text_is_none() -> None:
    assert ranked(1, {"lovely": (0, 10), "fine": (0, 8), "dull": (20, 0)}, new="fine") == ["fine"]

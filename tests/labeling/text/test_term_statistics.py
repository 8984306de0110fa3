"""What each term of a keyword function catches."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.columns import DEV, TEST, TRAIN
from recsys.data.dataset import Dataset
from recsys.evaluation import intervals
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import term_statistics
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

DATASET = world(
    [
        Rated(0, 0, 5, "good"), Rated(0, 1, 5, "good and fun"), Rated(0, 2, 1, "bad"), Rated(0, 3, 1),  # train
        Rated(1, 0, 5, "good"), Rated(1, 1, 1, "good, not fun"), Rated(1, 2, 4, "fun"), Rated(1, 3, 2, "good but bad"),
        Rated(2, 0, 5, "good"), Rated(2, 1, 5, "bad fun"),  # test
    ],
    split={0: TRAIN, 1: DEV, 2: TEST},
)  # fmt: skip


def rows(dataset: Dataset = DATASET, **fields: Any) -> dict[str, dict[str, Any]]:
    table = term_statistics.table(Voter(dataset), KeywordFunction(name="f", **fields))
    assert table.columns.tolist() == term_statistics.COLUMNS
    return table.set_index("term").to_dict("index")


def test_each_term_is_counted_as_if_it_voted_alone() -> None:
    found = rows(positive=["good", "fun"], negative=["bad"])
    assert list(found) == ["bad", "good", "fun"]
    low, high = intervals.wilson(1, 3)
    assert found["good"] == {
        "list": "positive", "enabled": True, "hits": 6, "dev_hits": 3, "right": 1, "wrong": 2,
        "precision": 1 / 3, "low": pytest.approx(float(low)), "high": pytest.approx(float(high)),
        "only": 2,  # the first rows of train and of dev
        "conflicts": 1,  # "good but bad"
    }  # fmt: skip
    assert (found["bad"]["hits"], found["bad"]["right"], found["bad"]["wrong"]) == (3, 1, 0)
    assert (found["bad"]["only"], found["bad"]["conflicts"]) == (1, 2)
    assert (found["fun"]["hits"], found["fun"]["right"], found["fun"]["wrong"]) == (4, 1, 1)
    assert (found["fun"]["only"], found["fun"]["conflicts"]) == (1, 1)


def test_a_disabled_term_shows_what_it_would_add_and_is_in_nobodys_way() -> None:
    found = rows(positive=["good", "fun"], negative=["bad"], disabled=["bad", "fun"])
    assert [found[term]["enabled"] for term in ("bad", "good", "fun")] == [False, True, False]
    assert [found[term]["only"] for term in ("bad", "good", "fun")] == [1, 5, 1]
    assert [found[term]["conflicts"] for term in ("bad", "good", "fun")] == [1, 0, 0]


def test_hits_are_those_the_function_counts() -> None:
    assert rows(positive=["fun"], negation=True)["fun"]["hits"] == 3
    assert rows(positive=["f.n"], matching="pattern")["f.n"]["hits"] == 4
    assert rows(positive=["oo"], matching="substring")["oo"]["hits"] == 6


def test_a_term_without_votes_on_gold_has_no_precision() -> None:
    found = rows(positive=["good", "nowhere"])
    assert found["nowhere"]["hits"] == 0
    assert all(np.isnan(found["nowhere"][number]) for number in ("precision", "low", "high"))


def test_no_reviews_give_a_table_without_hits() -> None:
    found = rows(world([Rated(0, 0, 5)]), positive=["good"])
    assert (found["good"]["hits"], found["good"]["only"], found["good"]["conflicts"]) == (0, 0, 0)


WORDS = ["good", "fun", "bad", "sad"]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.sets(st.sampled_from(WORDS))), max_size=20),
    st.sets(st.sampled_from(WORDS[1:])),
)
def test_the_table_equals_one_counted_row_by_row(points: list[tuple[int, int, set[str]]], disabled: set[str]) -> None:
    dataset = world(
        [Rated(user, i, stars, " ".join(sorted(words)) or None) for i, (user, stars, words) in enumerate(points)],
        split={user: user for user in range(4)},
    )
    lists = {"positive": ("good", "fun"), "negative": ("bad", "sad")}
    found = rows(dataset, **lists, disabled=tuple(disabled))
    for side, other, label in (("positive", "negative", 1), ("negative", "positive", 0)):
        for term in lists[side]:
            has = [(user, stars, words) for user, stars, words in points if term in words]
            gold = [int(stars >= 4) for user, stars, _ in has if user == DEV]
            working = {*WORDS} - disabled
            assert found[term]["hits"] == len(has)
            assert found[term]["right"] == gold.count(label)
            assert found[term]["wrong"] == gold.count(1 - label)
            assert found[term]["only"] == sum(
                user in (TRAIN, DEV) and not (words - {term}) & working for user, _, words in has
            )
            assert found[term]["conflicts"] == sum(bool(words & working & {*lists[other]}) for _, _, words in has)

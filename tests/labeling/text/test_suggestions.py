"""Terms worth adding to a keyword list."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from recsys.columns import DEV, TEST
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.evaluation import intervals
from recsys.labeling.functions import FunctionSet, KeywordFunction, ThresholdFunction
from recsys.labeling.text import phrase_ranking, suggestions
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world


def reviewed(dev: dict[str, tuple[int, int]], train: tuple[str, ...] = (), test: tuple[str, ...] = ()) -> Dataset:
    """Each text of dev so often among not liked and liked reviews; users 0 to 2 are train, dev and test."""
    stars = [(text, 1 if i < bad else 5) for text, (bad, good) in dev.items() for i in range(bad + good)]
    points = [Rated(1, i, s, text) for i, (text, s) in enumerate(stars)]
    points += [Rated(0, i, 5, text) for i, text in enumerate(train)] + [
        Rated(2, i, 5, text) for i, text in enumerate(test)
    ]
    return world(points, split={1: DEV, 2: TEST})


DATASET = reviewed(
    {"lovely": (1, 9), "dull": (8, 0), "book": (10, 10)},
    train=("lovely", "a lovely book", "dull", "so dull", "Dull, not lovely", "unlovely"),
    test=("lovely", "dull"),
)
NOTHING = FunctionSet(functions=())


def keywords(**fields: Any) -> FunctionSet:
    return FunctionSet(functions=(KeywordFunction.model_validate({"name": "f"} | fields),))


def terms(table: pd.DataFrame) -> list[tuple[str, int]]:
    assert table.columns.tolist() == suggestions.COLUMNS
    return list(zip(table["term"], table["label"], strict=True))


def test_a_suggestion_says_what_the_term_would_do() -> None:
    table = suggestions.suggest(Voter(DATASET), NOTHING)
    assert terms(table) == [("lovely", 1), ("dull", 0)]
    ratio, z = phrase_ranking.log_odds(np.array([[1, 9], [8, 0]]), np.array([19, 19]))
    low, high = intervals.wilson(9, 10)
    assert table.iloc[0].to_dict() == {
        "term": "lovely", "label": 1, "log_odds": pytest.approx(ratio[0]), "z": pytest.approx(z[0]),
        "dev_hits": 10, "right": 9, "wrong": 1, "precision": 9 / 10,
        "low": pytest.approx(float(low)), "high": pytest.approx(float(high)), "train_hits": 3, "uncovered_hits": 3,
    }  # fmt: skip
    assert table.iloc[1][["log_odds", "z"]].tolist() == pytest.approx([-ratio[1], -z[1]])
    assert table.iloc[1][["right", "wrong", "train_hits"]].tolist() == [8, 0, 3]


def test_rows_that_an_enabled_function_votes_on_are_covered() -> None:
    functions = keywords(positive=["book", "so"])
    off = functions.changed("f", enabled=False)
    covered = suggestions.suggest(Voter(DATASET), functions).set_index("term")["uncovered_hits"]
    assert (covered["lovely"], covered["dull"]) == (2, 2)
    assert suggestions.suggest(Voter(DATASET), off)["uncovered_hits"].tolist() == [3, 3]


def test_terms_are_counted_as_the_function_would_match_them() -> None:
    def train_hits(**fields: Any) -> list[int]:
        table = suggestions.suggest(Voter(DATASET), keywords(positive=["xyz"], **fields), "f")
        return table["train_hits"].tolist()

    assert train_hits() == [3, 3]
    assert train_hits(matching="substring") == [4, 3]
    assert train_hits(matching="pattern") == [3, 3]
    assert train_hits(negation=True) == [2, 3]


def test_terms_for_patterns_are_patterns_of_whole_words() -> None:
    dataset = reviewed({"4.5  stars": (0, 9), "dull": (9, 0)})
    table = suggestions.suggest(Voter(dataset), keywords(positive=["xyz"], matching="pattern"), "f")
    assert terms(table) == [(r"\b4\.5\s+stars\b", 1), (r"\bdull\b", 0)]
    assert table["dev_hits"].tolist() == [9, 9]
    changed = keywords(positive=["xyz"], matching="pattern").changed("f", positive=table["term"].tolist())
    assert suggestions.suggest(Voter(dataset), changed, "f").empty


def test_terms_that_are_there_or_whose_reviews_are_caught_are_left_out() -> None:
    dataset = reviewed({"lovely book": (0, 9), "fine": (0, 8), "dull": (9, 0), "so": (9, 9)})
    for listed in (["lovely"], ["lovely", "xyz"]):
        assert terms(suggestions.suggest(Voter(dataset), keywords(positive=listed), "f")) == [("fine", 1), ("dull", 0)]
    assert terms(suggestions.suggest(Voter(dataset), keywords(positive=["fine", "dull"], disabled=["dull"]), "f")) == [
        ("lovely book", 1)
    ]


def test_a_new_function_gets_no_terms_of_others_though_it_may_share_their_reviews() -> None:
    functions = keywords(negative=["dull"], positive=["xyz"])
    assert terms(suggestions.suggest(Voter(DATASET), functions)) == [("lovely", 1)]


def test_a_term_that_says_something_else_where_the_function_finds_it_is_left_out() -> None:
    dataset = reviewed({"art": (0, 6), "part": (9, 0), "xyz": (1, 9)})
    table = suggestions.suggest(Voter(dataset), keywords(positive=["zzz"], matching="substring"), "f")
    assert terms(table) == [("xyz", 1), ("part", 0)]
    assert ("art", 1) in terms(suggestions.suggest(Voter(dataset), keywords(positive=["zzz"]), "f"))


def test_the_limit_is_of_each_label() -> None:
    dataset = reviewed({"lovely": (0, 9), "fine": (0, 8), "dull": (9, 0), "slow": (8, 0)})
    assert terms(suggestions.suggest(Voter(dataset), NOTHING, limit=1)) == [("lovely", 1), ("dull", 0)]
    assert terms(suggestions.suggest(Voter(dataset), NOTHING, limit=0)) == []


def test_only_the_gold_asked_for_is_used() -> None:
    dataset = reviewed({"lovely": (0, 9), "dull": (9, 0), "fine": (0, 9), "slow": (9, 0)})
    first = np.arange(18)
    mask = np.zeros(36, bool)
    mask[first] = True
    for rows in (first, mask):
        assert terms(suggestions.suggest(Voter(dataset), NOTHING, rows=rows)) == [("lovely", 1), ("dull", 0)]
    # What the gold of the other rows says changes nothing.
    flipped = dataset.pairs.gold.copy()
    flipped[18:] = 1 - flipped[18:]
    other = replace(dataset, pairs=replace(dataset.pairs, gold=flipped))
    pd.testing.assert_frame_equal(
        suggestions.suggest(Voter(other), NOTHING, rows=first), suggestions.suggest(Voter(dataset), NOTHING, rows=first)
    )


def test_gold_of_train_and_test_is_never_used() -> None:
    dataset = reviewed({"book": (9, 9)}, train=("lovely",) * 9, test=("fine",) * 9)
    assert terms(suggestions.suggest(Voter(dataset), NOTHING)) == []


@pytest.mark.parametrize(
    ("dev", "missing"), [({"lovely": (0, 9)}, "not liked"), ({"dull": (9, 0)}, "liked"), ({}, "not liked")]
)
def test_gold_of_one_label_alone_is_not_enough(dev: dict[str, tuple[int, int]], missing: str) -> None:
    with pytest.raises(BadInput) as refusal:
        suggestions.suggest(Voter(reviewed(dev, train=("lovely",))), NOTHING)
    assert str(refusal.value) == (
        f"No terms can be suggested: they are found by comparing, and dev has no review with gold “{missing}”. "
        "Label some of its reviews by hand, or choose another dataset."
    )


def test_a_function_without_keywords_is_refused() -> None:
    threshold = ThresholdFunction(name="t", feature="polarity", comparison=">", threshold=0, label=1)
    with pytest.raises(
        BadInput, match=r"^t has no keywords\. Choose a function that has, or ask for those of a new one\.$"
    ):
        suggestions.suggest(Voter(DATASET), FunctionSet(functions=(threshold,)), "t")
    with pytest.raises(BadInput, match="There is no function “u” in this set"):
        suggestions.suggest(Voter(DATASET), NOTHING, "u")


def test_a_word_too_long_for_a_term_is_not_suggested() -> None:
    assert terms(suggestions.suggest(Voter(reviewed({"x" * 201: (0, 9), "dull": (9, 0)})), NOTHING)) == [("dull", 0)]


def test_the_datasets_words_in_any_script_are_suggested() -> None:
    dataset = reviewed({"كتاب رائع": (0, 9), "退屈": (9, 0), "😀😀": (0, 9)})
    assert terms(suggestions.suggest(Voter(dataset), NOTHING)) == [("كتاب رائع", 1), ("退屈", 0)]

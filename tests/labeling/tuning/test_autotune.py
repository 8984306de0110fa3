"""Tuning a whole set: which terms are taken, where they go, and that it helps on rows it was not fitted on."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recsys.columns import DEV
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import functions, halves
from recsys.labeling.combining.label_models import TITLES
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet, KeywordFunction, ThresholdFunction
from recsys.labeling.text import suggestions
from recsys.labeling.tuning import autotune, tuning_gains
from recsys.labeling.tuning.tuning_report import ALL, BY_BOTH, Trial
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

CALIBRATED, MAJORITY = TITLES["calibrated"], TITLES["majority"]
TERMS = pd.DataFrame({"term": ["loved", "the best", "boring"], "label": [1, 1, 0]})


def of(*chosen: functions.LabelingFunction) -> FunctionSet:
    return FunctionSet(functions=chosen)


def test_a_term_is_taken_if_it_tells_the_labels_apart_and_is_right_more_often_than_a_guess() -> None:
    found = pd.DataFrame(
        [
            ("sure", 1, 1.7, 0.71),
            ("no better than a guess", 1, 1.7, 0.70),
            ("sure of the rarer label", 0, 1.7, 0.31),
            ("no better than that guess", 0, 1.7, 0.29),
            ("by chance", 1, 1.6, 0.9),
        ],
        columns=["term", "label", "z", "low"],
    )
    taken = autotune.worth_taking(found, class_balance=0.7)
    assert taken["term"].tolist() == ["sure", "sure of the rarer label"]


def test_terms_become_a_function_of_their_own() -> None:
    begun = of(KeywordFunction(name="mine", positive=("fine",)))
    tuned = autotune.with_suggested(begun, TERMS)
    assert tuned["mine"] == begun["mine"]
    assert tuned["suggested_terms"] == KeywordFunction(
        name="suggested_terms", matching="words", positive=("loved", "the best"), negative=("boring",)
    )
    assert autotune.with_suggested(begun, TERMS[:0]) == begun
    only_liked = autotune.with_suggested(begun, TERMS[:1])["suggested_terms"]
    assert only_liked == KeywordFunction(name="suggested_terms", positive=("loved",))


def test_terms_join_those_of_an_earlier_time() -> None:
    earlier = KeywordFunction(
        name="suggested_terms", negative=("slow", "dull"), disabled=("dull",), matching="substring"
    )
    joined = autotune.with_suggested(of(earlier), TERMS)["suggested_terms"]
    assert joined == KeywordFunction(
        name="suggested_terms", positive=("loved", "the best"), negative=("slow", "dull", "boring"), disabled=("dull",),
        matching="substring",
    )  # fmt: skip


@pytest.mark.parametrize(
    "taken",
    [
        KeywordFunction(name="suggested_terms", positive=("fine",), enabled=False),
        ThresholdFunction(name="suggested_terms", feature="polarity", comparison=">", threshold=0.3, label=1),
    ],
)
def test_a_function_that_only_has_the_name_stays_as_it_is(taken: functions.LabelingFunction) -> None:
    tuned = autotune.with_suggested(of(taken), TERMS)
    assert tuned["suggested_terms"] == taken
    assert isinstance(tuned["suggested_terms_2"], KeywordFunction)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_tuning_the_published_functions_raises_the_held_out_auc_on_the_demo(small_demo: Dataset, seed: int) -> None:
    tuned = autotune.tune(Voter(small_demo), functions.published(), seed)
    assert set(tuned.gains["label_model"]) == {CALIBRATED, MAJORITY}
    assert (tuned.gains["after"] > tuned.gains["before"]).all()
    same_rows = tuned.gains[tuned.gains["rows"] == BY_BOTH]
    assert (same_rows["low"] > 0).all()
    held_out = tuned.label_model[tuned.label_model["half"] == "reporting"].set_index(["rows", "when"])
    for rows in ("labeled", "labeled by both", "all"):
        assert held_out.loc[(rows, "after"), "auc"] > held_out.loc[(rows, "before"), "auc"]
    assert held_out.loc[("labeled", "after"), "coverage"] >= held_out.loc[("labeled", "before"), "coverage"]
    assert len(tuned.terms) > 0
    assert f"{len(tuned.terms)} suggested terms" in tuned.sentence


def test_the_half_that_is_reported_on_has_no_say_in_what_is_found(small_demo: Dataset) -> None:
    published = functions.published()
    _, reporting = halves.masks(small_demo)
    gold = small_demo.pairs.gold.copy()
    rows = small_demo.rows("dev").start + np.flatnonzero(reporting)
    gold[rows] = 1 - gold[rows]
    turned = replace(small_demo, pairs=replace(small_demo.pairs, gold=gold))
    first, second = (autotune.tune(Voter(dataset), published) for dataset in (small_demo, turned))
    assert first.trial.after == second.trial.after != published
    assert "That is no gain" not in first.sentence
    assert "That is no gain" in second.sentence


def test_progress_goes_from_nothing_to_all(small_demo: Dataset) -> None:
    seen: list[float] = []
    autotune.tune(Voter(small_demo), functions.published(), report=lambda fraction, message: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert 0.8 < seen[-1] <= 1


def same_words(words: str | None) -> Dataset:
    """Four users of dev, each with a liked and a not liked book, whose reviews say the same."""
    rated = [Rated(user, 2 * user + liked, 5 if liked else 1, words) for user in range(4) for liked in (0, 1)]
    return features.add(world(rated, split=dict.fromkeys(range(4), DEV)))


def test_where_nothing_helps_it_says_so_and_changes_nothing() -> None:
    mine = of(KeywordFunction(name="mine", positive=("good",)))
    tuned = autotune.tune(Voter(same_words("good")), mine)
    assert tuned.trial.after == mine
    assert tuned.terms.empty
    assert tuned.sentence == autotune.NO_CHANGE


def test_terms_that_tell_nothing_new_are_left_out() -> None:
    told = [(5, "good nice"), (1, "bad poor")] * 20
    rated = [Rated(user, item, stars, text) for user in range(4) for item, (stars, text) in enumerate(told)]
    dataset = world(rated, split=dict.fromkeys(range(4), DEV))
    perfect = of(KeywordFunction(name="mine", positive=("good",), negative=("bad",)))
    suggested = suggestions.suggest(Voter(dataset), perfect, rows=halves.masks(dataset)[0])
    assert not autotune.worth_taking(suggested, class_balance=0.5).empty
    tuned = autotune.tune(Voter(dataset), perfect)
    assert tuned.trial.after == perfect
    assert tuned.terms.empty
    assert tuned.sentence == autotune.NO_CHANGE


def test_without_reviews_it_tunes_what_there_is_and_says_why_no_terms() -> None:
    mine = of(ThresholdFunction(name="readers", feature="user_items", comparison=">", threshold=1, label=1))
    tuned = autotune.tune(Voter(same_words(None)), mine)
    assert tuned.trial.after == mine
    assert "No terms can be suggested" in tuned.sentence


def test_with_nothing_to_begin_with_it_is_refused() -> None:
    with pytest.raises(BadInput, match="No function is on"):
        autotune.tune(Voter(same_words(None)), of())


def judged(times: int) -> Trial:
    """On each half: two liked “good”, one not liked “good” and one not liked “bad”, so many times.

    Before, all are taken for liked. On the half to report on is one more row, not liked, without a review.
    """
    told = [(5, "good"), (5, "good"), (1, "good"), (1, "bad")] * times
    rated = [Rated(user, item, stars, text) for user in (0, 1) for item, (stars, text) in enumerate(told)]
    dataset = world([*rated, Rated(1, len(told), 1)], split={0: DEV, 1: DEV})
    fitting = dataset.pairs.user == 0
    before = of(KeywordFunction(name="f", positive=("good", "bad")))
    after = of(KeywordFunction(name="f", positive=("good",), negative=("bad",)))
    return Trial(Voter(dataset), before, after, (fitting, ~fitting))


def test_gains_are_of_the_same_rows_before_and_after() -> None:
    table = tuning_gains.auc(judged(1)).set_index(["label_model", "rows"])
    for model in (CALIBRATED, MAJORITY):
        assert table.loc[(model, BY_BOTH), ["n", "before", "after"]].tolist() == [4, 1 / 2, 3 / 4]
    # With the row without a vote, a half, among the three that are not liked: before it is below all that got a vote of
    # liked, 1, after it is between the two kinds.
    assert table.loc[(MAJORITY, ALL), "n"] == 5
    assert table.loc[(MAJORITY, ALL), "before"] == pytest.approx((1 / 2 + 1 / 2 + 1) / 3)
    assert table.loc[(MAJORITY, ALL), "after"] == pytest.approx((1 / 2 + 1 + 1) / 3)


def test_a_difference_has_an_interval_once_there_are_rows_enough() -> None:
    few, many = (
        tuning_gains.auc(judged(times)).set_index(["label_model", "rows"]).loc[(CALIBRATED, BY_BOTH)]
        for times in (14, 15)
    )
    assert math.isnan(few["low"])  # 2 * 14 rows of a class
    assert many["difference"] == pytest.approx(1 / 4)
    assert 0 < many["low"] < 1 / 4 < many["high"]


def gained(**numbers: float) -> pd.DataFrame:
    row = {"label_model": CALIBRATED, "rows": BY_BOTH, "n": 1200, "before": 0.7, "after": 0.75, "difference": 0.05}
    return pd.DataFrame([row | {"low": 0.01, "high": 0.09, "p": 0.01} | numbers])


@pytest.mark.parametrize(
    ("numbers", "ending"),
    [
        ({}, "1,200 rows it labels before and after goes from 0.700 to 0.750: +0.050, 95 % interval +0.010 to +0.090."),
        ({"low": -0.01}, "95 % interval -0.010 to +0.090. It may be chance."),
        ({"low": math.nan}, "Those rows are too few to say whether that is more than chance."),
        ({"after": 0.7}, "so keep what you had."),
        ({"after": 0.6}, "so keep what you had."),
        ({"before": math.nan}, "so the two can't be compared."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_interval_allows(numbers: dict[str, float], ending: str) -> None:
    assert tuning_gains.sentence(gained(**numbers)).endswith(ending)
    assert tuning_gains.is_gain(gained(**numbers)) == ("keep what you had" not in ending)

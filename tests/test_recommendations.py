"""What a reader is recommended, and why, with a model whose scores can be worked out by hand."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recsys import recommendations
from recsys.data.dataset import Dataset
from recsys.errors import NotFound
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.functions import FunctionSet, KeywordFunction
from recsys.labeling.votes import Voter
from recsys.models.baselines import ease
from recsys.models.feedback import Shelf
from recsys.models.rating import RatingModel, RatingSettings
from recsys.runs import LabelRun
from tests.worlds import Rated, world

TEST = 3


@pytest.fixture
def dataset() -> Dataset:
    """u0 (train) rated i0, i1 and touched i2; u1 (train) rated i1; u2 (test) rated i0 and i3. There are five items."""
    return world(
        [
            Rated(0, 0, 3, "bad"), Rated(0, 1, 5, "good"), Rated(1, 1, 2, "good and bad"),
            Rated(2, 0, 5, "good"), Rated(2, 3, 1),
        ],
        authors=["ann", "bob", "ann", None, "bob"],
        touched=[(0, 2)],
        split={2: TEST},
    )  # fmt: skip


@pytest.fixture
def model() -> RatingModel:
    """A logit is √1 x (mean of the history's numbers) x (the item's number) + the item's bias; no hidden unit adds."""
    return RatingModel(
        settings=RatingSettings(embedding=1, hidden=(1,)),
        history_table=np.array([[1], [3], [2], [0], [0]], np.float32),
        item_table=np.array([[1], [1], [1], [1], [2]], np.float32),
        item_bias=np.array([0, 0, 0, 0.5, -0.5], np.float32),
        kernels=(np.zeros((2, 1), np.float32), np.zeros((1, 1), np.float32)),
        biases=(np.zeros(1, np.float32), np.zeros(1, np.float32)),
    )


@pytest.fixture
def run() -> LabelRun:
    current = FunctionSet(
        functions=(
            KeywordFunction(name="says_bad", negative=("bad",)),
            KeywordFunction(name="switched_off", positive=("good",), enabled=False),
            KeywordFunction(name="says_good", positive=("good",)),
        )
    )
    return LabelRun(
        id="labels-1", dataset="tiny", fingerprint="tiny", seconds=1, metrics={}, on_dev={}, functions=current,
        label_model=LabelModel(
            settings=LabelModelSettings(model="majority"), class_balance=0.5, functions=("says_bad", "says_good")
        ),
    )  # fmt: skip


def test_a_user_is_found_by_the_sources_own_id(dataset: Dataset) -> None:
    assert recommendations.find_user(dataset, " u2 ") == 2
    with pytest.raises(NotFound, match="There is no user “u9” in tiny"):
        recommendations.find_user(dataset, "u9")


def test_users_are_drawn_from_a_split_each_once_and_always_the_same(dataset: Dataset) -> None:
    assert recommendations.draw_users(dataset, "train", 10, seed=0).tolist() == [0, 1]
    assert recommendations.draw_users(dataset, "test", 1, seed=0).tolist() == [2]
    one = recommendations.draw_users(dataset, "train", 1, seed=0)
    assert one.tolist() == recommendations.draw_users(dataset, "train", 1, seed=0).tolist()


def test_a_shelf_has_the_best_rated_first_and_the_unrated_last(dataset: Dataset) -> None:
    shelf = recommendations.shelf(dataset, 0)
    assert shelf["item_id"].tolist() == ["i1", "i0", "i2"]
    np.testing.assert_array_equal(shelf["stars"], [5, 3, np.nan])


def test_items_without_a_title_go_by_their_id(dataset: Dataset) -> None:
    items = dataset.items.with_columns(pl.Series("title", [None, "Emma", None, "Dune", "It"]))
    described = recommendations.describe(replace(dataset, items=items), np.array([3, 0], np.int32))
    assert described["title"].tolist() == ["Dune", "i0"]
    bare = recommendations.describe(replace(dataset, items=items.drop("title")), np.array([2], np.int32))
    assert bare["title"].tolist() == ["i2"]


def test_the_top_is_what_the_user_has_not_touched_best_first(dataset: Dataset, model: RatingModel) -> None:
    top = recommendations.top(dataset, model, Shelf.touched([0, 1, 2]), k=10)
    # The mean of 1, 3, 2 is 2: item 3 scores 2 x 1 + .5, item 4 scores 2 x 2 - .5.
    assert top[["rank", "item", "title"]].values.tolist() == [[1, 4, "Book 4"], [2, 3, "Book 3"]]
    np.testing.assert_allclose(top["score"], 1 / (1 + np.exp([-3.5, -2.5])), rtol=1e-6)
    assert recommendations.top(dataset, model, Shelf.touched([0, 1, 2]), k=1)["item"].tolist() == [4]


def test_a_pull_is_what_the_score_loses_without_a_book(dataset: Dataset, model: RatingModel) -> None:
    pulls = recommendations.pulls(dataset, model, Shelf.touched([0, 1, 2]), 4)
    # Item 4 is worth twice the mean, which is 2: without i1 it is 1.5, without i2 it stays, without i0 it is 2.5.
    assert pulls["item_id"].tolist() == ["i1", "i2", "i0"]
    np.testing.assert_allclose(pulls["pull"], [1, 0, -1], atol=1e-6)


def test_pulls_that_add_up_are_told_as_the_whole_and_others_not(dataset: Dataset, model: RatingModel) -> None:
    shelf = Shelf.touched([0, 1, 2])
    pulls = recommendations.pulls(dataset, model, shelf, 4)
    assert recommendations.share_of_shelf(model, shelf, 4, pulls) is None  # 1 + 0 - 1, but the shelf brings 2 x 2
    weights = np.array([[0, 0.5, -0.25], [0.5, 0, 1], [0.25, 1, 0]], np.float32)
    every, none = np.arange(3, dtype=np.int32), np.empty(0, np.int32)
    linear = ease.Ease(ease.EaseSettings(), weights, every, none, np.array([3, 2, 1], np.float32), np.array(4.0))
    shelf = Shelf.touched([0, 1])
    pulls = recommendations.pulls(world([Rated(0, 2, 5)], [None] * 3), linear, shelf, 2)
    assert pulls["pull"].sum() == pytest.approx(linear.scores(shelf)[2])
    assert recommendations.share_of_shelf(linear, shelf, 2, pulls) == pytest.approx(linear.scores(shelf)[2])


def test_a_users_votes_are_those_of_the_functions_that_are_on(dataset: Dataset, run: LabelRun) -> None:
    votes = recommendations.votes_of_user(Voter(dataset), run, 2)
    assert "switched_off" not in votes
    assert votes[["item_id", "says_bad", "says_good", "split", "gold"]].values.tolist() == [
        ["i0", -1, 1, "test", 1],
        ["i3", -1, -1, "test", 0],
    ]
    np.testing.assert_array_equal(votes["P(positive)"], [1, np.nan])


def test_gold_of_train_stays_withheld(dataset: Dataset, run: LabelRun) -> None:
    votes = recommendations.votes_of_user(Voter(dataset), run, 0)
    assert (votes["gold"].tolist(), votes["split"].tolist()) == ([-1, -1], ["train", "train"])


def test_the_votes_on_an_item_are_those_of_labeled_train_rows(dataset: Dataset, run: LabelRun) -> None:
    votes = recommendations.votes_on_item(Voter(dataset), run, 1)
    assert votes[["user_id", "says_bad", "says_good", "P(positive)"]].values.tolist() == [
        ["u0", -1, 1, 1.0],
        ["u1", 0, 1, 0.5],
    ]
    assert recommendations.votes_on_item(Voter(dataset), run, 1, limit=1)["user_id"].tolist() == ["u0"]
    assert recommendations.votes_on_item(Voter(dataset), run, 3).empty


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ([[1, 2], [1, 2]], 0.0),
        ([[1, 2], [3, 4]], 1.0),
        ([[1, 2], [2, 3], [1, 2]], (2 / 3 + 0 + 2 / 3) / 3),
        ([[1, 2]], None),
        ([], None),
    ],
)
def test_the_difference_of_lists_is_the_mean_jaccard_distance(lists: list[list[int]], expected: float | None) -> None:
    found = recommendations.difference([np.array(items, np.int32) for items in lists])
    assert found == (None if expected is None else pytest.approx(expected))

"""One's own ratings: on disk at once, per person and dataset, with undo."""

from dataclasses import replace

import numpy as np
import pytest

from recsys import own_ratings, workspace
from recsys.columns import ITEM_ID
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from tests.worlds import Rated, world

ANN, BEN = "0123456789ab", "ba9876543210"


@pytest.fixture
def dataset(home: object) -> Dataset:
    """Five books, rated from half a star to five."""
    rated = [Rated(0, item, stars) for item, stars in enumerate([0.5, 1, 3.5, 4, 5])]
    return datasets.save(replace(world(rated), fingerprint=""))


def given(dataset: Dataset, person: str = ANN) -> dict[int, float]:
    mine = own_ratings.given(dataset, person)
    return dict(zip(mine.items.tolist(), mine.stars.tolist(), strict=True))


def test_what_was_rated_stays_the_last_first_and_is_one_persons_and_one_datasets(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {2: 4.5})
    own_ratings.give(dataset, ANN, {0: 1})
    own_ratings.give(dataset, BEN, {0: 5})
    assert list(given(dataset).items()) == [(0, 1), (2, 4.5)]
    assert given(dataset, BEN) == {0: 5}
    other = replace(dataset, about=dataset.about.model_copy(update={"name": "other"}))
    assert given(other) == {}


def test_of_an_item_the_last_word_counts_and_a_rating_can_be_taken_back(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {2: 4, 3: 5})
    own_ratings.give(dataset, ANN, {2: 1})
    own_ratings.give(dataset, ANN, {3: None})
    assert given(dataset) == {2: 1}


def test_undo_takes_back_a_step_at_a_time_until_nothing_is_left(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {2: 4, 3: 5})
    own_ratings.give(dataset, ANN, {2: 1})
    own_ratings.give(dataset, ANN, {3: None})
    seen = []
    while own_ratings.can_undo(dataset, ANN):
        own_ratings.undo(dataset, ANN)
        seen.append(given(dataset))
    assert seen == [{2: 1, 3: 5}, {2: 4, 3: 5}, {}]
    own_ratings.undo(dataset, ANN)
    assert given(dataset) == {}


def test_what_everybody_rated_is_counted_by_the_last_word_on_each_item(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {2: 4, 3: 5})
    own_ratings.give(dataset, ANN, {2: 1})
    own_ratings.give(dataset, ANN, {3: None})
    own_ratings.give(dataset, BEN, {2: 4})
    assert (own_ratings.count("tiny"), own_ratings.count("other")) == (2, 0)


def test_what_was_said_already_is_no_step(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {2: 4})
    own_ratings.give(dataset, ANN, {2: 4})
    own_ratings.give(dataset, ANN, {3: None})
    own_ratings.undo(dataset, ANN)
    assert not own_ratings.can_undo(dataset, ANN)


def test_forgetting_leaves_nothing_of_a_person_on_disk(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {2: 4})
    own_ratings.give(dataset, BEN, {2: 1})
    own_ratings.forget_person(dataset, ANN)
    assert given(dataset) == {}
    assert not own_ratings.can_undo(dataset, ANN)
    assert given(dataset, BEN) == {2: 1}


@pytest.mark.parametrize("stars", [0.0, 5.5, float("nan"), float("inf"), -1])
def test_stars_off_the_scale_are_refused_and_nothing_is_kept(dataset: Dataset, stars: float) -> None:
    with pytest.raises(BadInput, match=r"i1 can't get .* stars: these data have 0\.5 to 5"):
        own_ratings.give(dataset, ANN, {0: 4, 1: stars})
    assert given(dataset) == {}


def test_there_is_a_most_that_is_kept(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_ratings, "MOST", 2)
    own_ratings.give(dataset, ANN, {0: 4, 1: 4})
    own_ratings.give(dataset, ANN, {0: 5, 1: None, 3: None})
    with pytest.raises(BadInput, match="more than 2 ratings"):
        own_ratings.give(dataset, ANN, {2: 4, 3: 4})
    assert given(dataset) == {0: 5}


def test_ratings_of_items_that_are_gone_are_left_out(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {0: 4, 4: 5})
    smaller = replace(dataset, items=dataset.items.filter(dataset.items[ITEM_ID] != "i0"))
    assert given(smaller) == {3: 5}  # i4 is the fourth now


def test_the_shelf_is_in_order_of_items_with_stars_for_models_of_stars_alone(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {3: 5})
    own_ratings.give(dataset, ANN, {1: 2})
    with_stars, without = (own_ratings.given(dataset, ANN).shelf(wanted) for wanted in (True, False))
    assert with_stars.items.tolist() == without.items.tolist() == [1, 3]
    assert (with_stars.stars.tolist(), without.stars.tolist()) == ([2, 5], [0, 0])
    assert with_stars.user is without.user is None


def test_of_some_items_those_not_rated_have_no_stars(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {3: 5})
    np.testing.assert_array_equal(own_ratings.given(dataset, ANN).of(np.array([3, 0])), [5, np.nan])


def test_the_levels_are_the_steps_of_the_scale(dataset: Dataset) -> None:
    assert own_ratings.levels(dataset) == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    whole = world([Rated(0, 0, 1), Rated(0, 1, 5)])
    assert own_ratings.levels(whole) == [1, 2, 3, 4, 5]
    same = world([Rated(0, 0, 4), Rated(0, 1, 4)])
    assert own_ratings.levels(same) == [4]
    percent = world([Rated(0, 0, 0), Rated(0, 1, 100), Rated(0, 2, 99)])
    assert own_ratings.levels(percent) == list(range(0, 101, 5))


def test_ratings_follow_a_renamed_dataset_and_go_with_a_removed_one(dataset: Dataset) -> None:
    own_ratings.give(dataset, ANN, {0: 4})
    workspace.rename_dataset("tiny", "renamed")
    renamed = datasets.load("renamed")
    assert given(renamed) == {0: 4}
    workspace.remove_dataset("renamed")
    assert not own_ratings.can_undo(renamed, ANN)

"""Gold given by hand: kept apart from the dataset's own, taken back one by one, and followed by every number."""

from dataclasses import replace
from pathlib import Path

import pytest

from recsys import hand_labels
from recsys.columns import DEV, TEST
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import analysis, functions
from recsys.labeling.facts import features
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

TRAIN_ROW, LIKED_ROW, NOT_LIKED_ROW, TEST_ROW = range(4)


@pytest.fixture
def dataset(home: Path) -> Dataset:
    rated = [
        Rated(0, 0, 5, "five stars"),
        Rated(1, 0, 5, "five stars"),
        Rated(1, 1, 1, "five stars of ten"),
        Rated(2, 0, 5),
    ]
    tiny = world(rated, split={1: DEV, 2: TEST})
    return datasets.save(features.add(replace(tiny, fingerprint="")))


def gold(dataset: Dataset, split: str) -> list[int]:
    return hand_labels.applied(dataset).gold(split).tolist()


def test_without_hand_labels_the_dataset_is_as_it_was(dataset: Dataset) -> None:
    assert hand_labels.applied(dataset) is dataset
    assert not hand_labels.can_undo(dataset, "ann")


def test_a_train_row_gets_gold_that_only_it_shows(dataset: Dataset) -> None:
    assert gold(dataset, "train") == [-1]
    hand_labels.give(dataset, TRAIN_ROW, 0, "ann")
    assert gold(dataset, "train") == [0]
    assert dataset.gold("train").tolist() == [-1]  # the dataset's own stays


def test_gold_of_the_source_can_be_corrected_and_the_correction_taken_back(dataset: Dataset) -> None:
    hand_labels.give(dataset, NOT_LIKED_ROW, 1, "ann")
    assert gold(dataset, "dev") == [1, 1]
    hand_labels.give(dataset, NOT_LIKED_ROW, None, "ann")
    assert gold(dataset, "dev") == [1, 0]


def test_undo_takes_back_what_the_person_said_last(dataset: Dataset) -> None:
    hand_labels.give(dataset, TRAIN_ROW, 1, "ann")
    hand_labels.give(dataset, LIKED_ROW, 0, "ben")
    hand_labels.give(dataset, TRAIN_ROW, 0, "ann")
    hand_labels.undo(dataset, "ann")
    assert (gold(dataset, "train"), gold(dataset, "dev")) == ([1], [0, 0])
    hand_labels.undo(dataset, "ann")
    assert (gold(dataset, "train"), gold(dataset, "dev")) == ([-1], [0, 0])
    assert not hand_labels.can_undo(dataset, "ann")


def test_test_is_never_labeled_by_hand(dataset: Dataset) -> None:
    with pytest.raises(BadInput, match="held out"):
        hand_labels.give(dataset, TEST_ROW, 0, "ann")


def test_the_stamp_changes_with_every_label_and_undo(dataset: Dataset) -> None:
    seen = {hand_labels.stamp("tiny")}
    for label in (1, 0):
        hand_labels.give(dataset, TRAIN_ROW, label, "ann")
        seen.add(hand_labels.stamp("tiny"))
    assert len(seen) == 3
    hand_labels.undo(dataset, "ann")
    hand_labels.undo(dataset, "ann")
    assert hand_labels.stamp("tiny") in seen


def test_labels_of_data_points_that_are_gone_say_nothing(dataset: Dataset) -> None:
    hand_labels.give(dataset, TRAIN_ROW, 1, "ann")
    other = world([Rated(5, 5, 3)], split={5: DEV})
    assert hand_labels.applied(other).gold("dev").tolist() == [0]


def test_every_number_follows_and_the_votes_stay(dataset: Dataset) -> None:
    voter = Voter(dataset)
    stars = functions.published()["stars_in_review"]
    before = analysis.summary(voter.patterns([stars], "dev"), ["stars"]).iloc[0]
    assert (before["correct"], before["incorrect"]) == (1, 1)
    hand_labels.give(dataset, NOT_LIKED_ROW, 1, "ann")
    labeled = voter.relabeled(hand_labels.applied(dataset))
    after = analysis.summary(labeled.patterns([stars], "dev"), ["stars"]).iloc[0]
    assert (after["correct"], after["incorrect"]) == (2, 0)
    assert labeled.column(stars) is voter.column(stars)

"""What an edit does to the labels, row by row worked out by hand."""

import numpy as np
import pytest

from recsys.columns import DEV
from recsys.data.dataset import Dataset
from recsys.inspection import label_changes
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.functions import FunctionSet, KeywordFunction
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

GOOD, BAD = (
    KeywordFunction(name="says_good", positive=("good",)), KeywordFunction(name="says_bad", negative=("bad",)),
)  # fmt: skip
MAJORITY = LabelModelSettings(model="majority")


@pytest.fixture
def dataset() -> Dataset:
    """Train: good, bad, good and bad, nothing. Dev: one liked that says good, one not liked that says both."""
    return world(
        [
            Rated(0, 0, 5, "good"), Rated(0, 1, 1, "bad"), Rated(0, 2, 3, "good and bad"), Rated(0, 3, 3, "fine"),
            Rated(1, 0, 5, "good"), Rated(1, 1, 1, "good, bad"),
        ],
        split={1: DEV},
    )  # fmt: skip


def functions(*found: KeywordFunction) -> FunctionSet:
    return FunctionSet(functions=found)


def test_a_label_is_gained_lost_flipped_moved_or_stays() -> None:
    nan = np.nan
    before = np.array([nan, 0.2, 0.9, 0.6, 0.6, nan, 0.5])
    after = np.array([0.7, nan, 0.4, 0.9, 0.62, nan, 0.5])
    found = label_changes.kinds(before, after)
    names = [label_changes.KINDS[kind] for kind in found]
    assert names == ["gained", "lost", "flipped", "moved", "same", "none", "same"]
    assert label_changes.counts(found) == {
        "none": 1, "same": 2, "gained": 1, "lost": 1, "flipped": 1, "moved": 1,
    }  # fmt: skip


def test_a_function_more_gives_labels_and_moves_those_it_votes_on(dataset: Dataset) -> None:
    voter, both = Voter(dataset), (functions(GOOD), functions(GOOD, BAD))
    before, after = label_changes.of_both(voter, both, MAJORITY)
    np.testing.assert_array_equal(before.train, [1, np.nan, 1, np.nan])
    np.testing.assert_array_equal(after.train, [1, 0, 0.5, np.nan])
    found = label_changes.kinds(before.train, after.train)
    assert [label_changes.KINDS[kind] for kind in found] == ["same", "gained", "moved", "none"]
    table = label_changes.by_function(voter, both, found)
    assert table.values.tolist() == [["says_bad", "new", 2, 1, 0, 0, 1]]


def test_backwards_what_was_gained_is_lost(dataset: Dataset) -> None:
    voter, both = Voter(dataset), (functions(GOOD, BAD), functions(GOOD, BAD.model_copy(update={"enabled": False})))
    before, after = label_changes.of_both(voter, both, MAJORITY)
    found = label_changes.kinds(before.train, after.train)
    table = label_changes.by_function(voter, both, found)
    assert table.values.tolist() == [["says_bad", "gone", 2, 0, 1, 0, 1]]


def test_an_edited_function_is_told_by_the_rows_on_which_it_votes_otherwise(dataset: Dataset) -> None:
    edited = GOOD.model_copy(update={"positive": ("fine",)})
    voter, both = Voter(dataset), (functions(GOOD), functions(edited))
    before, after = label_changes.of_both(voter, both, MAJORITY)
    table = label_changes.by_function(voter, both, label_changes.kinds(before.train, after.train))
    assert table.values.tolist() == [["says_good", "changed", 3, 1, 2, 0, 0]]


def test_gold_of_dev_says_what_became_right_and_what_wrong() -> None:
    before, after = np.array([0.9, 0.2, 0.9, np.nan]), np.array([0.1, 0.8, 0.9, 0.9])
    assert label_changes.judged_by_gold(before, after, np.array([1, 1, 1, 1], np.int8)) == {
        "became right": 1, "became wrong": 1,
    }  # fmt: skip
    assert label_changes.judged_by_gold(before, after, np.array([-1, -1, -1, -1], np.int8)) == {
        "became right": 0, "became wrong": 0,
    }  # fmt: skip


def test_without_any_function_no_row_has_a_label(dataset: Dataset) -> None:
    voter = Voter(dataset)
    before, after = label_changes.of_both(voter, (functions(), functions(GOOD)), MAJORITY)
    assert np.isnan(before.train).all()
    assert before.model is None
    assert label_changes.judged_on_dev(voter, before) is None
    assert label_changes.counts(label_changes.kinds(before.train, after.train))["gained"] == 2


def test_snorkels_model_is_stood_in_for_by_one_that_is_fitted_at_once(dataset: Dataset) -> None:
    voter, both = Voter(dataset), (functions(GOOD), functions(GOOD, BAD))
    before, after = label_changes.of_both(voter, both, LabelModelSettings(model="snorkel"))
    assert before.model is not None
    assert after.model is not None
    assert before.model.settings.model == after.model.settings.model == "calibrated"


def test_both_label_models_are_of_one_kind_which_needs_no_gold_where_there_is_none() -> None:
    bare = world([Rated(0, 0, 5, "good"), Rated(0, 1, 1, "bad")])  # nobody is of dev
    before, after = label_changes.of_both(
        Voter(bare), (functions(GOOD), functions(GOOD, BAD)), LabelModelSettings(model="calibrated")
    )
    assert before.model is not None
    assert after.model is not None
    assert before.model.settings.model == after.model.settings.model == "majority"


def test_numbers_on_dev_are_those_of_the_label_model(dataset: Dataset) -> None:
    voter = Voter(dataset)
    _, after = label_changes.of_both(voter, (functions(), functions(GOOD)), MAJORITY)
    judged = label_changes.judged_on_dev(voter, after)
    assert judged is not None
    assert judged["model"]["accuracy"] == 1 / 2  # both dev rows say good, one of them is liked

"""Whose functions are whose, and every edit on disk with undo and redo."""

import sqlite3
from dataclasses import replace

import pytest

from recsys import database, working_sets, workspace
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, DamagedFile
from recsys.labeling import functions
from recsys.labeling.functions import FunctionSet

pytestmark = pytest.mark.usefixtures("home")


def at(threshold: float) -> FunctionSet:
    return functions.published().changed("polarity_positive", threshold=threshold)


def threshold(dataset: Dataset, person: str | None = None) -> float:
    function = working_sets.current(dataset, person)["polarity_positive"]
    assert function.kind == "threshold"
    return function.threshold


def test_a_dataset_starts_with_the_published_functions(dataset: Dataset) -> None:
    assert working_sets.current(dataset) == functions.published()
    assert not working_sets.standing(dataset).can["undo"]
    assert not working_sets.standing(dataset).can["redo"]


def test_edited_functions_stay_and_belong_to_their_dataset_alone(dataset: Dataset) -> None:
    working_sets.edit(dataset, at(0.5))
    assert working_sets.current(dataset) == at(0.5)
    other = replace(dataset, about=dataset.about.model_copy(update={"name": "other"}))
    assert working_sets.current(other) == functions.published()


def test_edits_are_taken_back_one_by_one_and_made_again(dataset: Dataset) -> None:
    for value in (0.4, 0.5):
        working_sets.edit(dataset, at(value))
    seen = []
    while working_sets.standing(dataset).can["undo"]:
        working_sets.step(dataset, "undo")
        seen.append(threshold(dataset))
    assert seen == [0.4, 0.3]
    working_sets.step(dataset, "undo")
    assert threshold(dataset) == 0.3
    while working_sets.standing(dataset).can["redo"]:
        working_sets.step(dataset, "redo")
        seen.append(threshold(dataset))
    assert seen == [0.4, 0.3, 0.4, 0.5]


def test_an_edit_after_an_undo_leaves_nothing_to_redo(dataset: Dataset) -> None:
    working_sets.edit(dataset, at(0.4))
    working_sets.step(dataset, "undo")
    working_sets.edit(dataset, at(0.5))
    assert not working_sets.standing(dataset).can["redo"]
    working_sets.step(dataset, "undo")
    assert threshold(dataset) == 0.3


def test_the_oldest_edits_are_forgotten(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_sets, "KEPT_EDITS", 2)
    for value in (0.4, 0.5, 0.6):
        working_sets.edit(dataset, at(value))
    working_sets.step(dataset, "undo")
    assert threshold(dataset) == 0.5
    assert not working_sets.standing(dataset).can["undo"]


def test_two_people_edit_without_getting_in_each_others_way(dataset: Dataset) -> None:
    working_sets.edit(dataset, at(0.4), "ann")
    assert threshold(dataset, "ben") == 0.4  # who has not edited sees what was edited last
    working_sets.edit(dataset, at(0.6), "ben")
    working_sets.edit(dataset, at(0.5), "ann")
    assert (threshold(dataset, "ann"), threshold(dataset, "ben")) == (0.5, 0.6)
    working_sets.step(dataset, "undo", "ben")
    assert (threshold(dataset, "ann"), threshold(dataset, "ben")) == (0.5, 0.4)  # where ben began
    assert not working_sets.standing(dataset, "ben").can["undo"]


def test_nobody_in_particular_sees_what_was_edited_last(dataset: Dataset) -> None:
    working_sets.edit(dataset, at(0.4), "ann")
    working_sets.edit(dataset, at(0.6), "ben")
    assert threshold(dataset) == 0.6
    working_sets.edit(dataset, at(0.5), "ann")
    assert threshold(dataset) == 0.5


def test_an_edit_grows_from_the_version_it_was_made_on_and_undo_knows_it(dataset: Dataset) -> None:
    working_sets.edit(dataset, at(0.4), "ann", version=1)
    working_sets.edit(dataset, at(0.5), "ann")
    assert working_sets.standing(dataset, "ann").version == 1
    working_sets.edit(dataset, at(0.6), "ann", version=2)
    assert working_sets.standing(dataset, "ann").version == 2
    working_sets.step(dataset, "undo", "ann")
    assert working_sets.standing(dataset, "ann").version == 1
    working_sets.stand_on(dataset, 3, "ann")
    assert (working_sets.standing(dataset, "ann").version, threshold(dataset, "ann")) == (3, 0.5)


def test_a_baseline_is_where_one_began_until_another_is_pinned(dataset: Dataset) -> None:
    assert working_sets.standing(dataset).baseline == functions.published()
    working_sets.edit(dataset, at(0.4))
    assert working_sets.standing(dataset).baseline == functions.published()
    working_sets.pin(dataset, at(0.4))
    working_sets.edit(dataset, at(0.5))
    assert working_sets.standing(dataset).baseline == at(0.4)
    assert working_sets.standing(dataset, "ben").baseline == at(0.5)  # who has not begun compares with what is there


def test_functions_that_are_none_any_more_are_named_with_the_remedy(dataset: Dataset) -> None:
    working_sets.edit(dataset, at(0.5))
    with sqlite3.connect(database.path()) as connection:
        connection.execute("""UPDATE edits SET functions = replace(functions, '"threshold":0.5', '"threshold":7')""")
    with pytest.raises(DamagedFile, match=r"tiny.*can't be used.*label reset --dataset tiny"):
        working_sets.current(dataset)
    working_sets.forget("tiny")
    assert working_sets.current(dataset) == functions.published()


def test_a_page_that_was_left_open_does_not_write_functions_for_a_dataset_that_is_gone(dataset: Dataset) -> None:
    workspace.remove_dataset("tiny")
    with pytest.raises(BadInput, match="tiny was removed or made anew"):
        working_sets.edit(dataset, at(0.5))
    assert working_sets.current(dataset) == functions.published()

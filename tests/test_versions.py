"""Saved function sets are added and never overwritten."""

from dataclasses import replace
from pathlib import Path

import pytest

from recsys import versions, working_sets
from recsys.columns import DEV
from recsys.data import dataset as datasets
from recsys.errors import BadInput, NotFound
from recsys.labeling import functions
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world


@pytest.fixture
def voter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Voter:
    """Two train rows, of which one gets a vote; four dev rows, of which two get one, one of these wrongly."""
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    rated = [
        Rated(0, 0, 5, "five stars"),
        Rated(0, 1, 4),
        Rated(1, 0, 5, "five stars"),
        Rated(1, 1, 1, "five stars of ten"),
        Rated(1, 2, 5),
        Rated(1, 3, 2),
    ]
    return Voter(datasets.save(features.add(replace(world(rated, split={1: DEV}), fingerprint=""))))


def at(threshold: float) -> FunctionSet:
    return functions.published().changed("polarity_positive", threshold=threshold)


def test_a_version_keeps_its_functions_its_parent_and_its_numbers(voter: Voter) -> None:
    first = versions.save(voter, at(0.9), "strict", "ann")
    assert (first.number, first.parent) == (1, None)
    assert first.numbers == {"dev coverage": 2 / 4, "train coverage": 1 / 2, "accuracy": 1 / 2, "f1": 2 / 3, "auc": 0.5}
    working_sets.edit(voter.dataset, at(0.8), "ann")
    second = versions.save(voter, at(0.8), " milder ", "ann")
    assert (second.number, second.name, second.parent) == (2, "milder", 1)
    assert versions.of_dataset("tiny") == [second, first]


def test_a_name_stands_once_and_is_never_empty(voter: Voter) -> None:
    versions.save(voter, at(0.9), "strict", "ann")
    with pytest.raises(BadInput, match="There is a version “strict” already"):
        versions.save(voter, at(0.8), "strict", "ann")
    with pytest.raises(BadInput, match="needs a name"):
        versions.save(voter, at(0.8), "  ", "ann")
    with pytest.raises(BadInput, match="at most 80 characters"):
        versions.save(voter, at(0.8), "x" * 81, "ann")
    assert len(versions.of_dataset("tiny")) == 1


def test_who_saves_after_somebody_else_is_told_and_may_save_beside_it(voter: Voter) -> None:
    working_sets.edit(voter.dataset, at(0.5), "ann")
    working_sets.edit(voter.dataset, at(0.6), "ben")
    versions.save(voter, at(0.6), "ben's", "ben")
    with pytest.raises(versions.Overtaken, match="version 1, “ben's”"):
        versions.save(voter, at(0.5), "ann's", "ann")
    saved = versions.save(voter, at(0.5), "ann's", "ann", even_if_overtaken=True)
    assert (saved.number, saved.parent) == (2, None)
    assert [version.functions for version in versions.of_dataset("tiny")] == [at(0.5), at(0.6)]


def test_a_restored_version_is_an_edit_that_undo_takes_back(voter: Voter) -> None:
    versions.save(voter, at(0.9), "strict", "ann")
    working_sets.edit(voter.dataset, at(0.2), "ann")
    versions.restore(voter.dataset, 1, "ann")
    assert working_sets.current(voter.dataset, "ann") == at(0.9)
    assert working_sets.standing(voter.dataset, "ann").version == 1
    working_sets.step(voter.dataset, "undo", "ann")
    assert working_sets.current(voter.dataset, "ann") == at(0.2)


def test_a_version_that_is_not_there_is_a_sentence(voter: Voter) -> None:
    with pytest.raises(NotFound, match="tiny has no version 7"):
        versions.load("tiny", 7)

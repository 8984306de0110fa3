"""The map of a model's items: who is alike is near, kept with the run, and stopped when asked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from finished_runs import labels, model
from worlds import Rated, world

from recsys import runs, tasks
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, Cancelled, DamagedFile, NotFound
from recsys.inspection import item_map
from recsys.inspection.item_map import MapItems
from recsys.models import families
from recsys.models.rating import RatingModel
from recsys.progress import silent, unrecorded
from recsys.runs import ModelRun


@pytest.fixture
def dataset(home: Path) -> Dataset:
    """Item i stands on 8 - i shelves; the last of nine on none."""
    rated = [Rated(user, item, 5) for item in range(8) for user in range(8 - item)]
    return datasets.save(replace(world(rated, authors=["ann"] * 9, name="demo"), fingerprint=""))


@pytest.fixture
def run(dataset: Dataset) -> ModelRun:
    return model(dataset, labels(dataset))


def test_two_groups_of_vectors_are_two_groups_on_the_plane() -> None:
    random = np.random.default_rng(0)
    centers = np.repeat([[1.0, 0, 0], [0, 1.0, 0]], 20, axis=0)
    places = item_map.project(centers + random.normal(size=(40, 3)) * 0.05, 5, 0, silent)
    middles = places[:20].mean(axis=0), places[20:].mean(axis=0)
    apart = np.linalg.norm(middles[0] - middles[1])
    within = max(
        np.linalg.norm(places[:20] - middles[0], axis=1).max(), np.linalg.norm(places[20:] - middles[1], axis=1).max()
    )
    assert apart > 2 * within


@pytest.mark.parametrize("vectors", [np.ones((6, 3)), np.zeros((5, 2)), np.arange(6.0)[:, None]])
def test_vectors_that_are_all_alike_or_of_one_number_have_places_too(vectors: np.ndarray) -> None:
    assert np.isfinite(item_map.project(vectors, 30, 0, silent)).all()


def test_the_same_seed_gives_the_same_map() -> None:
    vectors = np.random.default_rng(0).normal(size=(12, 4))
    first, second, other = (item_map.project(vectors, 3, seed, silent) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_the_map_has_the_most_popular_items_and_is_found_again(dataset: Dataset, run: ModelRun) -> None:
    wanted = MapItems(dataset="demo", run=run.id, items=6)
    assert item_map.found(wanted) is None
    assert tasks.map_items(wanted.model_dump(mode="json"), silent, unrecorded) == {"run": run.id, "items": 6}
    found = item_map.found(wanted)
    assert found is not None
    assert found.items.tolist() == [0, 1, 2, 3, 4, 5]
    assert found.places.shape == (6, 2)
    assert item_map.found(wanted.model_copy(update={"items": 7})) is None


def test_items_that_stand_on_no_shelf_are_not_on_it(dataset: Dataset, run: ModelRun) -> None:
    made = item_map.make(dataset, MapItems(dataset="demo", run=run.id), silent)
    assert made.items.tolist() == list(range(8))


def test_it_can_be_stopped_and_then_leaves_nothing(dataset: Dataset, run: ModelRun) -> None:
    told = []

    def stop(fraction: float, message: str) -> None:
        told.append(fraction)
        if fraction > 0.5:
            raise Cancelled

    before = sorted(runs.folder(run.id).iterdir())
    with pytest.raises(Cancelled):
        item_map.make(dataset, MapItems(dataset="demo", run=run.id), stop)
    assert told == sorted(told)
    assert len(told) > 10
    assert sorted(runs.folder(run.id).iterdir()) == before


def test_a_damaged_map_is_named(dataset: Dataset, run: ModelRun) -> None:
    wanted = MapItems(dataset="demo", run=run.id)
    for content in (b"", b"PK\x03\x04half", b"\x80\x04\x95pickle"):
        wanted.file.write_bytes(content)
        with pytest.raises(DamagedFile, match=r"map-1000-30-0\.npz is damaged\. Draw the map again"):
            item_map.found(wanted)
    np.savez(wanted.file, items=np.arange(3), places=np.zeros((2, 2)))
    with pytest.raises(DamagedFile, match="is no map"):
        item_map.found(wanted)
    item_map.make(dataset, wanted, silent)
    assert item_map.found(wanted) is not None


def test_what_can_have_no_map_is_a_sentence(dataset: Dataset, run: ModelRun, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = MapItems(dataset="demo", run=run.id)
    with pytest.raises(BadInput, match="was trained on other data than demo as it is now"):
        item_map.make(replace(dataset, fingerprint="new"), wanted, silent)
    with pytest.raises(NotFound, match="There is no run “rating-7”"):
        item_map.make(dataset, wanted.model_copy(update={"run": "rating-7"}), silent)
    with pytest.raises(BadInput, match="items"):
        tasks.map_items({"dataset": "demo", "run": run.id, "items": 1_000_000}, silent, unrecorded)
    monkeypatch.delattr(RatingModel, "item_vectors")
    with pytest.raises(BadInput, match="rating-1 has no vectors"):
        item_map.make(dataset, wanted, silent)


def test_too_few_items_are_a_sentence(home: Path) -> None:
    few = datasets.save(
        replace(world([Rated(0, 0, 5), Rated(1, 1, 4)], authors=["ann"] * 9, name="demo"), fingerprint="")
    )
    wanted = MapItems(dataset="demo", run=model(few, labels(few)).id)
    with pytest.raises(BadInput, match="2 items of demo stand on a shelf; a map needs 5"):
        item_map.make(few, wanted, silent)


def test_a_run_removed_meanwhile_is_not_brought_back(dataset: Dataset, run: ModelRun) -> None:
    def remove(fraction: float, message: str) -> None:
        if runs.folder(run.id).exists():
            runs.remove(run.id)

    assert families.named(run.model).name == "rating"
    with pytest.raises(NotFound):
        item_map.make(dataset, MapItems(dataset="demo", run=run.id), remove)
    assert not runs.folder(run.id).exists()

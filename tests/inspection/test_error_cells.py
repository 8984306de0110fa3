"""Label right or wrong × model right or wrong, on rows whose answers are written out."""

from dataclasses import replace

import finished_runs
import numpy as np
import pytest
from worlds import Rated, world

from recsys import model_runs
from recsys.columns import DEV
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.inspection import error_cells
from recsys.inspection.error_cells import Judged
from recsys.labeling.facts import features
from recsys.labeling.votes import Voter

NAN = np.nan


def judged(**changes: object) -> Judged:
    """Six rows: gold + + + - - -."""
    whole = Judged(
        rows=np.array([10, 11, 12, 20, 21, 22]),
        liked=np.array([True, True, True, False, False, False]),
        label=np.array([0.9, 0.1, NAN, 0.1, 0.5, 0.8]),
        predicted=np.array([0.7, 0.4, 0.6, 0.5, 0.95, 0.51]),
    )
    return replace(whole, **changes)


def test_each_row_is_in_one_cell_and_a_half_is_called_not_liked() -> None:
    counted = {(row.label, row.model): row.rows for row in error_cells.cells(judged()).itertuples()}
    assert counted == {
        ("right", "right"): 2,  # rows 10 and 20
        ("right", "wrong"): 0,
        ("wrong", "right"): 0,
        ("wrong", "wrong"): 2,  # rows 11 and 22
        ("none", "right"): 1,  # row 12
        ("none", "wrong"): 1,  # row 21, whose votes cancel out
    }


def test_shares_are_of_the_rows_that_the_model_was_asked() -> None:
    some = judged(predicted=np.array([0.7, NAN, NAN, 0.5, NAN, NAN]))
    table = error_cells.cells(some)
    assert table["rows"].sum() == 2
    assert table["share"].sum() == 1
    assert not some.model_is("wrong")[1]


def test_stars_mean_liked_from_the_stars_on_that_the_data_say() -> None:
    stars = judged(predicted=np.array([4.0, 3.9, 5, 1, 4.2, 3]), liked_from=4.0, is_probability=False)
    assert stars.says_liked.tolist() == [True, False, True, False, True, False]


def test_the_surest_come_first_by_model_or_by_label() -> None:
    found = judged()
    everything = np.ones(6, bool)
    assert found.surest_first(everything).tolist() == [4, 0, 1, 2, 5, 3]
    assert found.surest_first(found.label_is("wrong"), by="label").tolist() == [1, 5]


def test_predictions_find_their_rows_and_those_without_gold_are_left_out() -> None:
    found = error_cells.with_predictions(judged(), np.array([11, 15, 22]), np.array([0.9, 0.1, 0.3]))
    assert np.flatnonzero(found.is_asked).tolist() == [1, 5]
    assert found.predicted[[1, 5]].tolist() == [0.9, 0.3]


def test_without_any_row_nothing_is_judged() -> None:
    empty = Judged(np.empty(0, int), np.empty(0, bool), np.empty(0), np.empty(0))
    assert not empty.can_be_wrong
    assert not len(error_cells.with_predictions(empty, np.array([3]), np.array([0.5])))
    assert error_cells.cells(empty)["rows"].sum() == 0


@pytest.fixture
def dev_of_one(home: object) -> Dataset:
    """One dev reader: a glowing review of a liked book, a bad one of a book not liked, and a liked book without."""
    rated = [
        Rated(0, 0, 5, "Five stars, a wonderful and perfect book!"), Rated(0, 1, 2, "2 stars. Terrible."),
        Rated(0, 2, 4),
    ]  # fmt: skip
    tiny = world(rated, authors=["ann"] * 3, split={0: DEV}, name="demo")
    return datasets.save(features.add(replace(tiny, fingerprint="")))


def test_a_run_is_judged_by_the_labels_that_it_learned_from(dev_of_one: Dataset) -> None:
    labels = finished_runs.labels(dev_of_one)
    run = finished_runs.model(dev_of_one, labels)
    found = error_cells.judge(Voter(dev_of_one), run, model_runs.load_model(run), "dev", labels)
    assert found.rows.tolist() == [0, 1, 2]
    assert found.label_is("right").tolist() == [True, True, False]
    assert np.isnan(found.label[2])
    # Its logits are 0, -1 and -2: half, and less, so nothing is called liked.
    assert found.predicted == pytest.approx([0.5, 0.2689, 0.1192], abs=1e-4)
    assert found.model_is("right").tolist() == [False, True, False]


def test_a_model_that_learned_without_votes_has_rows_without_labels(dev_of_one: Dataset) -> None:
    run = finished_runs.model(dev_of_one, finished_runs.labels(dev_of_one))
    found = error_cells.judge(Voter(dev_of_one), run, model_runs.load_model(run), "dev", None)
    assert found.label_is("none").all()

"""From a recommendation back to the rows, votes and labels behind it."""

import numpy as np
import pytest

from recsys import training_labels
from recsys.columns import DEV, TEST
from recsys.data.dataset import Dataset
from recsys.inspection import lineage, training_rows
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.functions import FunctionSet, KeywordFunction
from recsys.labeling.votes import Voter
from recsys.models.feedback import Shelf
from recsys.runs import LabelRun, LabelSource, ModelRun
from tests.worlds import Rated, world


@pytest.fixture
def dataset() -> Dataset:
    """In order: train (u0: i0 bad, i1 good; u1: i1 good and bad, i2 silent), dev (u2: i1), test (u3: i0)."""
    return world(
        [
            Rated(0, 0, 3, "bad"), Rated(0, 1, 5, "good"), Rated(1, 1, 2, "good and bad"), Rated(1, 2, 4),
            Rated(2, 1, 5), Rated(3, 0, 5, "good"),
        ],
        split={2: DEV, 3: TEST},
    )  # fmt: skip


@pytest.fixture
def labels() -> LabelRun:
    functions = FunctionSet(
        functions=(
            KeywordFunction(name="says_bad", negative=("bad",)), KeywordFunction(name="says_good", positive=("good",)),
        )
    )  # fmt: skip
    model = LabelModel(
        settings=LabelModelSettings(model="majority"), class_balance=0.5, functions=("says_bad", "says_good")
    )
    return LabelRun(
        id="labels-1", dataset="tiny", fingerprint="tiny", seconds=1, metrics={}, on_dev={}, functions=functions,
        label_model=model,
    )  # fmt: skip


def run(source: LabelSource) -> ModelRun:
    return ModelRun(
        id="rating-1", dataset="tiny", fingerprint="tiny", seconds=1, metrics={}, model="rating", labels=source,
        label_run="labels-1", examples=0, settings={}, curve=[],
    )  # fmt: skip


@pytest.mark.parametrize("source", ["weak", "weak+dev", "gold", "ratings"])
def test_the_rows_are_the_examples_the_model_learned_from(
    dataset: Dataset, labels: LabelRun, source: LabelSource
) -> None:
    rows = training_rows.of_run(Voter(dataset), run(source), labels)
    expected = training_labels.feedback(Voter(dataset), source, labels).examples
    np.testing.assert_array_equal(rows.user, expected.user)
    np.testing.assert_array_equal(rows.item, expected.item)
    np.testing.assert_array_equal(rows.label, expected.label)
    np.testing.assert_array_equal(dataset.pairs.item[rows.row], expected.item)
    np.testing.assert_array_equal(dataset.pairs.user[rows.row], expected.user)


def test_behind_a_recommendation_stand_rows_of_the_item_of_the_shelf_and_of_the_user(
    dataset: Dataset, labels: LabelRun
) -> None:
    learned = training_rows.of_run(Voter(dataset), run("weak+dev"), labels)
    found = lineage.trace(learned, Shelf.touched([0], user=3), 1, 3)
    assert found.item.tolist() == [1, 2, 4]
    assert found.shelf.tolist() == [0]
    assert found.user.tolist() == []  # a test user trained nothing
    groups = found.groups.set_index("group")
    assert groups.loc["item"].tolist() == [3, 3, 0, pytest.approx((1 + 0.5 + 1) / 3)]
    assert groups.loc["shelf"].tolist() == [1, 0, 1, 0.0]
    assert groups.loc["user", "rows"] == 0
    assert np.isnan(groups.loc["user", "mean"])
    assert lineage.trace(learned, Shelf.touched([0, 1], user=0), 2, 3).user.tolist() == [0, 1]


def test_each_functions_votes_are_counted_where_they_stand_behind_it(dataset: Dataset, labels: LabelRun) -> None:
    voter = Voter(dataset)
    learned = training_rows.of_run(voter, run("weak"), labels)
    table = lineage.by_function(voter, labels, lineage.trace(learned, Shelf.touched([0], user=0), 1, 3))
    # Of the item's rows, “good” alone speaks on the first, both on the second.
    assert table.values.tolist() == [["says_bad", 0, 1, 0, 1, 1], ["says_good", 2, 0, 1, 0, 1]]
    assert lineage.strongest(table) == "says_good"


def test_where_no_function_votes_none_is_the_strongest(dataset: Dataset, labels: LabelRun) -> None:
    voter = Voter(dataset)
    learned = training_rows.of_run(voter, run("weak"), labels)
    table = lineage.by_function(voter, labels, lineage.trace(learned, Shelf.touched([2], user=3), 2, 3))
    assert lineage.strongest(table) is None
    assert lineage.strongest(table.iloc[:0]) is None

"""Whose shelves are alike, and what they did."""

import numpy as np
import pytest

from recsys.columns import TEST
from recsys.data.dataset import Dataset
from recsys.inspection import similar_users
from recsys.inspection.training_rows import TrainingRows
from recsys.models.feedback import Shelf, Shelves
from tests.worlds import Rated, world


@pytest.fixture
def dataset() -> Dataset:
    """u0: i0 i1; u1: i0 i1 i2 i3; u2: i4; u3: i0. Test: u4, with i0 and i1; u5 like u4."""
    shelves = {0: [0, 1], 1: [0, 1, 2, 3], 2: [4], 3: [0], 4: [0, 1], 5: [0, 1]}
    rated = [Rated(user, item, 5) for user, items in shelves.items() for item in items]
    return world(rated, split={4: TEST, 5: TEST})


def shelf(dataset: Dataset, user: int) -> Shelf:
    return Shelves.of_dataset(dataset, False).of(user)


def test_alike_are_train_users_by_the_cosine_of_what_they_touched(dataset: Dataset) -> None:
    alike = similar_users.most_alike(dataset, shelf(dataset, 4))
    assert alike.users.tolist() == [0, 1, 3]  # u2 shares nothing, u5 is of test
    np.testing.assert_allclose(alike.cosine, [2 / 2, 2 / np.sqrt(4 * 2), 1 / np.sqrt(1 * 2)])
    assert similar_users.most_alike(dataset, shelf(dataset, 4), count=1).users.tolist() == [0]


def test_nobody_is_alike_to_themself_or_to_an_empty_shelf(dataset: Dataset) -> None:
    assert similar_users.most_alike(dataset, shelf(dataset, 0)).users.tolist() == [1, 3]
    assert similar_users.most_alike(dataset, Shelf.touched([])).users.tolist() == []


def test_liked_is_what_the_labels_say_and_touched_what_stands_on_the_shelves(dataset: Dataset) -> None:
    alike = similar_users.most_alike(dataset, shelf(dataset, 4))
    learned = TrainingRows(
        row=np.array([0, 2, 4, 6], np.int32), user=np.array([0, 1, 1, 2], np.int32),
        item=np.array([0, 0, 2, 4], np.int32), label=np.array([0.9, 0.2, 0.5, 1.0], np.float32),
    )  # fmt: skip
    did = similar_users.what_they_did(dataset, alike, np.array([0, 2, 4], np.int32), learned)
    assert did.to_dict("list") == {"touched": [3, 1, 0], "liked": [1, 1, 0], "not_liked": [1, 0, 0]}

"""What is measured of a trained model."""

import numpy as np
import pytest

from recsys import model_runs
from recsys.columns import TEST
from recsys.data.dataset import Dataset
from recsys.models.rating import RatingModel, RatingSettings
from tests.worlds import Rated, world


def always_half(dataset: Dataset) -> RatingModel:
    """A model that knows nothing: its logits are 0."""
    n_items = dataset.items.height
    return RatingModel(
        settings=RatingSettings(embedding=1, hidden=(1,)),
        history_table=np.zeros((n_items, 1), np.float32),
        item_table=np.zeros((n_items, 1), np.float32),
        item_bias=np.zeros(n_items, np.float32),
        kernels=(np.zeros((2, 1), np.float32), np.zeros((1, 1), np.float32)),
        biases=(np.zeros(1, np.float32), np.zeros(1, np.float32)),
    )


def test_reliability_counts_the_gold_of_test_and_a_random_negative_for_each_liked_item() -> None:
    rated = [Rated(0, item, 5) for item in range(3)] + [Rated(1, 0, 5), Rated(1, 1, 1), Rated(1, 2, 5)]
    dataset = world(rated, touched=[(0, 3), (0, 4)], split={1: TEST})
    (row,) = model_runs.reliability(always_half(dataset), dataset, "test")
    # Liked: 2 of 3 rows, and 2 random negatives.
    assert row == {"from": 0.4, "to": 0.5, "predicted": 0.5, "liked": pytest.approx(2 / 5), "count": 5}


def test_only_models_that_tell_liked_from_not_are_asked_for_it() -> None:
    dataset = world([Rated(0, 0, 5), Rated(1, 0, 5)], split={1: TEST})
    assert model_runs.reliability(object(), dataset, "test") == []  # type: ignore[arg-type]

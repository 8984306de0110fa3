"""Somebody no model has met: the list, and which ratings pull each of it up."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pytest
from worlds import Rated, world

from recsys.inspection import folded_in
from recsys.models import contract, families
from recsys.models.contract import By, Explains
from recsys.models.feedback import Shelf

# How far each item of a shelf (row) pulls each item up (column).
PULLS = np.array([[0, 0, 3, 1, 0], [0, 0, -1, 4, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]], np.float32)
DATASET = world([Rated(0, item, 5) for item in range(5)])


@dataclass(frozen=True)
class Adding:
    """The scores are the sum of what the shelf's items bring; it gives no account of its own."""

    family: ClassVar[str] = "popularity"
    settings: Any = None
    n_items: int = 5

    def scores(self, shelf: Shelf) -> np.ndarray:
        assert shelf.user is None  # nobody in training
        return PULLS[shelf.items].sum(axis=0, dtype=np.float32)

    def similarity(self, item: int, by: By = "cosine") -> np.ndarray:
        return np.zeros(5, np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        return {}

    @classmethod
    def of(cls, settings: Any, arrays: dict[str, np.ndarray]) -> Self:
        return cls()


class Accounting(Adding):
    """The same with an account."""

    def contributions(self, shelf: Shelf, item: int) -> np.ndarray:
        return PULLS[shelf.items, item]


@pytest.mark.parametrize("model", [Adding(), Accounting()])
def test_each_item_of_the_list_names_the_ratings_that_pull_it_up_the_strongest_first(model: Adding) -> None:
    assert families.named(model.family).predicts == "order"
    found = folded_in.recommend(DATASET, model, Shelf.touched([0, 1]), 10)
    assert found.table["item"].to_list() == [3, 2, 4]  # 1 + 4, 3 - 1, 0
    assert found.table["score"].to_list() == [5, 2, 0]
    assert found.table["pulled up by"].to_list() == ["Book 1 · Book 0", "Book 0", ""]
    np.testing.assert_array_equal(found.pulls, [[1, 4], [3, -1], [0, 0]])


def test_all_pulls_at_one_go_are_what_each_is_alone_and_add_up_to_the_score() -> None:
    shelf, items = Shelf.touched([0, 1]), np.array([2, 3, 4], np.int32)
    assert not isinstance(Adding(), Explains)
    found = folded_in.pulls(Adding(), shelf, items)
    alone = [contract.contributions(Adding(), shelf, item) for item in items.tolist()]
    np.testing.assert_array_equal(found, alone)
    np.testing.assert_array_equal(found.sum(axis=1), Adding().scores(shelf)[items])


@pytest.mark.parametrize("model", [Adding(), Accounting()])
def test_who_has_rated_nothing_gets_a_list_without_reasons(model: Adding) -> None:
    found = folded_in.recommend(DATASET, model, Shelf.touched([]), 2)
    assert found.table["item"].to_list() == [0, 1]
    assert found.table["pulled up by"].to_list() == ["", ""]
    assert found.pulls.shape == (2, 0)


@pytest.mark.parametrize("model", [Adding(), Accounting()])
def test_who_has_rated_everything_gets_an_empty_list(model: Adding) -> None:
    found = folded_in.recommend(DATASET, model, Shelf.touched(range(5)), 10)
    assert found.table.empty
    assert "pulled up by" in found.table


def test_the_reasons_of_an_item_are_in_order_of_their_pull() -> None:
    shelf = Shelf.touched([0, 1, 2])
    table = folded_in.of_item(DATASET, shelf, np.array([0.5, 2.0, -1.0], np.float32))
    assert table[["item_id", "pull"]].to_numpy().tolist() == [["i1", 2.0], ["i0", 0.5], ["i2", -1.0]]

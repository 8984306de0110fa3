"""Which items are nearest, how long vectors are, and which items are sampled."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pytest
from worlds import Rated, world

from recsys.inspection import neighbors
from recsys.models.contract import By, vector_similarity
from recsys.models.feedback import Shelf

VECTORS = np.array([[1, 0], [2, 0], [1, 1], [0, 3], [0, 0]], np.float32)


@dataclass(frozen=True)
class OfVectors:
    """A model that has vectors and scores nothing."""

    family: ClassVar[str] = "of vectors"
    item_vectors: np.ndarray
    settings: Any = None

    @property
    def n_items(self) -> int:
        return len(self.item_vectors)

    def scores(self, shelf: Shelf) -> np.ndarray:
        return np.zeros(self.n_items, np.float32)

    def similarity(self, item: int, by: By = "cosine") -> np.ndarray:
        return vector_similarity(self.item_vectors, item, by)

    def arrays(self) -> dict[str, np.ndarray]:
        return {}

    @classmethod
    def of(cls, settings: Any, arrays: dict[str, np.ndarray]) -> Self:
        raise AssertionError("it is never stored")


DATASET = world([Rated(0, 0, 5), Rated(0, 1, 4), Rated(1, 0, 3), Rated(2, 3, 4)], authors=["ann"] * 5)


@pytest.mark.parametrize(
    ("by", "order", "likeness"),
    [
        ("cosine", [1, 2, 3, 4], [1, 1 / np.sqrt(2), 0, 0]),
        ("dot", [1, 2, 3, 4], [2, 1, 0, 0]),
    ],
)
def test_the_nearest_to_an_item_come_first_without_itself(by: By, order: list[int], likeness: list[float]) -> None:
    table = neighbors.nearest(DATASET, OfVectors(VECTORS), 0, by, 10)
    assert table["item"].to_list() == order
    assert table["rank"].to_list() == [1, 2, 3, 4]
    np.testing.assert_allclose(table["similarity"], likeness, rtol=1e-6)
    assert table["shelves"].to_list() == [1, 0, 1, 0]


def test_the_dot_product_prefers_a_long_vector_to_one_that_points_nearly_the_same_way() -> None:
    model = OfVectors(np.array([[1, 0], [1, 0.1], [5, 5]], np.float32))
    by_dot, by_cosine = (neighbors.nearest(DATASET, model, 0, by, 1) for by in ("dot", "cosine"))
    assert by_dot["item"].to_list() == [2]  # 5 against 1
    assert by_cosine["item"].to_list() == [1]


def test_an_item_alone_has_no_neighbors() -> None:
    alone = world([Rated(0, 0, 5)])
    assert neighbors.nearest(alone, OfVectors(VECTORS[:1]), 0, "cosine", 10).empty


def test_the_norm_is_the_length_of_the_vector_and_a_model_without_vectors_has_none() -> None:
    found = neighbors.norms(OfVectors(VECTORS))
    assert found is not None
    np.testing.assert_allclose(found, [1, 2, np.sqrt(2), 3, 0])

    class Bare:
        similarity = None

    assert neighbors.norms(Bare()) is None  # type: ignore[arg-type]


def test_popularity_counts_shelves() -> None:
    assert neighbors.popularity(DATASET).tolist() == [2, 1, 0, 1, 0]


def test_a_sample_has_the_most_popular_half_and_nothing_that_stands_on_no_shelf() -> None:
    counts = np.array([9, 0, 1, 1, 1, 1, 8, 0])
    assert neighbors.sample(counts, 100).tolist() == [0, 2, 3, 4, 5, 6]
    drawn = neighbors.sample(counts, 4)
    assert len(drawn) == 4
    assert {0, 6} <= set(drawn.tolist())
    assert set(drawn.tolist()) <= {0, 2, 3, 4, 5, 6}
    np.testing.assert_array_equal(drawn, neighbors.sample(counts, 4))


def test_at_length_one_a_dot_product_is_the_cosine() -> None:
    scaled = neighbors.unit(VECTORS)
    np.testing.assert_allclose(scaled @ scaled[2], vector_similarity(VECTORS, 2, "cosine"), rtol=1e-6)
    assert scaled[4].tolist() == [0, 0]

"""Vectors from shelves: alike what is read together, and nobody but train readers has a say."""

import numpy as np

from recsys.models import item_starts
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelves

BLOCKS = {0: (0, 1, 2), 1: (3, 4, 5)}  # even readers read the first three books, odd ones the others


def block_world(readers: int = 10, test_reads: tuple[int, ...] = (0, 1, 2)) -> Feedback:
    """Readers of two blocks of three books, and a test reader with a shelf of their own. Nothing is labeled."""
    touched = [(reader, book) for reader in range(readers) for book in BLOCKS[reader % 2]]
    user, item = np.array([*touched, *((readers, book) for book in test_reads)], np.int32).T
    nothing = np.empty(0, np.float32)
    nobody = np.empty(0, np.int32)
    shelves = Shelves.rated(user, item, np.zeros(len(user), np.float32), readers + 1)
    learned = np.arange(readers, dtype=np.int32)
    return Feedback(Examples(nobody, nobody, nothing, nothing), nothing, (0, 1), 0.5, shelves, learned, 6)


def cosines(vectors: np.ndarray) -> np.ndarray:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit @ unit.T


def test_books_of_one_block_point_one_way_and_those_of_two_across() -> None:
    found = cosines(item_starts.item_vectors(block_world(), width=2, seed=0))
    assert found[0, 1] > 0.99
    assert found[3, 5] > 0.99
    assert abs(found[0, 4]) < 0.01


def test_a_test_readers_shelf_changes_nothing() -> None:
    one = item_starts.item_vectors(block_world(test_reads=(0, 1, 2)), width=2, seed=0)
    other = item_starts.item_vectors(block_world(test_reads=(0, 3, 5)), width=2, seed=0)
    np.testing.assert_array_equal(one, other)


def test_the_same_seed_gives_the_same_vectors_and_the_spread_is_fixed() -> None:
    first, second = (item_starts.item_vectors(block_world(), width=2, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.dtype == np.float32
    np.testing.assert_allclose(first.std(), item_starts.SPREAD, rtol=1e-5)


def test_more_numbers_than_directions_are_filled_up() -> None:
    vectors = item_starts.item_vectors(block_world(readers=2), width=64, seed=0)
    assert vectors.shape == (6, 64)
    assert np.isfinite(vectors).all()
    assert vectors.std(axis=0).min() > 0

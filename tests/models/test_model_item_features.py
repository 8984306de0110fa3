"""What items have in common: counted by hand."""

import numpy as np
import polars as pl
import pytest
from scipy import sparse

from recsys.models import item_features
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelves

ITEMS = pl.DataFrame(
    {
        "genres": ["war|love", "war", "", None],
        "author_id": ["7", None, "7", ""],
        "year": [1991, 1999, 2001, None],
    }
)


def products(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors @ vectors.T)


def test_the_catalogs_products_are_shared_genres_authors_and_decades() -> None:
    alike = products(item_features.catalog(ITEMS, 64, seed=0))
    assert alike[0, 0] == pytest.approx(1 + 1 + 0.7**2)
    assert alike[0, 1] == pytest.approx(0.5**0.5 + 0.7**2)  # one of two genres, and the nineties
    assert alike[0, 2] == pytest.approx(1)  # the author
    assert alike[1, 2] == pytest.approx(0, abs=1e-6)
    assert alike[3].tolist() == pytest.approx([0] * 4, abs=1e-6)


def test_nothing_known_is_no_number() -> None:
    assert item_features.catalog(pl.DataFrame({"item_id": ["a", "b"]}), 8, seed=0).shape == (2, 0)
    assert item_features.catalog(pl.DataFrame({"genres": ["", ""]}), 8, seed=0).shape == (2, 0)


def test_items_touched_by_the_same_users_are_alike_and_others_have_no_say() -> None:
    user, item = np.array([0, 0, 1, 2, 2], np.int32), np.array([0, 1, 0, 1, 2], np.int32)
    ones = np.ones(5, np.float32)
    shelves = Shelves.rated(user, item, ones, 3)
    whole = Feedback(Examples(user, item, ones, ones), ones, (1, 5), 4, shelves, np.array([0, 1], np.int32), 3)
    alike = products(item_features.company(whole, 8, seed=0))
    # Item 0 has two touches, of users of two and of one; item 1 has one that counts, as user 2 is not learned from.
    two, one = 1 / np.log(2 + 10), 1 / np.log(1 + 10)
    assert alike[0, 0] == pytest.approx((two**2 + one**2) / 5)
    assert alike[0, 1] == pytest.approx(two**2 / (5 * 4) ** 0.5)
    assert alike[2].tolist() == pytest.approx([0] * 3, abs=1e-6)


def test_few_numbers_are_those_that_say_most() -> None:
    matrix = np.random.default_rng(0).normal(size=(30, 12)) * np.array([9, 5, *[0.1] * 10])
    exact = np.linalg.svd(matrix, full_matrices=False)
    best = (exact[0][:, :2] * exact[1][:2]) @ exact[2][:2]
    found = item_features.strongest(sparse.csr_matrix(matrix), 2, seed=0)
    np.testing.assert_allclose(products(found), best @ best.T, atol=0.05)
    assert found.shape == (30, 2)

"""Which reviews belong to a split, and their gold."""

import numpy as np

from recsys.columns import DEV, SPLITS, TEST, VALID
from recsys.labeling.text import review_gold
from tests.worlds import Rated, world

# Train: u0. Dev: u1, u2. Valid has no reviews. Test: u4.
DATASET = world(
    [
        Rated(0, 0, 5, "a"), Rated(0, 1, 1, "b"), Rated(1, 0, 5, "c"), Rated(1, 1, 2), Rated(1, 2, 1, "d"),
        Rated(2, 0, 4, "e"), Rated(3, 0, 3), Rated(4, 0, 2, "f"),
    ],
    split={1: DEV, 2: DEV, 3: VALID, 4: TEST},
)  # fmt: skip


def test_reviews_of_a_split_are_a_slice() -> None:
    texts = DATASET.reviews.text.to_list()
    found = {split: texts[review_gold.reviews_of(DATASET, split)] for split in (*SPLITS, "all")}
    assert found == {
        "train": ["a", "b"], "dev": ["c", "d", "e"], "valid": [], "test": ["f"], "all": ["a", "b", "c", "d", "e", "f"],
    }  # fmt: skip


def test_hits_are_cut_to_a_slice() -> None:
    hits = np.array([0, 2, 3, 5], np.int32)
    assert review_gold.within(hits, review_gold.reviews_of(DATASET, "dev")).tolist() == [2, 3]
    assert review_gold.within(hits[:0], slice(1, 3)).tolist() == []


def test_gold_of_dev_is_that_of_its_reviews() -> None:
    assert review_gold.dev_gold(DATASET).tolist() == [1, 0, 1]


def test_only_the_gold_of_the_rows_asked_for_is_seen() -> None:
    assert review_gold.dev_gold(DATASET, np.array([0, 1])).tolist() == [1, -1, -1]
    assert review_gold.dev_gold(DATASET, np.array([False, True, True, True])).tolist() == [-1, 0, 1]
    assert review_gold.dev_gold(DATASET).tolist() == [1, 0, 1]

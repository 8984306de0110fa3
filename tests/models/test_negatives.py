"""Random negatives, drawn from exactly the items a user never touched."""

import numpy as np

from recsys.data.dataset import Histories
from recsys.models import batches
from recsys.models.examples import Examples
from recsys.models.negatives import Untouched

# Four users over five items: touched 0 and 2; nothing; 3 and 4 (the last); everything.
SHELVES = Histories(np.array([0, 2, 2, 4, 9]), np.array([0, 2, 3, 4, 0, 1, 2, 3, 4], np.int32))


def test_each_untouched_item_is_drawn_and_no_other() -> None:
    drawn = Untouched(SHELVES, 5).draw(np.array([0, 1, 2, 3], np.int32), 500, np.random.default_rng(0))
    assert [set(row) for row in drawn.tolist()] == [{1, 3, 4}, {0, 1, 2, 3, 4}, {0, 1, 2}, {-1}]


def test_untouched_items_are_equally_likely() -> None:
    drawn = Untouched(SHELVES, 5).draw(np.zeros(30_000, np.int32), 1, np.random.default_rng(0))
    counts = np.bincount(drawn[:, 0], minlength=5)
    assert np.all(np.abs(counts[[1, 3, 4]] - 10_000) < 400)  # five standard deviations


def test_random_worlds_never_give_a_touched_item() -> None:
    rng = np.random.default_rng(1)
    touched = rng.random((40, 30)) < rng.random((40, 1))
    shelves = Histories(np.concatenate([[0], touched.sum(1).cumsum()]), np.nonzero(touched)[1].astype(np.int32))
    drawn = Untouched(shelves, 30).draw(np.arange(40, dtype=np.int32), 50, rng)
    for user, row in enumerate(drawn):
        assert not touched[user, row[row >= 0]].any()


def test_users_times_items_may_be_more_than_an_int32_holds() -> None:
    n_users, n_items = 80_000, 30_000
    shelves = Histories(np.arange(n_users + 1), np.full(n_users, 7, np.int32))
    drawn = Untouched(shelves, n_items).draw(np.array([79_999], np.int32), 5_000, np.random.default_rng(0))
    assert drawn.min() >= 0
    assert drawn.max() < n_items
    assert 7 not in drawn


def test_an_epoch_shows_every_example_in_full_steps() -> None:
    n = 10
    examples = Examples(
        np.zeros(n, np.int32), np.arange(n, dtype=np.int32), np.ones(n, np.float32), np.ones(n, np.float32)
    )
    shelves = Histories(np.array([0, n]), np.arange(n, dtype=np.int32))
    assert batches.steps_in(examples, batch_size=8, negatives=1) == (3, 4)
    (only,) = batches.epoch(examples, Untouched(shelves, 20), 8, 1, np.random.default_rng(0))
    assert only.item.shape == (3, 4)
    assert set(only.item.ravel()) == set(range(n))
    assert only.negatives.shape == (3, 4, 1)
    assert only.negatives.min() >= n

"""Random negatives: items that a user never touched."""

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Histories, Ints


class Untouched:
    """Draws uniformly from the items a user never touched, without trying twice.

    A user's r-th untouched item is r + k, where k counts the touched items h_0 < h_1 < … with h_j - j <= r. As users
    are stored one after the other, that count is one binary search for any number of users at once.
    """

    def __init__(self, histories: Histories, n_items: int) -> None:
        sizes = np.diff(histories.offsets)
        place_in_history = np.arange(len(histories.items)) - np.repeat(histories.offsets[:-1], sizes)
        user_of_touch = np.repeat(np.arange(len(sizes)), sizes)
        # n_items + 1: a touched last item has rank n_items - 1 at most, and no user's key may reach the next user's.
        self._stride = n_items + 1
        self._keys = user_of_touch * self._stride + histories.items - place_in_history
        self._offsets = histories.offsets
        self._count = n_items - sizes

    def draw(self, users: Ints, each: int, rng: np.random.Generator) -> Ints:
        """`each` items for each user, shape (len(users), each); -1 for a user who touched every item."""
        count = self._count[users][:, None]
        rank: npt.NDArray[np.int64] = (rng.random((len(users), each)) * count).astype(np.int64)
        first = users[:, None].astype(np.int64) * self._stride  # 80,000 users x 30,000 items are more than an int32
        touched_before = np.searchsorted(self._keys, first + rank, side="right")
        items = rank + touched_before - self._offsets[users][:, None]
        return np.where(count > 0, items, -1).astype(np.int32)

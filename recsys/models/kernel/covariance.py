"""Products with the covariance of all ratings, which is never made: each of its parts is a product of vectors."""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from recsys.data.dataset import Floats, Ints
from recsys.models.kernel.model import Answers, KernelSettings
from recsys.models.kernel.taste import Tastes

ROWS_AT_ONCE = 4_096  # of these, what is gathered stays in the processor's cache
ROWS_A_TELL = 50 * ROWS_AT_ONCE  # at most some 0.4 s


class Covariance:
    """Of ratings (n,) by user, then item. user: rows of tastes.users; company, catalog: the items' vectors."""

    def __init__(
        self, pairs: tuple[Ints, Ints], tastes: Tastes, vectors: tuple[Floats, Floats], settings: KernelSettings
    ) -> None:
        self.user, self.item = pairs
        self._taste, self._settings = tastes.users, settings
        self._width = vectors[0].shape[1]
        self.vectors = np.ascontiguousarray(np.concatenate(vectors, 1))
        sizes = np.bincount(self.user, minlength=len(tastes.users))
        self._offsets = np.concatenate([[0], np.cumsum(sizes)])

    def answers(self, amounts: Floats) -> Answers:
        """What ratings of those amounts (n,) come to."""
        settings, shape = self._settings, (len(self._taste), len(self.vectors))
        matrix = sparse.csr_matrix((amounts, self.item, self._offsets), shape=shape)
        each = matrix @ self.vectors
        company, catalog = each[:, : self._width], each[:, self._width :]
        return Answers(
            level=np.float32(settings.level) * np.asarray(matrix.sum(1), np.float32).ravel(),
            own=np.concatenate([settings.own_company * company, settings.own_catalog * catalog], 1),
            shared=settings.shared_catalog * catalog.sum(0),
            company=settings.taste_company * (self._taste.T @ company),
            item=np.float32(settings.taste_item) * (matrix.T @ self._taste),
        )

    def times(self, answers: Answers, tell: Callable[[float], None]) -> Floats:
        """The covariance times the amounts (n,) that gave these answers: (n,)."""
        shared = np.broadcast_to(answers.shared, (len(self._taste), len(answers.shared)))
        weights = answers.own + np.concatenate([self._taste @ answers.company, shared], 1)
        found = answers.level[self.user]
        for start in range(0, len(found), ROWS_AT_ONCE):
            if start % ROWS_A_TELL == 0:
                tell(start / len(found))
            rows = slice(start, start + ROWS_AT_ONCE)
            user, item = self.user[rows], self.item[rows]
            found[rows] += np.einsum("nk,nk->n", weights[user], self.vectors[item])
            found[rows] += np.einsum("nk,nk->n", self._taste[user], answers.item[item])
        return found

"""Who shows what and is asked for what: the two things a softmax learns from, side by side."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recsys.data.dataset import Floats, Ints
from recsys.models.baselines import evidence
from recsys.models.feedback import Feedback


@dataclass(frozen=True)
class Entries:
    """Of users with something to ask for, all they show or can be asked for (CSR: `items[offsets[u]:offsets[u + 1]]`).

    shown: (n,) what an entry counts in a history, 0 if nothing. asked: (n,) what it counts as an answer: P(liked) times
    the example's weight.
    """

    offsets: npt.NDArray[np.int64]
    items: Ints
    shown: Floats
    asked: Floats

    def __len__(self) -> int:
        return len(self.offsets) - 1


def entries_of(feedback: Feedback) -> Entries:
    """The entries of all who are learned from; raises BadInput where nobody likes anything."""
    asked = evidence.matrix(feedback)
    shown = _shown(feedback)
    able = np.flatnonzero(np.diff(asked.indptr))
    asked, shown = asked[able], shown[able]
    either = (asked.astype(bool) + shown.astype(bool)).tocsr()
    either.sort_indices()
    owner = np.repeat(np.arange(len(able)), np.diff(either.indptr))
    values = [np.asarray(matrix[owner, either.indices]).ravel().astype(np.float32) for matrix in (shown, asked)]
    return Entries(either.indptr.astype(np.int64), either.indices.astype(np.int32), *values)


def _shown(feedback: Feedback) -> sparse.csr_matrix:
    """(users learned from, n_items): `evidence.of_shelf` of every shelf at once."""
    shelves = feedback.shelves
    rated = np.bincount(shelves.owner, shelves.stars > 0, minlength=len(shelves)) > 0
    counts = (shelves.stars >= feedback.liked_from) | ~rated[shelves.owner]
    shape = (len(shelves), feedback.n_items)
    shown = sparse.csr_matrix((counts.astype(np.float32), shelves.items, shelves.offsets), shape=shape)[feedback.users]
    shown.eliminate_zeros()
    return shown

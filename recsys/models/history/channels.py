"""What a shelf says in two channels, liked and other, and what it is learned to answer."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recsys.data.dataset import Floats
from recsys.models.baselines import evidence
from recsys.models.feedback import Feedback, Shelf


def of_shelf(shelf: Shelf, liked_from: float | npt.NDArray[np.float64]) -> Floats:
    """(2, len) of 0 and 1: which items are liked, and which are there all the same.

    Where nothing has stars, nothing is known to be disliked, and all counts as liked.
    """
    liked = evidence.of_shelf(shelf, liked_from)
    return np.stack([liked, 1 - liked])


def of_feedback(feedback: Feedback) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """`of_shelf` of everybody who is learned from at once: two matrices (users learned from, n_items)."""
    shelves = feedback.shelves
    rated = np.bincount(shelves.owner, shelves.stars > 0, minlength=len(shelves)) > 0
    is_liked = (shelves.stars >= feedback.liked_from) | ~rated[shelves.owner]
    liked, other = (_matrix(feedback, is_there)[feedback.users] for is_there in (is_liked, ~is_liked))
    return liked, other


def _matrix(feedback: Feedback, is_there: npt.NDArray[np.bool_]) -> sparse.csr_matrix:
    shelves, shape = feedback.shelves, (feedback.n_users, feedback.n_items)
    where = shelves.owner[is_there], shelves.items[is_there]
    return sparse.csr_matrix((np.ones(len(where[0]), np.float32), where), shape=shape)


def wanted(feedback: Feedback, unlabeled: float) -> sparse.csr_matrix:
    """(users learned from, n_items): P(liked) × weight of what has a label, `unlabeled` for all else on the shelves.

    Raises BadInput where nobody likes anything.
    """
    liked = evidence.matrix(feedback)
    if not unlabeled:
        return liked
    examples, touched = feedback.examples, feedback.shelves.matrix(feedback.n_items)[feedback.users]
    rows = np.searchsorted(feedback.users, examples.user)
    labeled = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, examples.item)), shape=liked.shape)
    rest = touched - touched.multiply(labeled.astype(bool))
    found = (liked + np.float32(unlabeled) * rest).tocsr().astype(np.float32)
    found.eliminate_zeros()
    found.sort_indices()
    return found

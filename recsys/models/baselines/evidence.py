"""What counts as liked, where models learn from it and where they are asked."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recsys.data.dataset import Floats
from recsys.errors import BadInput
from recsys.models.feedback import Feedback, Shelf

TOUCHED_HELP = "What an item counts that was touched or rated but not liked; a liked one counts 1"


def matrix(feedback: Feedback, touched: float = 0.0) -> sparse.csr_matrix:
    """(users learned from, n_items): P(liked) × weight, and `touched` for whatever else stands on their shelves.

    Rows as in `feedback.users`; nothing stored is 0. Raises BadInput where nobody likes anything.
    """
    examples, n_users = feedback.examples, len(feedback.users)
    values = examples.label * examples.weight
    if not values.any():
        raise BadInput(
            f"None of the {len(examples):,} examples says that somebody likes something. Choose other labels."
        )
    rows = np.searchsorted(feedback.users, examples.user)
    liked = sparse.csr_matrix((values, (rows, examples.item)), shape=(n_users, feedback.n_items), dtype=np.float32)
    if touched:
        liked = liked.maximum(feedback.shelves.matrix(feedback.n_items)[feedback.users] * np.float32(touched)).tocsr()
    liked.eliminate_zeros()
    liked.sort_indices()
    return liked


def popularity(liked: sparse.csr_matrix) -> Floats:
    """How much each item is liked in all, as a share of the users: shape (n_items,)."""
    return (np.asarray(liked.sum(0)).ravel() / max(liked.shape[0], 1)).astype(np.float32)


def of_shelf(shelf: Shelf, liked_from: float | npt.NDArray[np.float64], touched: float = 0.0) -> Floats:
    """What each item of a shelf counts, shape (len,); where there are no stars at all, each counts 1."""
    if not shelf.stars.any():
        return np.ones(len(shelf), np.float32)
    return np.where(shelf.stars >= liked_from, 1.0, touched).astype(np.float32)

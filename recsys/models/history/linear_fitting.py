"""The linear part's closed form, by pairs of users or by pairs of items, whichever are fewer."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

from recsys.data.dataset import Ints
from recsys.errors import BadInput
from recsys.models.history.linear import Linear
from recsys.models.history.model import HistorySettings
from recsys.progress import Report, part

MOST_BYTES = 2_000_000_000  # of what is solved; it takes up to three times that
MOST_KEPT_BYTES = 1_000_000_000  # of weights, which are stored with each run
COLUMNS_AT_ONCE = 256
LEAST = 1e-9  # of a user's weight: an item that alone explains itself has a solution too

Solved = tuple[sparse.csr_matrix, npt.NDArray[np.float32]]


def fit(shown: sparse.csr_matrix, wanted: sparse.csr_matrix, settings: HistorySettings, report: Report) -> Linear:
    """Ridge regression of what is wanted on what is shown, both (users, n_items); no item votes for itself.

    The `linear_items` most wanted items have a part in it. What is wanted is scaled to weigh 1 on average, so that
    `linear_weight` means the same whatever the labels. Raises BadInput where neither way of solving fits.
    Source: EASE (Steck 2019) where both are the same; by users, its dual, as in kernel ridge regression.
    """
    kept = _most_wanted(wanted, settings.linear_items)
    inputs, answers = (matrix[:, kept].tocsr().astype(np.float64) for matrix in (shown, wanted))
    known = np.flatnonzero(np.diff(inputs.indptr) + np.diff(answers.indptr))
    scale = answers.power(2).sum() / answers.sum()
    inputs, answers = inputs[known], (answers[known] / scale).tocsc()
    users, items = inputs.shape
    solve = _by_users if _is_by_users(users, items, settings) else _by_items
    brings, weights = solve(inputs, answers, settings.linear_l2, report)
    output = np.full(wanted.shape[1], -1, np.int32)
    output[kept] = np.arange(len(kept))
    places = brings.indices.astype(np.int32)
    return Linear(output, brings.indptr.astype(np.int64), places, brings.data.astype(np.float32), weights)


def _most_wanted(wanted: sparse.csr_matrix, count: int) -> Ints:
    total = np.asarray(wanted.sum(0)).ravel()
    order = np.argsort(-total, kind="stable")[:count]
    return np.sort(order[total[order] > 0]).astype(np.int32)


def _is_by_users(users: int, items: int, settings: HistorySettings) -> bool:
    """Whether to solve for pairs of users; raises BadInput where there are too many pairs of either."""
    for_users = users**2 * 8 <= MOST_BYTES and users * items * 4 <= MOST_KEPT_BYTES
    for_items = items**2 * 8 <= MOST_BYTES and items**2 * 4 <= MOST_KEPT_BYTES
    if not for_users and not for_items:
        raise BadInput(
            f"The linear part of the history model is solved for pairs of {users:,} users or of {items:,} items, and "
            f"either takes more than {MOST_BYTES / 1e9:g} GB to solve or {MOST_KEPT_BYTES / 1e9:g} GB to keep. "
            f"Lower “linear_items” below {settings.linear_items:,}."
        )
    return for_users and (users <= items or not for_items)


def _by_users(inputs: sparse.csr_matrix, answers: sparse.csc_matrix, l2: float, report: Report) -> Solved:
    """What each input brings to users, and these to outputs.

    With K the users' inner products plus l2, an output's weights are K⁻¹y; less its own input a (Woodbury's identity):
    K⁻¹y + K⁻¹a (aᵀK⁻¹y) / (1 - aᵀK⁻¹a).
    """
    users, outputs = answers.shape
    report(0.0, f"solving for pairs of {users:,} users")
    gram = (inputs @ inputs.T).toarray()
    gram[np.diag_indices(users)] += l2
    lower = linalg.cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
    weights, by_column = np.empty((users, outputs), np.float32), inputs.tocsc()
    for some in _blocks(outputs, report):
        own = by_column[:, some].toarray()
        solved, plain = (linalg.cho_solve(lower, one, check_finite=False) for one in (own, answers[:, some].toarray()))
        left = np.maximum(1 - (own * solved).sum(0), LEAST)
        weights[:, some] = plain + solved * ((own * plain).sum(0) / left)
    return inputs.T.tocsr(), weights


def _by_items(inputs: sparse.csr_matrix, answers: sparse.csc_matrix, l2: float, report: Report) -> Solved:
    """Each input as a place of its own, and what it brings to outputs.

    With P the inverse of the inputs' inner products plus l2, an output's weights are w = P Xᵀy; that of its own input i
    is made 0 by w - P[:, i] w[i] / P[i, i].
    """
    items = inputs.shape[1]
    report(0.0, f"solving for pairs of {items:,} items")
    gram = (inputs.T @ inputs).toarray()
    gram[np.diag_indices(items)] += l2
    lower = linalg.cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
    inverse = linalg.cho_solve(lower, np.eye(items), overwrite_b=True, check_finite=False)
    weights, wanted = np.empty((items, items), np.float32), (inputs.T @ answers).tocsc()
    for some in _blocks(items, report):
        plain = inverse @ wanted[:, some].toarray()
        own = some, np.arange(len(some))
        plain -= inverse[:, some] * (plain[own] / inverse[some, some])
        plain[own] = 0  # where rounding leaves a little
        weights[:, some] = plain
    return sparse.identity(items, np.float64, "csr"), weights


def _blocks(outputs: int, report: Report) -> Iterator[npt.NDArray[np.intp]]:
    solving = part(report, 0.2, 1.0)
    for start in range(0, outputs, COLUMNS_AT_ONCE):
        solving(start / outputs, f"solving for item {start + 1:,} of {outputs:,}")
        yield np.arange(start, min(start + COLUMNS_AT_ONCE, outputs))

"""EASE's closed form, by whichever of the two Gram matrices is smaller."""

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

from recsys.data.dataset import Floats, Ints
from recsys.errors import BadInput
from recsys.models.baselines import evidence
from recsys.models.baselines.ease import Ease, EaseSettings
from recsys.models.contract import Around
from recsys.models.feedback import Feedback
from recsys.progress import Report, part

MOST_BYTES = 1_600_000_000  # of weights; solving takes up to three times that
COLUMNS_AT_ONCE = 256


def fit(feedback: Feedback, settings: EaseSettings, around: Around) -> Ease:
    """The weights that predict each user's likes from their other likes with least squares.

    Raises BadInput where the weights would take more memory than there may be.
    """
    around.report(0.0, "counting what is liked together")
    liked = evidence.matrix(feedback, 0.0 if settings.disliked else settings.touched)
    kept = _kept(liked, settings)
    inputs, kept_disliked = liked[:, kept], np.empty(0, np.int32)
    if settings.disliked:
        disliked = _disliked(feedback)
        kept_disliked = _kept(disliked, settings)
        inputs = sparse.hstack([inputs, disliked[:, kept_disliked]]).tocsr()
    _check_size(inputs.shape[1], len(kept), settings)
    weights = solve(inputs, len(kept), settings.l2, part(around.report, 0.05, 1.0))
    return Ease(settings, weights, kept, kept_disliked, evidence.popularity(liked), np.array(feedback.liked_from))


def solve(inputs: sparse.csr_matrix, outputs: int, l2: float, report: Report) -> Floats:
    """Weights (columns, outputs) by which `inputs` predict their own first columns, none itself.

    With P the inverse of XᵀX + l2, they are -P[i, j] / P[j, j]. Where there are fewer users than columns, P comes from
    XXᵀ + l2 instead (Woodbury's identity), which is the same and smaller.
    """
    users, columns = inputs.shape
    is_wide = users < columns
    gram = (inputs @ inputs.T if is_wide else inputs.T @ inputs).toarray().astype(np.float64)
    gram[np.diag_indices_from(gram)] += l2
    report(0.0, f"solving for {columns:,} inputs")
    lower = linalg.cholesky(gram, lower=True, overwrite_a=True, check_finite=False)
    if is_wide:
        half = linalg.solve_triangular(lower, inputs.toarray().astype(np.float64), lower=True, check_finite=False)
    weights = np.empty((columns, outputs), np.float32)
    for start in range(0, outputs, COLUMNS_AT_ONCE):
        report(start / outputs, f"solving for item {start + 1:,} of {outputs:,}")
        some = np.arange(start, min(start + COLUMNS_AT_ONCE, outputs))
        units = np.zeros((columns, len(some)))
        units[some, np.arange(len(some))] = 1
        # l2 times P in the first case: the factor goes when P is divided by its diagonal
        inverse = units - half.T @ half[:, some] if is_wide else linalg.cho_solve((lower, True), units, True, False)
        own = inverse[some, np.arange(len(some))]
        weights[:, some] = -inverse / own
        weights[some, some] = 0
    return weights


def _kept(liked: sparse.csr_matrix, settings: EaseSettings) -> Ints:
    """The items that have weights, ascending.

    Those that at least `least_users` have or, where none has as many, those that most have; of these the `most_items`
    with the highest sums.
    """
    users: npt.NDArray[np.int64] = np.bincount(liked.indices, minlength=liked.shape[1])
    able = np.flatnonzero(users >= min(settings.least_users, users.max(initial=1)))
    first = np.argsort(-np.asarray(liked.sum(0)).ravel()[able], kind="stable")[: settings.most_items]
    return np.sort(able[first]).astype(np.int32)


def _disliked(feedback: Feedback) -> sparse.csr_matrix:
    """(users learned from, n_items): weight × P(not liked) of what was rated."""
    examples = feedback.examples
    rows, values = np.searchsorted(feedback.users, examples.user), (1 - examples.label) * examples.weight
    shape = (len(feedback.users), feedback.n_items)
    disliked = sparse.csr_matrix((values, (rows, examples.item)), shape=shape, dtype=np.float32)
    disliked.eliminate_zeros()
    return disliked


def _check_size(inputs: int, outputs: int, settings: EaseSettings) -> None:
    needed = inputs * outputs * 4
    if needed > MOST_BYTES:
        raise BadInput(
            f"EASE keeps a weight for each pair of items: {inputs:,} × {outputs:,} of them take {needed / 1e9:.1f} GB, "
            f"and {MOST_BYTES / 1e9:.1f} GB is the most. "
            f"Lower “most_items” below {settings.most_items:,}, or train another model."
        )

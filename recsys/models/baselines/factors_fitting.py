"""ALS and BPR by implicit. Imports implicit: only for processes that train."""

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking
from implicit.recommender_base import ModelFitError
from scipy import sparse
from threadpoolctl import threadpool_limits

from recsys.data.dataset import Floats
from recsys.errors import Failure
from recsys.models.baselines import evidence
from recsys.models.baselines.factors import ALS, BPR, ALSSettings, BPRSettings, Factors
from recsys.models.contract import Around
from recsys.models.feedback import Feedback


def fit(feedback: Feedback, settings: ALSSettings | BPRSettings, around: Around) -> Factors:
    """Vectors of users and items; implicit's callback after each pass is where it can be canceled.

    Raises Failure where they are no numbers any more.
    """
    around.report(0.0, "preparing the likes")
    try:
        with threadpool_limits(1, "blas"):  # the same sums in the same order, and what implicit asks for
            if isinstance(settings, ALSSettings):
                liked = evidence.matrix(feedback, settings.touched)
                return _kept(ALS, settings, feedback, liked, _als(liked, settings, around))
            liked = _more_likely_than_not(feedback)
            return _kept(BPR, settings, feedback, liked, _bpr(liked, settings, around))
    except ModelFitError as error:
        remedy = "Raise “l2”" if isinstance(settings, ALSSettings) else "Lower the learning rate"
        raise Failure(f"The vectors are no numbers any more. {remedy}, then train again.") from error


def _als(liked: sparse.csr_matrix, settings: ALSSettings, around: Around) -> tuple[Floats, Floats]:
    def done(iteration: int, seconds: float, loss: float) -> None:
        around.record({"epoch": iteration + 1.0, "loss": float(loss)})
        around.report((iteration + 1) / (settings.iterations + 1), f"pass {iteration + 1} of {settings.iterations}")

    found = AlternatingLeastSquares(
        factors=settings.factors,
        regularization=settings.l2,
        alpha=settings.alpha,
        iterations=settings.iterations,
        calculate_training_loss=True,
        num_threads=1,
        random_state=settings.seed,
    )
    found.fit(liked, show_progress=False, callback=done)
    return found.user_factors, found.item_factors


def _bpr(liked: sparse.csr_matrix, settings: BPRSettings, around: Around) -> tuple[Floats, Floats]:
    def done(iteration: int, seconds: float, right: int, skipped: int) -> None:
        around.record({"epoch": iteration + 1.0, "pairs_in_order": right / max(liked.nnz - skipped, 1)})
        around.report((iteration + 1) / (settings.iterations + 1), f"pass {iteration + 1} of {settings.iterations}")

    found = BayesianPersonalizedRanking(
        factors=settings.factors,
        learning_rate=settings.learning_rate,
        regularization=settings.l2,
        iterations=settings.iterations,
        num_threads=1,
        random_state=settings.seed,
    )
    found.fit(liked, show_progress=False, callback=done)
    return found.user_factors, found.item_factors


def _more_likely_than_not(feedback: Feedback) -> sparse.csr_matrix:
    """The likes as BPR takes them, all alike: it knows no weights."""
    liked = evidence.matrix(feedback)
    rows = np.searchsorted(feedback.users, feedback.examples.user)
    is_liked = (feedback.examples.label >= 0.5) & (feedback.examples.weight > 0)
    if not is_liked.any():
        return liked  # nothing is likely, so that whatever is possible has to do
    ones, places = np.ones(int(is_liked.sum()), np.float32), (rows[is_liked], feedback.examples.item[is_liked])
    return sparse.csr_matrix((ones, places), shape=liked.shape)


def _kept(
    kind: type[Factors],
    settings: ALSSettings | BPRSettings,
    feedback: Feedback,
    liked: sparse.csr_matrix,
    vectors: tuple[Floats, Floats],
) -> Factors:
    """The vectors of those who like something: the others' say nothing of them."""
    users, items = vectors
    known = np.flatnonzero(np.diff(liked.indptr))
    popular = evidence.popularity(liked)
    return kind(
        settings, items.copy(), users[known].copy(), feedback.users[known], popular, np.array(feedback.liked_from)
    )

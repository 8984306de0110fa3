"""SVD and SVD++ by scikit-surprise. Imports surprise: only for processes that train."""

import time
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import surprise

from recsys.models.baselines.star_factors import (
    SVD,
    Doubles,
    StarFactors,
    SVDPlusPlus,
    SVDPlusPlusSettings,
    SVDSettings,
)
from recsys.models.contract import Around
from recsys.models.feedback import Feedback
from recsys.models.training import check_finite
from recsys.progress import Report

REPORT_EVERY = 0.2  # seconds
RATINGS_BETWEEN_LOOKS = 256  # at the clock


class Ratings(surprise.Trainset):
    """The examples as surprise takes them, numbered as here; it tells how far the pass over them is.

    surprise asks for `all_ratings` once an epoch and has no other way to be stopped.
    """

    def __init__(self, feedback: Feedback, epochs: int, report: Report) -> None:
        examples, by_user, by_item = feedback.examples, defaultdict(list), defaultdict(list)
        rows = zip(examples.user.tolist(), examples.item.tolist(), feedback.targets.tolist(), strict=True)
        for user, item, stars in rows:  # surprise takes nothing but dictionaries of lists
            by_user[user].append((item, stars))
            by_item[item].append((user, stars))
        sizes = feedback.n_users, feedback.n_items, len(examples)
        super().__init__(by_user, by_item, *sizes, feedback.scale, {}, {})
        self._global_mean = float(np.mean(feedback.targets, dtype=np.float64))  # or it takes a pass to find it
        self._epochs, self._epoch, self._report = epochs, 0, report

    def all_ratings(self) -> Iterator[tuple[int, int, float]]:
        """User, item and stars of each rating."""
        epoch, told = self._epoch, -1.0
        self._epoch += 1
        for place, rating in enumerate(super().all_ratings()):
            if place % RATINGS_BETWEEN_LOOKS == 0 and time.monotonic() - told > REPORT_EVERY:
                told = time.monotonic()
                done = (epoch + place / self.n_ratings) / self._epochs
                self._report(0.99 * done, f"epoch {epoch + 1} of {self._epochs}")
            yield rating


def fit(feedback: Feedback, settings: SVDSettings, around: Around) -> StarFactors:
    """Surprise's own parameters, by our numbers of users and items."""
    around.report(0.0, "preparing the ratings")
    ratings = Ratings(feedback, settings.epochs, around.report)
    wanted = {
        "n_factors": settings.factors,
        "n_epochs": settings.epochs,
        "lr_all": settings.learning_rate,
        "reg_all": settings.l2,
        "init_std_dev": settings.spread,
        "random_state": settings.seed,
    }
    if isinstance(settings, SVDPlusPlusSettings):
        found = surprise.SVDpp(**wanted, cache_ratings=True).fit(ratings)
        return _kept(SVDPlusPlus, settings, feedback, found, found.yj)
    found = surprise.SVD(**wanted).fit(ratings)
    return _kept(SVD, settings, feedback, found, np.empty((0, settings.factors)))


def _kept(
    kind: type[StarFactors], settings: SVDSettings, feedback: Feedback, found: surprise.AlgoBase, shelf_factors: Doubles
) -> StarFactors:
    """What was learned; what surprise made up for users and items without a rating is left out or 0."""
    check_finite({"loss": float(np.sum(found.pu) + np.sum(found.qi) + np.sum(found.bi))})
    user, item = feedback.examples.user, feedback.examples.item
    users, is_rated = np.unique(user), np.isin(np.arange(feedback.n_items), item)
    item_factors, factors = found.qi * is_rated[:, None], found.pu[users]
    if len(shelf_factors):
        shelf_factors = shelf_factors * is_rated[:, None]
        sums = np.zeros_like(found.pu)
        np.add.at(sums, user, shelf_factors[item])
        factors = factors + (sums / np.sqrt(np.maximum(np.bincount(user, minlength=len(sums)), 1))[:, None])[users]
    mean = np.array(found.trainset.global_mean)
    return kind(settings, mean, found.bi, item_factors, shelf_factors, found.bu[users], factors, users.astype(np.int32))

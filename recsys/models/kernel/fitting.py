"""Kernel ridge regression solved by conjugate gradients, a step an epoch."""

from dataclasses import fields, replace
from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Floats, Ints
from recsys.models import item_features, residuals, training, validation_stars
from recsys.models.contract import Around, Model
from recsys.models.feedback import Feedback, Shelf
from recsys.models.kernel import taste
from recsys.models.kernel.covariance import Covariance
from recsys.models.kernel.model import Answers, KernelModel, KernelSettings
from recsys.models.training import Plan, Tell
from recsys.progress import part

SOLVED = 1e-5  # of the residuals' length: beyond that, numbers of 32 bits get no better
JUDGED_EVERY = 5  # steps
PREPARING = 0.06  # of the whole time


def fit(feedback: Feedback, settings: KernelSettings, around: Around) -> KernelModel:
    """The model after all steps; validation data are looked at, never stopped by."""
    learner = KernelLearner(feedback, settings, replace(around, report=part(around.report, 0.0, PREPARING)))
    around = replace(around, report=part(around.report, PREPARING, 1.0))
    plan = Plan(settings.iterations, patience=settings.iterations, watched="")
    return cast(KernelModel, training.train(learner, plan, around, partial(KernelModel.of, settings)))


class KernelLearner:
    """The system while it is solved (`training.Learner`).

    amounts: what each rating speaks with, (n,). errors: what is left of the right side. way: the next direction.
    """

    def __init__(self, feedback: Feedback, settings: KernelSettings, around: Around) -> None:
        self._feedback, self._settings, self._valid = feedback, settings, around.valid
        self._left = left = residuals.residuals_of(feedback, settings)
        company, catalog, self._tastes = self._alike(around)
        user = np.searchsorted(feedback.users, left.user).astype(np.int32)
        self._covariance = Covariance((user, left.item), self._tastes, (company, catalog), settings)
        self._noise = np.float32(settings.noise) / left.weight
        self._step = 0
        self._amounts = np.zeros_like(left.above)
        self._errors, self._way = left.above.copy(), left.above.copy()
        self._answers = self._covariance.answers(self._amounts)

    def _alike(self, around: Around) -> tuple[Floats, Floats, taste.Tastes]:
        """Who and what is alike: the items' vectors, of two kinds, and the users' tastes."""
        feedback, settings = self._feedback, self._settings
        first, second, third = (part(around.report, turn / 3, (turn + 1) / 3) for turn in range(3))
        company = item_features.company(feedback, settings.company_width, settings.seed, first)
        catalog = item_features.catalog(around.items, settings.catalog_width, settings.seed, second)
        return company, catalog, taste.tastes_of(feedback, settings.taste_width, settings.seed, third)

    def learn(self, epoch: int, tell: Tell) -> dict[str, float]:
        """One step of conjugate gradients (Hestenes and Stiefel 1952)."""
        self._step, length = epoch, _square(self._errors)
        if length > SOLVED**2 * _square(self._left.above):
            towards = self._covariance.answers(self._way)
            product = self._covariance.times(towards, lambda done: tell(done, f"mean squared error {self._loss:.3f}"))
            product += self._noise * self._way
            far = length / float(self._way @ product)
            self._amounts, self._errors = self._amounts + _times(far, self._way), self._errors - _times(far, product)
            self._answers = _sum(self._answers, towards, far)
            self._way = self._errors + _times(_square(self._errors) / length, self._way)
        return {"loss": self._loss}

    @property
    def _loss(self) -> float:
        """The mean squared error on what is learned from."""
        return float(np.average((self._errors + self._noise * self._amounts) ** 2, weights=self._left.weight))

    def model(self) -> KernelModel:
        """The answers so far."""
        left, users = self._left, self._feedback.users
        return KernelModel(
            self._settings,
            mean=np.array(left.known.mean),
            item_bias=left.known.item,
            users=users,
            user_bias=left.by_user[users],
            user_taste=self._tastes.users,
            vectors=self._covariance.vectors,
            touch=self._tastes.touch,
            directions=self._tastes.directions,
            answers=self._answers,
        )

    def judge(self, model: Model) -> dict[str, float]:
        """Errors on what is not learned from, after every fifth step and the last."""
        if self._step % JUDGED_EVERY and self._step < self._settings.iterations:
            return {}

        def predict(shelf: Shelf, items: Ints) -> Floats:
            return model.scores(shelf)[items]

        return validation_stars.errors_of(predict, self._valid, self._feedback)

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """The amounts, the errors and the way, and what they come to."""
        answers = {f"answers_{each.name}": getattr(self._answers, each.name) for each in fields(Answers)}
        return {"amounts": self._amounts, "errors": self._errors, "way": self._way} | answers

    def restore(self, state: dict[str, npt.NDArray[Any]]) -> None:
        """Take back what `state` gave."""
        self._amounts, self._errors, self._way = (state[name] for name in ("amounts", "errors", "way"))
        self._answers = Answers(*(state[f"answers_{each.name}"] for each in fields(Answers)))


def _square(values: Floats) -> float:
    return float(values @ values)


def _times(factor: float, values: Floats) -> Floats:
    return np.float32(factor) * values


def _sum(so_far: Answers, more: Answers, factor: float) -> Answers:
    each = ((getattr(so_far, one.name), getattr(more, one.name)) for one in fields(Answers))
    return Answers(*(old + _times(factor, new) for old, new in each))

"""Epoch after epoch: early stopping, curves, going on after a stop. One loop for everything that learns in steps."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt

from recsys.errors import Failure
from recsys.models.checkpoints import Saved
from recsys.models.contract import Around, Model

log = logging.getLogger(__name__)

SAVE_EVERY = 10.0  # seconds: a stop costs no more than that
STATE, BEST = "state/", "best/"  # what the names of a checkpoint's arrays begin with

Tell = Callable[[float, str], None]
"""Told during an epoch how much of it is done (0 to 1), and in words what it has come to; may raise to stop."""


class Learner(Protocol):
    """A model while it learns. What an epoch does depends on its number and the state alone, never on what ran before:
    so a training that goes on ends where one that was never stopped does.
    """

    def learn(self, epoch: int, tell: Tell) -> dict[str, float]:
        """One pass (epochs count from 1); its losses by name."""
        ...

    def model(self) -> Model:
        """What has been learned so far."""
        ...

    def judge(self, model: Model) -> dict[str, float]:
        """The model's numbers on what is not learned from; empty if there is nothing."""
        ...

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """All that learning goes on from, the optimizer's included."""
        ...

    def restore(self, state: dict[str, npt.NDArray[Any]]) -> None:
        """Take back what `state` gave."""
        ...


@dataclass(frozen=True)
class Plan:
    """When to stop. watched: the number of `judge` to stop by; higher: whether more of it is better.

    least: by how much it has to be better to count. patience: epochs without that before training stops.
    """

    epochs: int
    patience: int
    watched: str
    higher: bool = True
    least: float = 0.001


def train(learner: Learner, plan: Plan, around: Around, rebuild: Callable[[dict[str, Any]], Model]) -> Model:
    """The model of the best epoch by what is watched; of the last where nothing is.

    rebuild: the model of some arrays, as `Model.of` with the settings given. Raises Failure if a loss is no number.
    """
    started, saved = time.perf_counter(), around.checkpoint.load()
    course = _Course(plan) if saved is None else _Course.resumed(plan, saved, rebuild)
    if saved is not None:
        learner.restore(_named(saved, STATE))
        for point in course.points:
            around.record(point)
    kept = time.monotonic()
    while not course.is_over:
        epoch = course.epoch + 1

        def tell(done: float, words: str, epoch: int = epoch) -> None:
            around.report((epoch - 1 + done) / plan.epochs, f"epoch {epoch} of {plan.epochs}, {words}")

        losses = learner.learn(epoch, tell)
        check_finite(losses)
        latest = learner.model()
        around.record(course.take(latest, losses | learner.judge(latest)))
        if time.monotonic() - kept > SAVE_EVERY and not course.is_over:
            around.checkpoint.save(epoch, *course.kept(learner))
            kept = time.monotonic()
    log.info("trained %s: %d epochs, %.1f s", course.best.family, course.epoch, time.perf_counter() - started)
    return course.best


def check_finite(losses: dict[str, float]) -> None:
    """Raise Failure if a loss is not a number any more."""
    if not all(math.isfinite(loss) for loss in losses.values()):
        raise Failure("The training loss is not a number any more: the steps are too large. Lower the learning rate.")


class _Course:
    """How a training has gone: its points, and the best model so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.points: list[dict[str, float]] = []
        self._best: Model | None = None
        self._highest, self._best_epoch = -math.inf, 0

    @classmethod
    def resumed(cls, plan: Plan, saved: Saved, rebuild: Callable[[dict[str, Any]], Model]) -> "_Course":
        course = cls(plan)
        course.points = saved.notes["points"]
        course._best = rebuild(_named(saved, BEST))
        course._highest, course._best_epoch = saved.notes["highest"], saved.notes["best_epoch"]
        return course

    @property
    def epoch(self) -> int:
        return len(self.points)

    @property
    def best(self) -> Model:
        assert self._best is not None, "the first epoch always is the best so far"
        return self._best

    @property
    def is_over(self) -> bool:
        return self.epoch >= self._plan.epochs or (
            self.epoch > 0 and self.epoch - self._best_epoch >= self._plan.patience
        )

    def take(self, latest: Model, numbers: dict[str, float]) -> dict[str, float]:
        """One more epoch's numbers, as a point of the curve."""
        point = {"epoch": float(self.epoch + 1)} | numbers
        self.points.append(point)
        watched = numbers.get(self._plan.watched)
        # Where there is nothing to judge by, the last epoch is the best.
        quality = float(self.epoch) if watched is None else watched if self._plan.higher else -watched
        if quality > self._highest + self._plan.least or self._best is None:
            self._best, self._highest, self._best_epoch = latest, quality, self.epoch
        return point

    def kept(self, learner: Learner) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
        """Arrays and notes for a checkpoint."""
        arrays = {STATE + name: array for name, array in learner.state().items()}
        arrays |= {BEST + name: array for name, array in self.best.arrays().items()}
        notes = {"points": self.points, "highest": self._highest, "best_epoch": self._best_epoch}
        return arrays, notes


def _named(saved: Saved, prefix: str) -> dict[str, npt.NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in saved.arrays.items() if name.startswith(prefix)}

"""Training of factorizations. Its learner imports TensorFlow: only for processes that train."""

from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from recsys.errors import BadInput
from recsys.models import batches, training
from recsys.models.contract import Around, Model
from recsys.models.factorization.model import MF, PARTS, MFSettings, RegularizedMF, RegularizedMFSettings
from recsys.models.feedback import Feedback, Validation
from recsys.models.training import Plan, Tell
from recsys.models.validation_ranking import NAME, ranking_of
from recsys.models.validation_stars import LOSS, errors_of

STEPS_A_CALL = 20  # at most some 0.2 s where each step moves all vectors: so long a cancel may wait


def fit(feedback: Feedback, settings: MFSettings, around: Around) -> MF:
    """A model of the targets; with validation data, the epoch that is best on them.

    Best is the least squared error or, with gravity, which spoils that to rank better, the highest NDCG.
    """
    around.report(0.0, "preparing the ratings")
    learner = FactorLearner(feedback, settings, around.valid)
    epochs, patience = settings.epochs, settings.patience
    if settings.phases == "adam, then sgd":
        epochs = patience = settings.epochs + settings.sgd_epochs
    if isinstance(settings, RegularizedMFSettings):
        plan = Plan(epochs, patience, NAME)
    else:
        plan = Plan(epochs, patience, LOSS, higher=False, least=0.0001)
    return cast(MF, training.train(learner, plan, around, partial(learner.kind.of, settings)))


class FactorLearner:
    """A factorization while it learns (`training.Learner`)."""

    def __init__(self, feedback: Feedback, settings: MFSettings, valid: Validation | None) -> None:
        from recsys.models.factorization import network  # here: it loads TensorFlow

        self._feedback, self._settings, self._valid = feedback, settings, valid
        examples = feedback.examples
        taught = examples.weight > 0
        if not taught.any():
            raise BadInput("None of the examples has any weight, so there is nothing to learn. Choose other labels.")
        self._users, user = np.unique(examples.user[taught], return_inverse=True)
        self._user, self._item = user.astype(np.int32), examples.item[taught]
        self._target, self._weight = feedback.targets[taught].astype(np.float32), examples.weight[taught]
        self._best_target = np.array(feedback.scale[1], np.float64)
        self.kind = RegularizedMF if isinstance(settings, RegularizedMFSettings) else MF
        self._base, mean = self._start()
        width = settings.dimension + settings.biases
        rated = np.bincount(self._item, minlength=feedback.n_items) > 0
        users = network.start(len(self._users), width, np.ones(len(self._users)), settings, 0)
        items = network.start(feedback.n_items, width, rated, settings, 1)
        users[:, settings.dimension :] = mean - self._base
        self.trainer = network.Trainer(network.FactorNetwork(users, items, settings.dimension, self._base), settings)

    def _start(self) -> tuple[float, float]:
        """What is predicted before any bias or product, and with what users start."""
        mean = float(np.average(self._target, weights=self._weight))
        if isinstance(self._settings, RegularizedMFSettings):
            # What gravity pulls to has to be a low prediction. Validation NDCG@10 on MovieLens, all else alike: .189 at
            # no star at all, as in the course, or at the least rating, half a star; .163 at two, .094 at 3.5, the mean.
            return 0.0, mean
        return (mean, mean) if self._settings.biases else (0.0, 0.0)

    def learn(self, epoch: int, tell: Tell) -> dict[str, float]:
        """One pass over all ratings."""
        order = batches.shuffled(len(self._user), self._settings.batch_size, self._settings.seed, epoch)
        steps = len(order)
        total = np.zeros(len(PARTS))
        for first in range(0, steps, STEPS_A_CALL):
            some = order[first : first + STEPS_A_CALL]
            columns = (column[some] for column in (self._user, self._item, self._target, self._weight))
            total += self.trainer.run(*columns, epoch <= self._settings.epochs).numpy()
            loss = float(total.sum()) / min(first + STEPS_A_CALL, steps)
            training.check_finite({"loss": loss})
            tell(min(first + STEPS_A_CALL, steps) / steps, f"loss {loss:.3f}")
        parts = dict(zip(PARTS, (total / steps).tolist(), strict=True))
        if not isinstance(self._settings, RegularizedMFSettings):
            del parts["gravity_loss"]
        return {"loss": sum(parts.values())} | parts

    def model(self) -> MF:
        """The tables as a model that needs no TensorFlow."""
        network = self.trainer.network
        tables = [table.embeddings.numpy() for table in (network.user_table, network.item_table)]
        arrays = {
            "base": np.array(self._base),
            "user_table": tables[0],
            "item_table": tables[1],
            "users": self._users,
            "best_target": self._best_target,
        }
        if self.kind is RegularizedMF:
            arrays["mean_ratings"] = np.array(len(self._user) / len(self._users))
        return self.kind.of(self._settings, arrays)

    def judge(self, model: Model) -> dict[str, float]:
        """The errors on targets not learned from; with gravity the NDCG besides."""
        found = errors_of(lambda shelf, items: model.scores(shelf)[items], self._valid, self._feedback)
        if self._valid and isinstance(self._settings, RegularizedMFSettings):
            found |= ranking_of(model, self._valid)
        return found

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """The tables and the moments."""
        return {str(place): variable.numpy() for place, variable in enumerate(self.trainer.variables)}

    def restore(self, state: dict[str, npt.NDArray[Any]]) -> None:
        """Take back what `state` gave."""
        for place, variable in enumerate(self.trainer.variables):
            variable.assign(state[str(place)])

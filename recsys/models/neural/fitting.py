"""Training of S2's networks: only for processes that train."""

from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from recsys.models import batches, residuals, training, validation_stars
from recsys.models.contract import Around, Model
from recsys.models.feedback import Feedback
from recsys.models.neural import starts
from recsys.models.neural.model import BIASES, Hybrid, NeuMF
from recsys.models.neural.settings import HybridSettings, NeuMFSettings
from recsys.models.training import Plan, Tell

STEPS_A_CALL = 20


def fit(feedback: Feedback, settings: NeuMFSettings, around: Around) -> NeuMF:
    """A model of the targets; with validation data, the epoch of the least squared error."""
    around.report(0.0, "preparing the ratings")
    learner = NeuralLearner(feedback, settings, around)
    runs_in_full = settings.all_epochs > settings.epochs
    patience = settings.all_epochs if runs_in_full else settings.patience
    plan = Plan(settings.all_epochs, patience, validation_stars.LOSS, higher=False, least=0.0001)
    return cast(NeuMF, training.train(learner, plan, around, partial(learner.kind.of, settings)))


class NeuralLearner:
    """A network while it learns (`training.Learner`)."""

    def __init__(self, feedback: Feedback, settings: NeuMFSettings, around: Around) -> None:
        from recsys.models.neural.network import NeuralNetwork, Trainer  # here: it loads TensorFlow

        self._feedback, self._settings, self._valid = feedback, settings, around.valid
        self.kind = Hybrid if isinstance(settings, HybridSettings) else NeuMF
        self._left = left = residuals.residuals_of(feedback, BIASES)
        self._users, user = np.unique(left.user, return_inverse=True)
        self._user = user.astype(np.int32)
        start = starts.of_tables(feedback, settings, around, len(self._users))
        start.items[np.bincount(left.item, minlength=feedback.n_items) == 0] = 0  # nothing will teach them
        counts = np.bincount(self._user).astype(np.float32)
        self.trainer = Trainer(NeuralNetwork(start, settings), counts, settings)

    def learn(self, epoch: int, tell: Tell) -> dict[str, float]:
        """One pass over all ratings."""
        settings, left = self._settings, self._left
        is_adam = epoch <= settings.epochs
        rate = settings.learning_rate * settings.decay ** (epoch - 1) if is_adam else settings.sgd_learning_rate
        self.trainer.set_rate(rate)
        order = batches.shuffled(len(left.user), settings.batch_size, settings.seed, epoch)
        steps = len(order)
        total = np.zeros(len(self.trainer.PARTS))
        for first in range(0, steps, STEPS_A_CALL):
            some = order[first : first + STEPS_A_CALL]
            columns = (column[some] for column in (self._user, left.item, left.above, left.weight))
            total += self.trainer.run(*columns, is_adam).numpy()
            loss = float(total.sum()) / min(first + STEPS_A_CALL, steps)
            training.check_finite({"loss": loss})
            tell(min(first + STEPS_A_CALL, steps) / steps, f"loss {loss:.3f}")
        parts = dict(zip(self.trainer.PARTS, (total / steps).tolist(), strict=True))
        return {"loss": sum(parts.values())} | parts

    def model(self) -> NeuMF:
        """The tables and layers as a model that needs no TensorFlow; the biases are all there is of them."""
        trained, known = self.trainer.network, self._left.known
        users, items = (table.embeddings.numpy() for table in (trained.user_table, trained.item_table))
        arrays = {
            "mean": np.array(known.mean),
            "item_bias": known.item + items[:, -1],
            "item_table": items[:, :-1].copy(),
            "vectors": trained.vectors.numpy(),
            "users": self._users,
            "user_bias": self._left.by_user[self._users] + users[:, -1],
            "user_table": users[:, :-1].copy(),
            "best_target": np.array(self._feedback.scale[1], np.float64),
        }
        for place, layer in enumerate(trained.layers_of):
            arrays |= {f"kernels_{place}": layer.kernel.numpy(), f"biases_{place}": layer.bias.numpy()}
        return self.kind.of(self._settings, arrays)

    def judge(self, model: Model) -> dict[str, float]:
        """Errors on targets not learned from."""
        return validation_stars.errors_of(cast(NeuMF, model).predict, self._valid, self._feedback)

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """The network and its optimizers."""
        return {str(place): variable.numpy() for place, variable in enumerate(self.trainer.variables)}

    def restore(self, state: dict[str, npt.NDArray[Any]]) -> None:
        """Take back what `state` gave."""
        for place, variable in enumerate(self.trainer.variables):
            variable.assign(state[str(place)])

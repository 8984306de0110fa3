"""Training of the softmax. Its learner imports TensorFlow: only for processes that train."""

from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Floats
from recsys.models import batches, item_starts, training
from recsys.models.contract import Around, Model
from recsys.models.feedback import Feedback
from recsys.models.softmax import shelf_entries
from recsys.models.softmax.features import item_features
from recsys.models.softmax.model import SoftmaxModel, SoftmaxSettings
from recsys.models.training import Plan, Tell
from recsys.models.validation_ranking import NAME, ranking_of

STEPS_A_CALL = 2  # some 0.1 s at 20,000 items: so long a cancel may wait
SPREAD = 0.1  # standard deviation of what starts at random
ITEM_SHARE = 0.25  # of the spread of the history's vectors: what items start with
RARE = 0.3  # likes: what an item's bias starts with that nobody likes


def fit(feedback: Feedback, settings: SoftmaxSettings, around: Around) -> SoftmaxModel:
    """A model of what is liked; with validation data, the epoch of the best NDCG."""
    around.report(0.0, "preparing the shelves")
    learner = SoftmaxLearner(feedback, settings, around)
    plan = Plan(settings.epochs, settings.patience, NAME)
    return cast(SoftmaxModel, training.train(learner, plan, around, partial(SoftmaxModel.of, settings)))


class SoftmaxLearner:
    """The softmax while it learns (`training.Learner`)."""

    def __init__(self, feedback: Feedback, settings: SoftmaxSettings, around: Around) -> None:
        from recsys.models.softmax.network import SoftmaxNetwork, Trainer  # here: it loads TensorFlow

        self._settings, self._valid = settings, around.valid
        self._liked_from = np.array(feedback.liked_from, np.float64)
        self._entries = shelf_entries.entries_of(feedback)
        features = item_features(around.items)
        self.trainer = Trainer(SoftmaxNetwork(features, settings.embedding), self._entries, settings)
        for name, start in self._starts(feedback).items():
            self.trainer.network.tables[name].embeddings.assign(start)

    def _starts(self, feedback: Feedback) -> dict[str, Floats]:
        """Each table before the first step; an item's bias is how often it is liked."""
        settings, tables = self._settings, self.trainer.network.tables
        rng = np.random.default_rng(settings.seed)
        starts = {name: rng.normal(0, SPREAD, table.embeddings.shape) for name, table in tables.items()}
        if settings.start == "shelves":
            vectors = item_starts.item_vectors(feedback, settings.embedding, settings.seed)
            starts |= {"history": vectors, "item": vectors * ITEM_SHARE}
        likes = np.bincount(self._entries.items, self._entries.asked, minlength=feedback.n_items)
        popularity = np.log(likes + RARE)
        starts["bias"] = (popularity - popularity.mean())[:, None]
        return {name: start.astype(np.float32) for name, start in starts.items()}

    def learn(self, epoch: int, tell: Tell) -> dict[str, float]:
        """One pass over all users."""
        order = batches.shuffled(len(self._entries), self._settings.batch_size, self._settings.seed, epoch)
        steps = len(order)
        done, total = 0, 0.0
        for first in range(0, steps, STEPS_A_CALL):
            some = order[first : first + STEPS_A_CALL]
            done, total = done + len(some), total + float(self.trainer.run(some))
            training.check_finite({"loss": total})
            tell(done / steps, f"loss {total / done:.3f}")
        return {"loss": total / steps}

    def model(self) -> SoftmaxModel:
        """The tables as a model that needs no TensorFlow: what genres and years say is in the history's vectors."""
        tables = {name: table.embeddings.numpy() for name, table in self.trainer.network.tables.items()}
        history = tables["history"] + self.trainer.network.features.numpy() @ tables["feature"]
        return SoftmaxModel(self._settings, history, tables["item"], tables["bias"][:, 0], self._liked_from)

    def judge(self, model: Model) -> dict[str, float]:
        """How well users' other likes are ranked by what they show."""
        return ranking_of(model, self._valid) if self._valid else {}

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """The tables, their moments, the number of steps."""
        return {str(place): variable.numpy() for place, variable in enumerate(self.trainer.variables)}

    def restore(self, state: dict[str, npt.NDArray[Any]]) -> None:
        """Take back what `state` gave."""
        for place, variable in enumerate(self.trainer.variables):
            variable.assign(state[str(place)])

"""Training of the history model. Imports TensorFlow: only for processes that train."""

from functools import partial
from typing import cast

import numpy as np

from recsys.data.dataset import Floats
from recsys.models import item_starts, training
from recsys.models.contract import Around, Model
from recsys.models.feedback import Feedback
from recsys.models.history import channels, linear_fitting
from recsys.models.history.entries import Entries, entries_of
from recsys.models.history.linear import Linear
from recsys.models.history.model import HistoryModel, HistorySettings
from recsys.models.history.validation import LinearAnswers
from recsys.models.softmax.features import item_features
from recsys.models.softmax.fitting import RARE, SoftmaxLearner
from recsys.models.training import Plan
from recsys.models.validation_ranking import NAME
from recsys.progress import part

LINEAR_SHARE = 0.2  # of the time
SPREAD = {"liked": 0.1, "item": 0.04, "other": 0.01, "feature": 0.05}  # standard deviations of what starts at random
ITEM_SHARE = 0.4  # of the spread of the history's vectors: what items start with


def fit(feedback: Feedback, settings: HistorySettings, around: Around) -> HistoryModel:
    """The linear part solved, then the network trained; with validation data, the epoch of their sum's best NDCG."""
    around.report(0.0, "preparing the shelves")
    liked, other = channels.of_feedback(feedback)
    wanted = channels.wanted(feedback, settings.unlabeled)
    amounts = other * np.float32(settings.other)
    solving = part(around.report, 0.0, LINEAR_SHARE)
    linear = linear_fitting.fit(liked + amounts, wanted.maximum(amounts), settings, solving)
    learner = HistoryLearner(feedback, entries_of(liked, other, wanted), settings, around)
    learner.linear = linear
    plan = Plan(settings.epochs, settings.patience, NAME)
    training_part = Around(
        around.items, around.valid, part(around.report, LINEAR_SHARE, 1.0), around.record, around.checkpoint
    )
    return cast(HistoryModel, training.train(learner, plan, training_part, partial(HistoryModel.of, settings)))


class HistoryLearner(SoftmaxLearner):
    """The history model while its network learns, as the softmax's does; `linear` is its other part."""

    _settings: HistorySettings
    linear: Linear

    def __init__(self, feedback: Feedback, entries: Entries, settings: HistorySettings, around: Around) -> None:
        from recsys.models.history.network import HistoryNetwork, Trainer  # here: it loads TensorFlow

        self._settings, self._valid, self._entries = settings, around.valid, entries
        self._liked_from = np.array(feedback.liked_from, np.float64)
        self._answers = LinearAnswers()
        network = HistoryNetwork(item_features(around.items), settings.embedding)
        self.trainer = Trainer(network, entries, settings)
        for name, start in self._starts(feedback).items():
            network.tables[name].embeddings.assign(start)

    def _starts(self, feedback: Feedback) -> dict[str, Floats]:
        """Each table before the first step; an item's bias is how often it is wanted."""
        settings, tables = self._settings, self.trainer.network.tables
        rng = np.random.default_rng(settings.seed)
        starts = {name: rng.normal(0, spread, tables[name].embeddings.shape) for name, spread in SPREAD.items()}
        if settings.start == "shelves":
            vectors = item_starts.item_vectors(feedback, settings.embedding, settings.seed)
            starts |= {"liked": vectors, "item": vectors * ITEM_SHARE}
        wanted = np.bincount(self._entries.items, self._entries.asked, minlength=feedback.n_items)
        popularity = np.log(wanted + RARE)
        starts["bias"] = (popularity - popularity.mean())[:, None]
        return {name: start.astype(np.float32) for name, start in starts.items()}

    def model(self) -> HistoryModel:  # type: ignore[override]
        """The tables as a model that needs no TensorFlow: what genres and years say is in the history's vectors."""
        network = self.trainer.network
        tables = {name: table.embeddings.numpy() for name, table in network.tables.items()}
        history = tables["liked"] + network.features.numpy() @ tables["feature"]
        others = tables["other"], tables["item"], tables["bias"][:, 0]
        return HistoryModel(self._settings, history, *others, self._liked_from, self.linear)

    def judge(self, model: Model) -> dict[str, float]:
        """How well users' other likes are ranked by what they show."""
        return self._answers.ranking_of(cast(HistoryModel, model), self._valid) if self._valid else {}

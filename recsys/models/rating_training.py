"""Training of the rating model: histories stay where they are stored once, and many steps run in one graph call.

Imports TensorFlow: only for processes that train.
"""

from functools import partial
from typing import Any, cast

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from recsys.data.dataset import Histories
from recsys.evaluation.classification import auc, with_random_negatives
from recsys.models import batches, item_starts, training
from recsys.models.contract import Around, Model
from recsys.models.feedback import Feedback, Validation
from recsys.models.negatives import Untouched
from recsys.models.rating import RatingModel, RatingSettings
from recsys.models.rating_network import LazyAdam, RatingNetwork
from recsys.models.training import Plan, Tell


class Trainer:
    """A network, its optimizers and the histories, as one traced function over many steps."""

    def __init__(self, histories: Histories, n_items: int, settings: RatingSettings) -> None:
        self.network = RatingNetwork(n_items, settings.embedding, settings.hidden, settings.seed)
        self._offsets = tf.constant(histories.offsets)
        self._touched = tf.constant(histories.items)
        self._dropout, self._seed = settings.history_dropout, settings.seed
        self._disliked_weight = settings.disliked_weight
        rate, l2 = settings.learning_rate, settings.l2
        self._history = LazyAdam(self.network.history_table, rate, l2)
        self._item = LazyAdam(self.network.item_table, rate, l2)
        self._bias = LazyAdam(self.network.item_bias, rate, 0.0)
        self._dense = keras.optimizers.Adam(rate, epsilon=LazyAdam.EPSILON)
        self._dense.build(self.network.dense_variables)
        self._step = tf.Variable(0.0, trainable=False)
        matrix, cube = tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None, None, None), tf.int32)
        real = tf.TensorSpec((None, None), tf.float32)
        self.run = tf.function(self._run, input_signature=[matrix, matrix, real, real, cube])

    @property
    def variables(self) -> list[Any]:
        """All that training changes: the network, the optimizers' moments, the number of steps."""
        tables = (self._history, self._item, self._bias)
        moments = [moment for table in tables for moment in table.moments]
        return [*self.network.variables, *moments, *self._dense.variables, self._step]

    def _run(
        self, user: tf.Tensor, item: tf.Tensor, label: tf.Tensor, weight: tf.Tensor, negatives: tf.Tensor
    ) -> tf.Tensor:
        """The mean loss over the steps of some `Batches`, after having learned from each."""
        total = tf.constant(0.0)
        for place in tf.range(tf.shape(user)[0]):
            items = tf.concat([item[place][:, None], negatives[place]], 1)
            total += self._learn(user[place], items, label[place], weight[place])
        return total / tf.cast(tf.shape(user)[0], tf.float32)

    def _learn(self, user: tf.Tensor, items: tf.Tensor, label: tf.Tensor, weight: tf.Tensor) -> tf.Tensor:
        """One step; items: (rows, 1 + negatives), the row's own first. A row and its negatives share one history."""
        touched, owner = self._histories_without(user, items[:, 0])
        # Not tf.unique: of it and the gather, Grappler makes a read of the whole table at every step, 1.7 ms at 30,000.
        used, place, _ = tf.unique_with_counts(touched)
        shown, spot = tf.unique(tf.reshape(tf.maximum(items, 0), [-1]))
        history_rows, item_rows, bias_rows = self._history.rows(used), self._item.rows(shown), self._bias.rows(shown)
        targets, weights = _targets(items, label, weight, self._disliked_weight)
        with tf.GradientTape() as tape:
            tape.watch([history_rows, item_rows, bias_rows])
            history = tf.sparse.segment_mean(history_rows, place, owner, num_segments=tf.shape(user)[0])
            logits = self.network.logit(
                tf.repeat(history[:, None], tf.shape(items)[1], 1),
                tf.reshape(tf.gather(item_rows, spot), (*tf.unstack(tf.shape(items)), item_rows.shape[1])),
                tf.reshape(tf.gather(bias_rows, spot), (*tf.unstack(tf.shape(items)), 1)),
            )
            losses = tf.nn.sigmoid_cross_entropy_with_logits(targets, logits)
            loss = tf.math.divide_no_nan(tf.reduce_sum(weights * losses), tf.reduce_sum(weights))
        variables = self.network.dense_variables
        *rows, dense = tape.gradient(loss, [history_rows, item_rows, bias_rows, [v.value for v in variables]])
        step = self._step.assign_add(1.0)
        self._history.apply(step, used, history_rows, rows[0])
        self._item.apply(step, shown, item_rows, tf.convert_to_tensor(rows[1]))
        self._bias.apply(step, shown, bias_rows, tf.convert_to_tensor(rows[2]))
        self._dense.apply(dense, variables)
        return loss

    def _histories_without(self, user: tf.Tensor, item: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """All items touched by the users but the row's own one, and for each the row (ascending) it belongs to."""
        spans = tf.ragged.range(tf.gather(self._offsets, user), tf.gather(self._offsets, user + 1))
        touched, owner = tf.gather(self._touched, spans.values), spans.value_rowids()
        keep = touched != tf.gather(item, owner)
        if self._dropout:
            chance = tf.random.stateless_uniform(tf.shape(touched), [self._seed, tf.cast(self._step, tf.int32)])
            keep &= chance >= self._dropout
        keep = tf.where(keep)[:, 0]
        return tf.gather(touched, keep), tf.gather(owner, keep)


def _targets(
    items: tf.Tensor, label: tf.Tensor, weight: tf.Tensor, disliked_weight: float
) -> tuple[tf.Tensor, tf.Tensor]:
    """Targets and weights, both of `items`' shape.

    A row is as much of a like as its label says and as much of a dislike as is left, each with its own weight. Each of
    its negatives weighs as much as the row is positive. So P(positive) = 1 brings its negatives, as in S1, 0 brings
    none, and what lies between brings its share. A user who touched everything has none (-1: weight 0).
    """
    share = label + disliked_weight * (1 - label)
    own = tf.math.divide_no_nan(label, share)
    target = tf.concat([own[:, None], tf.zeros_like(items[:, 1:], tf.float32)], 1)
    negative = (weight * label)[:, None] * tf.cast(items[:, 1:] >= 0, tf.float32)
    return target, tf.concat([(weight * share)[:, None], negative], 1)


def fit(feedback: Feedback, settings: RatingSettings, around: Around) -> RatingModel:
    """A model trained on P(liked); with validation data, the epoch of the best AUC, and no longer than that rises.

    Random negatives come from items their user never touched; validation data get one for each positive too.
    """
    around.report(0.0, "preparing the model")
    learner = RatingLearner(feedback, settings, around.valid)
    plan = Plan(settings.epochs, settings.patience, "valid_auc")
    return cast(RatingModel, training.train(learner, plan, around, partial(RatingModel.of, settings)))


class RatingLearner:
    """The rating network while it learns (`training.Learner`)."""

    def __init__(self, feedback: Feedback, settings: RatingSettings, valid: Validation | None) -> None:
        histories, n_items = feedback.shelves.histories, feedback.n_items
        self._examples, self._settings, self._valid = feedback.examples, settings, valid
        self._untouched = Untouched(histories, n_items)
        self._check = None
        if valid:
            self._check = with_random_negatives(valid.examples, valid.shelves.histories, n_items, settings.seed)
        self.trainer = Trainer(histories, n_items, settings)
        if settings.start == "shelves":
            vectors = item_starts.item_vectors(feedback, settings.embedding, settings.seed)
            vectors *= settings.start_spread / item_starts.SPREAD
            for table in (self.trainer.network.history_table, self.trainer.network.item_table):
                table.embeddings.assign(vectors)

    def learn(self, epoch: int, tell: Tell) -> dict[str, float]:
        """One pass over all examples."""
        size, negatives = self._settings.batch_size, self._settings.negatives
        steps, _ = batches.steps_in(self._examples, size, negatives)
        done, total = 0, 0.0
        rng = np.random.default_rng([self._settings.seed, epoch])
        for some in batches.epoch(self._examples, self._untouched, size, negatives, rng):
            count = len(some.user)
            loss = float(self.trainer.run(some.user, some.item, some.label, some.weight, some.negatives))
            training.check_finite({"loss": loss})
            done, total = done + count, total + count * loss
            tell(done / steps, f"loss {total / done:.3f}")
        return {"loss": total / done}

    def model(self) -> RatingModel:
        """The network's parameters."""
        return parameters(self.trainer.network, self._settings)

    def judge(self, model: Model) -> dict[str, float]:
        """Loss and AUC on examples not learned from; no AUC where they are all of one class."""
        if self._check is None or self._valid is None:
            return {}
        asked, histories = self._check, self._valid.shelves.histories
        found = cast(RatingModel, model).predict(asked.user, asked.item, histories).astype(np.float64)
        found = np.clip(found, 1e-7, 1 - 1e-7)
        losses = -(asked.label * np.log(found) + (1 - asked.label) * np.log(1 - found))
        area = auc(found, asked.label > 0.5)
        return {"valid_loss": float(losses.mean())} | ({} if area is None else {"valid_auc": area})

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """The network and its optimizers."""
        return {str(place): variable.numpy() for place, variable in enumerate(self.trainer.variables)}

    def restore(self, state: dict[str, npt.NDArray[Any]]) -> None:
        """Take back what `state` gave."""
        for place, variable in enumerate(self.trainer.variables):
            variable.assign(state[str(place)])


def parameters(network: RatingNetwork, settings: RatingSettings) -> RatingModel:
    """The network's parameters as a model that needs no TensorFlow."""
    tables = (network.history_table, network.item_table, network.item_bias)
    history, item, bias = (table.embeddings.numpy() for table in tables)
    layers = (*network.hidden, network.out)
    kernels, biases = (tuple(getattr(layer, name).numpy() for layer in layers) for name in ("kernel", "bias"))
    return RatingModel(settings, history, item, bias[:, 0], kernels, biases)

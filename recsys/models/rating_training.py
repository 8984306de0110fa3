"""Training of the rating model: histories stay where they are stored once, and many steps run in one graph call.

Imports TensorFlow: only for processes that train.
"""

import logging
import math
import time
from collections.abc import Callable, Iterator

import keras
import numpy as np
import tensorflow as tf

from recsys.data.dataset import Floats, Histories
from recsys.errors import Failure
from recsys.evaluation.classification import auc, with_random_negatives
from recsys.models import batches
from recsys.models.batches import Batches
from recsys.models.examples import Examples
from recsys.models.negatives import Untouched
from recsys.models.rating import RatingModel, RatingSettings
from recsys.models.rating_network import LazyAdam, RatingNetwork
from recsys.progress import Record, Report

log = logging.getLogger(__name__)

LEAST_RISE = 0.001  # of the validation AUC: what rises less than that for epochs is not worth their time


class Trainer:
    """A network, its optimizers and the histories, as one traced function over many steps."""

    def __init__(self, histories: Histories, n_items: int, settings: RatingSettings) -> None:
        self.network = RatingNetwork(n_items, settings.embedding, settings.hidden, settings.seed)
        self._offsets = tf.constant(histories.offsets)
        self._touched = tf.constant(histories.items)
        self._dropout, self._seed = settings.history_dropout, settings.seed
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
        targets, weights = _targets(items, label, weight)
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


def _targets(items: tf.Tensor, label: tf.Tensor, weight: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Targets and weights, both of `items`' shape.

    Each of a row's negatives weighs as much as the row is positive. So P(positive) = 1 brings its negatives, as in S1,
    0 brings none, and what lies between brings its share. A user who touched everything has none (-1: weight 0).
    """
    target = tf.concat([label[:, None], tf.zeros_like(items[:, 1:], tf.float32)], 1)
    negative = (weight * label)[:, None] * tf.cast(items[:, 1:] >= 0, tf.float32)
    return target, tf.concat([weight[:, None], negative], 1)


def train(
    examples: Examples,
    histories: Histories,
    n_items: int,
    settings: RatingSettings,
    valid: Examples | None,
    report: Report,
    record: Record,
    vectors: Floats | None,
) -> RatingModel:
    """What `recsys.models.rating.fit` promises."""
    report(0.0, "preparing the model")
    started, untouched, rng = time.perf_counter(), Untouched(histories, n_items), np.random.default_rng(settings.seed)
    check = with_random_negatives(valid, histories, n_items, settings.seed) if valid else None
    trainer = Trainer(histories, n_items, settings)
    if vectors is not None:
        for table in (trainer.network.history_table, trainer.network.item_table):
            table.embeddings.assign(vectors)
    steps, _ = batches.steps_in(examples, settings.batch_size, settings.negatives)
    best, highest, best_epoch = None, -math.inf, 0
    for epoch in range(1, settings.epochs + 1):

        def tell(done: int, loss: float, epoch: int = epoch) -> None:
            message = f"epoch {epoch} of {settings.epochs}, loss {loss:.3f}"
            report((epoch - 1 + done / steps) / settings.epochs, message)

        order = batches.epoch(examples, untouched, settings.batch_size, settings.negatives, rng)
        loss = _epoch(trainer, order, tell)
        latest = parameters(trainer.network, settings)
        point = {"epoch": float(epoch), "loss": loss} | (judge(latest, check, histories) if check else {})
        record(point)
        quality = point.get("valid_auc", float(epoch))  # nothing to judge by: the last epoch is the best
        if quality > highest + LEAST_RISE:
            best, highest, best_epoch = latest, quality, epoch
        elif epoch - best_epoch >= settings.patience:
            break
    log.info("trained the rating model: %d epochs, %.1f s", epoch, time.perf_counter() - started)
    assert best is not None  # the first epoch always is the best so far
    return best


def judge(model: RatingModel, check: Examples, histories: Histories) -> dict[str, float]:
    """The model's loss and AUC on examples it did not learn from; no AUC where they are all of one class."""
    found = np.clip(model.predict(check.user, check.item, histories).astype(np.float64), 1e-7, 1 - 1e-7)
    losses = -(check.label * np.log(found) + (1 - check.label) * np.log(1 - found))
    area = auc(found, check.label > 0.5)
    return {"valid_loss": float(losses.mean())} | ({} if area is None else {"valid_auc": area})


def _epoch(trainer: Trainer, order: Iterator[Batches], place: Callable[[int, float], None]) -> float:
    """Learn from all batches; the epoch's mean loss. `place(steps, loss)` is told how far it is, and may raise."""
    steps, total = 0, 0.0
    for some in order:
        count = len(some.user)
        loss = float(trainer.run(some.user, some.item, some.label, some.weight, some.negatives))
        if not math.isfinite(loss):
            raise Failure(
                "The training loss is not a number any more: the steps are too large. Lower the learning rate."
            )
        steps, total = steps + count, total + count * loss
        place(steps, total / steps)
    return total / steps


def parameters(network: RatingNetwork, settings: RatingSettings) -> RatingModel:
    """The network's parameters as a model that needs no TensorFlow."""
    tables = (network.history_table, network.item_table, network.item_bias)
    history, item, bias = (table.embeddings.numpy() for table in tables)
    layers = (*network.hidden, network.out)
    kernels, biases = (tuple(getattr(layer, name).numpy() for layer in layers) for name in ("kernel", "bias"))
    return RatingModel(settings, history, item, bias[:, 0], kernels, biases)

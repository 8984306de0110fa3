"""The Keras model of the softmax, and its steps. Imports TensorFlow: only for processes that train."""

import math
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from recsys.data.dataset import Floats
from recsys.models.rating_network import LazyAdam
from recsys.models.softmax.model import SoftmaxSettings
from recsys.models.softmax.shelf_entries import Entries

FULL_UP_TO = 20_000  # items: so many are all compared in each step; at 64 users, some 40 ms
NEVER = -1e9  # a logit that is as good as none


class SoftmaxNetwork(keras.Model):
    """(history) -> logits of all items: mean of the history's embeddings, genres and years, times the item, plus bias.

    Input `history` (b, longest) item numbers, padded with -1. Output (b, n_items). An empty history is zeros.
    """

    def __init__(self, features: Floats, embedding: int) -> None:
        super().__init__(name="softmax")
        n_items, width = features.shape
        self.features = tf.constant(features if width else np.zeros((n_items, 1), np.float32))
        sizes = {"history": (n_items, embedding), "item": (n_items, embedding), "bias": (n_items, 1)}
        sizes["feature"] = (self.features.shape[1], embedding)
        self.tables = {name: keras.layers.Embedding(*size, name=name) for name, size in sizes.items()}
        for table in self.tables.values():
            table.build(())

    def call(self, inputs: dict[str, Any]) -> Any:
        history = inputs["history"]
        place = tf.where(history >= 0)
        items = tf.gather_nd(history, place)
        tables = {name: table.embeddings.value for name, table in self.tables.items()}
        rows = tf.gather(tables["history"], items)
        taste = self.taste(
            rows, tf.ones_like(rows[:, 0]), (items, place[:, 0], tf.shape(history)[0]), tables["feature"]
        )
        return tf.matmul(taste, tables["item"], transpose_b=True) + tables["bias"][:, 0]

    def taste(self, rows: Any, weight: Any, where: tuple[Any, Any, Any], feature_rows: Any) -> Any:
        """The weighted means (users, d) of history rows (n, d). where: each one's item and user, and how many users."""
        items, owner, users = where
        features = tf.gather(self.features, items) * weight[:, None]
        total = tf.math.unsorted_segment_sum(rows * weight[:, None], owner, users)
        total += tf.matmul(tf.math.unsorted_segment_sum(features, owner, users), feature_rows)
        return tf.math.divide_no_nan(total, tf.math.unsorted_segment_sum(weight, owner, users)[:, None])


class Trainer:
    """A network, its optimizers and everybody's entries, as one traced function over many steps."""

    def __init__(self, network: SoftmaxNetwork, entries: Entries, settings: SoftmaxSettings) -> None:
        self.network, self._settings = network, settings
        self._offsets, self._items = tf.constant(entries.offsets), tf.constant(entries.items)
        self._shown, self._asked = tf.constant(entries.shown), tf.constant(entries.asked)
        self._n_items = len(network.features)
        rate, l2 = settings.learning_rate, settings.l2
        self._adams = {
            name: LazyAdam(table, rate, 0.0 if name == "bias" else l2) for name, table in network.tables.items()
        }
        self._step = tf.Variable(0, trainable=False)
        wanted = np.bincount(entries.items, entries.asked, minlength=self._n_items)
        self._by_popularity = np.argsort(-wanted, kind="stable").astype(np.int32)
        self.run = tf.function(self._run, input_signature=[tf.TensorSpec((None, None), tf.int32)])

    @property
    def variables(self) -> list[Any]:
        """All that training changes: the tables, their moments, the number of steps."""
        moments = [moment for adam in self._adams.values() for moment in adam.moments]
        return [*self.network.variables, *moments, self._step]

    def _run(self, users: tf.Tensor) -> tf.Tensor:
        """The sum of the losses of steps (steps, users), after having learned from each."""
        total = tf.constant(0.0)
        for place in tf.range(tf.shape(users)[0]):
            total += self._learn(users[place])
        return total

    def _learn(self, users: tf.Tensor) -> tf.Tensor:
        step = self._step.assign_add(1)
        spans = tf.ragged.range(tf.gather(self._offsets, users), tf.gather(self._offsets, users + 1))
        owner, items = spans.value_rowids(), tf.gather(self._items, spans.values)
        shown, asked = self._divide(spans.values, step)
        # Not tf.unique: of it and the gather, Grappler makes a read of the whole table at every step.
        used, place, _ = tf.unique_with_counts(items)
        candidates, spot, more = self._candidates(tf.boolean_mask(items, asked > 0), items, step)
        moved = {"history": used, "item": candidates, "bias": candidates}
        moved["feature"] = tf.range(self.network.tables["feature"].input_dim)
        rows = {name: adam.rows(moved[name]) for name, adam in self._adams.items()}
        with tf.GradientTape() as tape:
            tape.watch(rows)
            where = items, owner, tf.shape(users)[0]
            taste = self.network.taste(tf.gather(rows["history"], place), shown, where, rows["feature"])
            logits = tf.matmul(taste, rows["item"], transpose_b=True) + rows["bias"][:, 0]
            loss = cross_entropy(logits, more, spread(shown, owner, spot, logits), spread(asked, owner, spot, logits))
        gradients = tape.gradient(loss, rows)
        for name, adam in self._adams.items():
            adam.apply(tf.cast(step, tf.float32), moved[name], rows[name], tf.convert_to_tensor(gradients[name]))
        return loss

    def _divide(self, entry: tf.Tensor, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """What each entry counts in the history, and as an answer: the one or the other, as a coin decides."""
        shown, asked = tf.gather(self._shown, entry), tf.gather(self._asked, entry)
        coin = tf.random.stateless_uniform(tf.shape(shown), [self._settings.seed, step]) >= self._settings.held_out
        is_shown = coin & (shown > 0)
        return tf.where(is_shown, shown, 0.0), tf.where(is_shown, 0.0, asked)

    def _candidates(
        self, wanted: tf.Tensor, items: tf.Tensor, step: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """The items that are compared, where among them `items` are (-1: nowhere), and what each logit gets added.

        Where a catalog is too large for all: the most popular ones, as many drawn from the rest, each of which stands
        for its share of those that were not drawn (Bengio and Senécal 2008), and those wanted, which count for nobody
        else. On average that is the sum over all.
        """
        if self._n_items <= FULL_UP_TO:
            return tf.range(self._n_items), items, tf.zeros(self._n_items)
        size = min(self._settings.sampled, self._n_items)
        popular, rest = np.split(self._by_popularity, [size // 2])
        drawn = size - len(popular)
        chance = tf.random.stateless_uniform((len(rest),), [self._settings.seed + 1, step])
        random = tf.gather(rest, tf.math.top_k(chance, drawn).indices)
        more = tf.fill((self._n_items,), NEVER)
        sample = tf.concat([popular, random], 0)
        each = tf.concat([tf.zeros(len(popular)), tf.fill((drawn,), math.log(len(rest) / drawn))], 0)
        more = tf.tensor_scatter_nd_update(more, sample[:, None], each)
        candidates, _, _ = tf.unique_with_counts(tf.concat([sample, wanted], 0))
        nowhere = tf.fill((self._n_items,), -1)
        spot = tf.tensor_scatter_nd_update(nowhere, candidates[:, None], tf.range(tf.size(candidates)))
        return candidates, tf.gather(spot, items), tf.gather(more, candidates)


def spread(weight: tf.Tensor, owner: tf.Tensor, spot: tf.Tensor, like: tf.Tensor) -> tf.Tensor:
    """Weights of entries as a table like the logits: (users, candidates)."""
    there = spot >= 0
    where = tf.stack([tf.cast(tf.boolean_mask(owner, there), tf.int32), tf.boolean_mask(spot, there)], 1)
    return tf.scatter_nd(where, tf.boolean_mask(weight, there), tf.shape(like))


def cross_entropy(logits: tf.Tensor, more: tf.Tensor, shown: tf.Tensor, asked: tf.Tensor) -> tf.Tensor:
    """The mean cross-entropy of what is asked, among all that is not shown.

    A user counts with the root of how much is asked of them: by the answer, long shelves would be nearly all that
    counts; and by the user, a single answer as much as a hundred.
    """
    compared = logits + tf.where(asked > 0, 0.0, more) + tf.where(shown > 0, NEVER, 0.0)
    amount = tf.reduce_sum(asked, 1)
    loss = amount * tf.reduce_logsumexp(compared, 1) - tf.reduce_sum(asked * logits, 1)
    root = tf.sqrt(amount)
    return tf.math.divide_no_nan(tf.reduce_sum(tf.math.divide_no_nan(loss, root)), tf.reduce_sum(root))

"""The Keras model of the history model's network, and its steps. Imports TensorFlow: only for processes that train."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from recsys.data.dataset import Floats
from recsys.models.history.entries import Entries
from recsys.models.history.model import TYPICAL, HistorySettings
from recsys.models.softmax import network as softmax

TABLES = ("liked", "other", "feature", "item", "bias")


class HistoryNetwork(keras.Model):
    """(liked, other) -> logits of all items: sums of the history's vectors over the root of the likes, times the item.

    Inputs `liked` and `other` (b, longest) item numbers, padded with -1. Output (b, n_items).
    """

    def __init__(self, features: Floats, embedding: int) -> None:
        super().__init__(name="history")
        n_items, width = features.shape
        self.features = tf.constant(features if width else np.zeros((n_items, 1), np.float32))
        heights = dict.fromkeys(TABLES, n_items) | {"feature": self.features.shape[1]}
        self.tables = {
            name: keras.layers.Embedding(height, 1 if name == "bias" else embedding, name=name)
            for name, height in heights.items()
        }
        for table in self.tables.values():
            table.build(())

    def call(self, inputs: dict[str, Any]) -> Any:
        liked, other = (tf.where(inputs[name] >= 0) for name in ("liked", "other"))
        place = tf.concat([liked, other], 0)
        items = tf.concat([tf.gather_nd(inputs["liked"], liked), tf.gather_nd(inputs["other"], other)], 0)
        is_liked = tf.concat([tf.ones(len(liked)), tf.zeros(len(other))], 0)
        rows = {name: table.embeddings.value for name, table in self.tables.items()}
        rows |= {name: tf.gather(rows[name], items) for name in ("liked", "other")}
        taste = self.taste(rows, (is_liked, 1 - is_liked), (items, place[:, 0], tf.shape(inputs["liked"])[0]))
        return tf.matmul(taste, rows["item"], transpose_b=True) + rows["bias"][:, 0]

    def taste(self, rows: dict[str, Any], weights: tuple[Any, Any], where: tuple[Any, Any, Any]) -> Any:
        """(users, d) of entries whose rows of `liked` and `other` are given, (n, d), with their weights as each.

        where: each one's item and user, and how many users. What is liked brings its genres and its years too.
        """
        (items, owner, users), (liked, other) = where, weights
        total = tf.math.unsorted_segment_sum(
            rows["liked"] * liked[:, None] + rows["other"] * other[:, None], owner, users
        )
        features = tf.math.unsorted_segment_sum(tf.gather(self.features, items) * liked[:, None], owner, users)
        amount = tf.maximum(tf.math.unsorted_segment_sum(liked, owner, users), 1.0)
        return (total + tf.matmul(features, rows["feature"])) / tf.sqrt(TYPICAL * amount)[:, None]


class Trainer(softmax.Trainer):
    """As the softmax's; entries that are not liked are shown too, as such."""

    network: HistoryNetwork

    def __init__(self, network: HistoryNetwork, entries: Entries, settings: HistorySettings) -> None:
        super().__init__(network, entries, settings)
        self._other = tf.constant(entries.other)

    def _learn(self, users: tf.Tensor) -> tf.Tensor:
        step = self._step.assign_add(1)
        spans = tf.ragged.range(tf.gather(self._offsets, users), tf.gather(self._offsets, users + 1))
        owner, items = spans.value_rowids(), tf.gather(self._items, spans.values)
        shown, other, asked = self._divide_three(spans.values, step)
        # Not tf.unique: of it and the gather, Grappler makes a read of the whole table at every step.
        used, place, _ = tf.unique_with_counts(items)
        candidates, spot, more = self._candidates(tf.boolean_mask(items, asked > 0), items, step)
        moved = {"liked": used, "other": used, "item": candidates, "bias": candidates}
        moved["feature"] = tf.range(self.network.tables["feature"].input_dim)
        rows = {name: adam.rows(moved[name]) for name, adam in self._adams.items()}
        with tf.GradientTape() as tape:
            tape.watch(rows)
            of_entries = rows | {name: tf.gather(rows[name], place) for name in ("liked", "other")}
            taste = self.network.taste(of_entries, (shown, other), (items, owner, tf.shape(users)[0]))
            logits = tf.matmul(taste, rows["item"], transpose_b=True) + rows["bias"][:, 0]
            tables = (softmax.spread(weight, owner, spot, logits) for weight in (shown, asked))
            loss = softmax.cross_entropy(logits, more, *tables)
        gradients = tape.gradient(loss, rows)
        for name, adam in self._adams.items():
            adam.apply(tf.cast(step, tf.float32), moved[name], rows[name], tf.convert_to_tensor(gradients[name]))
        return loss

    def _divide_three(self, entry: tf.Tensor, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """What each entry counts as liked, as there all the same, and as an answer; a coin shows or hides it."""
        shown, other, asked = (tf.gather(every, entry) for every in (self._shown, self._other, self._asked))
        coin = tf.random.stateless_uniform(tf.shape(shown), [self._settings.seed, step]) >= self._settings.held_out
        is_shown = coin & (shown + other > 0)
        return tf.where(is_shown, shown, 0.0), tf.where(is_shown, other, 0.0), tf.where(is_shown, 0.0, asked)

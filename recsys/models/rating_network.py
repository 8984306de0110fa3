"""The Keras model that predicts whether a user likes an item, and the optimizer of its tables.

Imports TensorFlow: only for processes that train.
"""

import math
from typing import Any

import keras
import numpy as np
import tensorflow as tf

TABLE_SPREAD = 0.05


class RatingNetwork(keras.Model):
    """(mean embedding of the history, embedding of the item) -> logit: hidden layers + √d · dot product + item bias.

    Inputs: `history` (b, longest) item numbers, padded with -1; `item` (b,). Output (b,). An empty history is zeros.
    Source: snorkel's recommender tutorial, whose hidden layer's output was lost, plus the dot product and the bias.
    """

    def __init__(self, n_items: int, embedding: int, hidden: tuple[int, ...], seed: int) -> None:
        super().__init__(name="rating")
        seeds = iter(np.random.default_rng(seed).integers(2**31 - 1, size=3 + len(hidden) + 1).tolist())

        def table(width: int, spread: float, name: str) -> keras.layers.Embedding:
            start = keras.initializers.RandomNormal(stddev=spread, seed=next(seeds))
            layer = keras.layers.Embedding(n_items, width, embeddings_initializer=start, name=name)
            layer.build(())
            return layer

        def dense(width: int, activation: str | None, name: str) -> keras.layers.Dense:
            start = keras.initializers.GlorotUniform(seed=next(seeds))
            return keras.layers.Dense(width, activation, kernel_initializer=start, name=name)

        self.history_table = table(embedding, TABLE_SPREAD, "history_table")
        self.item_table = table(embedding, TABLE_SPREAD, "item_table")
        self.item_bias = table(1, 0.0, "item_bias")
        self.hidden = [dense(width, "relu", f"hidden_{place}") for place, width in enumerate(hidden)]
        self.out = dense(1, None, "out")
        self.logit(tf.zeros((1, embedding)), tf.zeros((1, embedding)), tf.zeros((1, 1)))  # builds the dense layers

    def call(self, inputs: dict[str, Any]) -> Any:
        real = tf.cast(inputs["history"] >= 0, tf.float32)[..., None]
        history = self.history_table(tf.maximum(inputs["history"], 0)) * real
        mean = tf.reduce_sum(history, 1) / tf.maximum(tf.reduce_sum(real, 1), 1.0)
        return self.logit(mean, self.item_table(inputs["item"]), self.item_bias(inputs["item"]))

    def logit(self, history: Any, item: Any, bias: Any) -> Any:
        """Of history means (…, d), item embeddings (…, d) and biases (…, 1): logits (…)."""
        hidden = tf.concat([history, item], -1)
        for layer in self.hidden:
            hidden = layer(hidden)
        # A mean of many embeddings is short: unscaled, the dot product would be next to nothing for many epochs.
        dot = math.sqrt(item.shape[-1]) * tf.reduce_sum(history * item, -1)
        return self.out(hidden)[..., 0] + dot + bias[..., 0]

    @property
    def dense_variables(self) -> list[Any]:
        """The variables that every step changes: all but the tables."""
        return [variable for layer in (*self.hidden, self.out) for variable in layer.trainable_variables]


class LazyAdam:
    """Adam for a table of which a step uses few rows: only those rows and their moments change.

    Keras' own Adam moves all rows at every step, which at 30,000 items costs more than the rest of the step.
    Source: Kingma and Ba 2015; the lazy form is TensorFlow Addons' `LazyAdam`.
    """

    BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7

    def __init__(self, table: keras.layers.Embedding, learning_rate: float, l2: float) -> None:
        self._table: tf.Variable = table.embeddings.value
        self._mean = tf.Variable(tf.zeros_like(self._table), trainable=False)
        self._square = tf.Variable(tf.zeros_like(self._table), trainable=False)
        self._learning_rate, self._l2 = learning_rate, l2

    @property
    def moments(self) -> tuple[Any, Any]:
        """What a training that goes on has to have again."""
        return self._mean, self._square

    def rows(self, indices: Any) -> Any:
        """The table's rows at unique `indices`, outside the tape: watch them, and give their gradient to `apply`."""
        return tf.stop_gradient(tf.gather(self._table, indices))

    def apply(self, step: Any, indices: Any, rows: Any, gradient: Any) -> None:
        """Move `rows`, which are those at unique `indices`; `step` (float) counts from 1."""
        gradient = gradient + self._l2 * rows
        mean = self.BETA_1 * tf.gather(self._mean, indices) + (1 - self.BETA_1) * gradient
        square = self.BETA_2 * tf.gather(self._square, indices) + (1 - self.BETA_2) * tf.square(gradient)
        rate = self._learning_rate * tf.sqrt(1 - self.BETA_2**step) / (1 - self.BETA_1**step)
        moved = rows - rate * mean / (tf.sqrt(square) + self.EPSILON)
        for variable, values in ((self._mean, mean), (self._square, square), (self._table, moved)):
            variable.scatter_update(tf.IndexedSlices(values, indices))

"""The Keras model of a factorization, its loss in parts, and its steps. Imports TensorFlow: only for training."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from recsys.models.factorization.model import PARTS, MFSettings, RegularizedMFSettings
from recsys.models.rating_network import LazyAdam


class FactorNetwork(keras.Model):
    """(user, item) -> base + user bias + item bias + user · item. Without biases, base + user · item.

    Inputs `user`, `item` (b,). Output (b,). A table's columns are the vector and, with biases, the bias.
    """

    def __init__(self, users: npt.NDArray[Any], items: npt.NDArray[Any], dimension: int, base: float) -> None:
        super().__init__(name="factors")
        self.dimension, self.base = dimension, base
        self.user_table, self.item_table = self._table(users, "user_table"), self._table(items, "item_table")

    @staticmethod
    def _table(start: npt.NDArray[Any], name: str) -> keras.layers.Embedding:
        layer = keras.layers.Embedding(*start.shape, name=name)
        layer.build(())
        layer.embeddings.assign(start)
        return layer

    def call(self, inputs: dict[str, Any]) -> Any:
        return self.predict_rows(self.user_table(inputs["user"]), self.item_table(inputs["item"]))

    def predict_rows(self, users: Any, items: Any) -> Any:
        """Of rows of the two tables (…, w): predictions (…)."""
        dot = tf.reduce_sum(users[..., : self.dimension] * items[..., : self.dimension], -1)
        return self.base + dot + tf.reduce_sum(users[..., self.dimension :] + items[..., self.dimension :], -1)

    def gravity(self, users: Any, items: Any) -> Any:
        """The mean of (prediction - base)² over all pairs of the rows, none of which is ever made.

        With a column of ones beside either's bias a prediction is a plain product u · v; and the sum over all pairs of
        (u · v)² is the sum of (UᵀU) ∘ (VᵀV).
        """
        (u, a), (v, b) = (tf.split(rows, [self.dimension, -1], 1) for rows in (users, items))
        whole = tf.concat([u, a, tf.ones_like(a)], 1), tf.concat([v, tf.ones_like(b), b], 1)
        grams = [tf.matmul(rows, rows, transpose_a=True) for rows in whole]
        pairs = tf.cast(tf.shape(users)[0], tf.float32) * tf.cast(tf.shape(items)[0], tf.float32)
        return tf.reduce_sum(grams[0] * grams[1]) / pairs


class Trainer:
    """A network and its optimizers, as one traced function over many steps."""

    def __init__(self, network: FactorNetwork, settings: MFSettings) -> None:
        self.network, self._settings = network, settings
        self._user = LazyAdam(network.user_table, settings.learning_rate, 0.0)
        self._item = LazyAdam(network.item_table, settings.learning_rate, 0.0)
        self._step = tf.Variable(0.0, trainable=False)
        matrix, real = tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None, None), tf.float32)
        signature = [matrix, matrix, real, real, tf.TensorSpec((), tf.bool)]
        self.run = tf.function(self._run, input_signature=signature)

    @property
    def variables(self) -> list[Any]:
        """All that training changes: the tables, their moments, the number of steps."""
        return [*self.network.variables, *self._user.moments, *self._item.moments, self._step]

    def _run(
        self, user: tf.Tensor, item: tf.Tensor, target: tf.Tensor, weight: tf.Tensor, adam: tf.Tensor
    ) -> tf.Tensor:
        """The sums of each of PARTS over steps (steps, rows), after having learned from each."""
        total = tf.zeros(len(PARTS))
        for place in tf.range(tf.shape(user)[0]):
            total += self._learn(user[place], item[place], target[place], weight[place], adam)
        return total

    def _learn(
        self, user: tf.Tensor, item: tf.Tensor, target: tf.Tensor, weight: tf.Tensor, adam: tf.Tensor
    ) -> tf.Tensor:
        (users, user_place), (items, item_place) = self._moved(user, "user"), self._moved(item, "item")
        user_rows, item_rows = self._user.rows(users), self._item.rows(items)
        with tf.GradientTape() as tape:
            tape.watch([user_rows, item_rows])
            parts = self._parts(user_rows, item_rows, (user_place, item_place), target, weight)
            loss = tf.reduce_sum(parts)
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, [user_rows, item_rows])]
        if adam:
            step = self._step.assign_add(1.0)
            self._user.apply(step, users, user_rows, gradients[0])
            self._item.apply(step, items, item_rows, gradients[1])
        else:
            self._descend(self.network.user_table, users, user_rows, gradients[0])
            self._descend(self.network.item_table, items, item_rows, gradients[1])
        return parts

    def _moved(self, used: tf.Tensor, which: str) -> tuple[tf.Tensor, tf.Tensor]:
        """The rows of a table that a step moves, and where among them each of its ratings has its own.

        Gravity moves all of them; else it is those that are used.
        """
        if isinstance(self._settings, RegularizedMFSettings):
            table = self.network.user_table if which == "user" else self.network.item_table
            return tf.range(table.input_dim), used
        found = tf.unique(used)
        return found.y, found.idx

    def _parts(
        self,
        users: tf.Tensor,
        items: tf.Tensor,
        place: tuple[tf.Tensor, tf.Tensor],
        target: tf.Tensor,
        weight: tf.Tensor,
    ) -> tf.Tensor:
        """The parts of the loss: (3,)."""
        mine, theirs = tf.gather(users, place[0]), tf.gather(items, place[1])
        weight = weight / tf.reduce_sum(weight)
        observed = tf.reduce_sum(weight * tf.square(target - self.network.predict_rows(mine, theirs)))
        settings = self._settings
        if isinstance(settings, RegularizedMFSettings):
            sizes = tf.reduce_mean(tf.reduce_sum(users**2, 1)) + tf.reduce_mean(tf.reduce_sum(items**2, 1))
            return tf.stack([observed, settings.l2 * sizes, settings.gravity * self.network.gravity(users, items)])
        # Each rating pulls at its own user and item: so those of many ratings are held as firmly as they are pushed.
        sizes = tf.reduce_sum(weight * (tf.reduce_sum(mine**2, 1) + tf.reduce_sum(theirs**2, 1)))
        return tf.stack([observed, settings.l2 * sizes, 0.0])

    def _descend(self, table: keras.layers.Embedding, places: tf.Tensor, rows: tf.Tensor, gradient: tf.Tensor) -> None:
        moved = rows - self._settings.sgd_learning_rate * gradient
        table.embeddings.value.scatter_update(tf.IndexedSlices(moved, places))


def start(rows: int, width: int, rated: npt.NDArray[Any], settings: MFSettings, which: int) -> npt.NDArray[np.float32]:
    """A table to start from, (rows, width): vectors at random, zero where nothing will teach them, and biases zero."""
    table = np.zeros((rows, width), np.float32)
    drawn = np.random.default_rng([settings.seed, which]).normal(0, settings.spread, (rows, settings.dimension))
    table[:, : settings.dimension] = drawn * rated[:, None]
    return table

"""The Keras model of NeuMF and hybrid, its loss in parts, and its steps. Imports TensorFlow: only for training."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from recsys.data.dataset import Floats
from recsys.models.neural.settings import NeuMFSettings
from recsys.models.neural.starts import Starts
from recsys.models.rating_network import LazyAdam

OUT_START = 0.1  # of a usual start: the layers begin with little to say, so that the product learns what it can


class NeuralNetwork(keras.Model):
    """(user, item) -> what is above the biases. Inputs `user`, `item` (b,). Output (b,)."""

    def __init__(self, starts: Starts, settings: NeuMFSettings) -> None:
        super().__init__(name="neural")
        self.width, self.vectors = settings.embedding, tf.constant(starts.vectors)
        self.user_table, self.item_table = self._table(starts.users, "users"), self._table(starts.items, "items")
        seeds = np.random.default_rng([settings.seed, 2]).integers(2**31 - 1, size=len(settings.hidden) + 1).tolist()
        self.layers_of = [self._dense(width, "relu", seed) for width, seed in zip(settings.hidden, seeds, strict=False)]
        self.layers_of.append(self._dense(1, None, seeds[-1]))
        before = 2 * self.width + starts.vectors.shape[1]
        for layer in self.layers_of:
            layer.build((None, before))
            before = layer.units
        self.layers_of[-1].kernel.assign(OUT_START * self.layers_of[-1].kernel)

    @staticmethod
    def _table(start: Floats, name: str) -> keras.layers.Embedding:
        layer = keras.layers.Embedding(*start.shape, name=name)
        layer.build(())
        layer.embeddings.assign(start)
        return layer

    @staticmethod
    def _dense(width: int, activation: str | None, seed: int) -> keras.layers.Dense:
        return keras.layers.Dense(width, activation, kernel_initializer=keras.initializers.GlorotUniform(seed=seed))

    def call(self, inputs: dict[str, Any]) -> Any:
        vectors = tf.gather(self.vectors, inputs["item"])
        return self.of_rows(self.user_table(inputs["user"]), self.item_table(inputs["item"]), vectors)

    def of_rows(self, users: Any, items: Any, vectors: Any, drop: Any = None) -> Any:
        """Of rows of the tables: (rows,). drop: what each layer's output goes through in training."""
        width = self.width
        hidden = tf.concat([users[:, width : 2 * width], items[:, width : 2 * width], vectors], 1)
        for place, layer in enumerate(self.layers_of):
            hidden = layer(hidden)
            if drop is not None and place < len(self.layers_of) - 1:
                hidden = drop(place, hidden)
        product = tf.reduce_sum(users[:, :width] * items[:, :width], 1)
        return (
            product + tf.reduce_sum(users[:, 2 * width : -1] * vectors, 1) + users[:, -1] + items[:, -1] + hidden[:, 0]
        )

    @property
    def dense_variables(self) -> list[Any]:
        """The variables that every step changes: all but the tables."""
        return [variable for layer in self.layers_of for variable in layer.trainable_variables]


class Trainer:
    """A network and its optimizers, as one traced function over many steps. counts: each user's ratings."""

    PARTS = ("observed_loss", "regularization_loss")

    def __init__(self, network: NeuralNetwork, counts: Floats, settings: NeuMFSettings) -> None:
        self.network, self._settings = network, settings
        self._share = tf.constant(1 / np.maximum(counts, 1), tf.float32)
        self._l2_vectors = float(getattr(settings, "l2_vectors", 0.0))
        self.rate = tf.Variable(settings.learning_rate, trainable=False, dtype=tf.float32)
        self._user, self._item = (LazyAdam(table, self.rate, 0.0) for table in (network.user_table, network.item_table))
        self._dense = keras.optimizers.Adam(settings.learning_rate)
        self._dense.build(network.dense_variables)
        self._step = tf.Variable(0, trainable=False, dtype=tf.int32)
        matrix, real = tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None, None), tf.float32)
        signature = [matrix, matrix, real, real, tf.TensorSpec((), tf.bool)]
        self.run = tf.function(self._run, input_signature=signature)

    @property
    def variables(self) -> list[Any]:
        """All that training changes: the network, the moments, the number of steps."""
        moments = [*self._user.moments, *self._item.moments]
        return [*self.network.variables, *moments, *self._dense.variables, self._step]

    def set_rate(self, rate: float) -> None:
        """The step size from now on."""
        self.rate.assign(rate)
        self._dense.learning_rate.assign(rate)

    def _run(
        self, user: tf.Tensor, item: tf.Tensor, target: tf.Tensor, weight: tf.Tensor, adam: tf.Tensor
    ) -> tf.Tensor:
        """The sums of each of PARTS over steps (steps, rows), after having learned from each."""
        total = tf.zeros(len(self.PARTS))
        for place in tf.range(tf.shape(user)[0]):
            total += self._learn(user[place], item[place], target[place], weight[place], adam)
        return total

    def _learn(
        self, user: tf.Tensor, item: tf.Tensor, target: tf.Tensor, weight: tf.Tensor, adam: tf.Tensor
    ) -> tf.Tensor:
        step = self._step.assign_add(1)
        # Not tf.unique: of it and the gather, Grappler makes a read of the whole table at every step.
        (users, mine, _), (items, theirs, _) = tf.unique_with_counts(user), tf.unique_with_counts(item)
        rows = [self._user.rows(users), self._item.rows(items)]
        variables = [variable.value for variable in self.network.dense_variables]
        with tf.GradientTape() as tape:
            tape.watch(rows)
            pair = tf.gather(rows[0], mine), tf.gather(rows[1], theirs), tf.gather(self.network.vectors, item)
            weight = weight / tf.reduce_sum(weight)
            errors = target - self.network.of_rows(*pair, drop=self._drop(step))
            parts = tf.stack(
                [tf.reduce_sum(weight * errors**2), self._held(*pair[:2], tf.gather(self._share, user), weight)]
            )
            loss = tf.reduce_sum(parts)
        moved_users, moved_items, dense = tape.gradient(loss, [*rows, variables])
        places, moved = (users, items), [tf.convert_to_tensor(moved_users), tf.convert_to_tensor(moved_items)]
        if adam:
            self._step_of_adam(tf.cast(step, tf.float32), places, rows, moved)
            self._dense.apply(dense, self.network.dense_variables)
        else:
            self._step_of_sgd(places, rows, moved)
            for variable, gradient in zip(variables, dense, strict=True):
                variable.assign_sub(self.rate * gradient)
        return parts

    def _step_of_adam(self, step: tf.Tensor, places: Any, rows: Any, moved: Any) -> None:
        self._user.apply(step, places[0], rows[0], moved[0])
        self._item.apply(step, places[1], rows[1], moved[1])

    def _step_of_sgd(self, places: Any, rows: Any, moved: Any) -> None:
        for which, table in enumerate((self.network.user_table, self.network.item_table)):
            new = rows[which] - self.rate * moved[which]
            table.embeddings.value.scatter_update(tf.IndexedSlices(new, places[which]))

    def _drop(self, step: tf.Tensor) -> Any:
        """Dropout that depends on the seed, the step and the layer alone."""
        settings = self._settings

        def drop(place: int, hidden: tf.Tensor) -> tf.Tensor:
            seed = [settings.seed, step * len(settings.hidden) + place]
            return tf.nn.experimental.stateless_dropout(hidden, settings.dropout[place], seed)

        return drop

    def _held(self, users: tf.Tensor, items: tf.Tensor, share: tf.Tensor, weight: tf.Tensor) -> tf.Tensor:
        """The pull to zero. Each rating pulls at its own user and item, so those of many are held as firmly as pushed;

        at a user's taste in fixed vectors, all of a user's ratings together pull once.
        """
        settings, width = self._settings, self.network.width
        own = users[:, 2 * width : -1]
        learned = tf.concat([users[:, : 2 * width], users[:, -1:], items], 1)
        tables = settings.l2 * tf.reduce_sum(learned**2, 1) + self._l2_vectors * share * tf.reduce_sum(own**2, 1)
        layers = tf.add_n([tf.reduce_sum(layer.kernel.value**2) for layer in self.network.layers_of])
        return tf.reduce_sum(weight * tables) + settings.l2_layers * layers

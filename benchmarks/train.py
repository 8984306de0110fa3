"""`python -m benchmarks.train`: steps of 256 data points, ours against the tutorial's way of feeding the same network.

The reference is the way of snorkel's recommender tutorial: a Python generator that filters each history and draws each
negative, padded batches through tf.data, `model.fit`. It trains the very same network, with Keras' Adam.
Each runs with TensorFlow's own number of threads, or `--threads 1` as in a worker. Histories are of one length, so that
padding costs the reference nothing.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from itertools import repeat
from statistics import median
from typing import Any

import numpy as np

from benchmarks.timing import Comparison, machine, print_table, say
from recsys.data.dataset import Histories
from recsys.models.examples import Examples
from recsys.models.rating import RatingSettings

CHUNK = 50  # steps that are timed together
CHUNKS = 8
WARM_UP = 2


def main() -> int:
    """Prints the table; exit code 1 if the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train", description=__doc__)
    parser.add_argument("--users", type=int, default=30_000)
    parser.add_argument("--books", type=int, default=30_000)
    parser.add_argument("--history", type=int, default=60, help="books of each user")
    parser.add_argument("--threads", type=int, default=0, help="TensorFlow's threads; 0: as many as it likes")
    asked = parser.parse_args()
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if asked.threads:
        limits = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
        os.environ.update(dict.fromkeys(limits, str(asked.threads)))
    histories, examples = world(asked.users, asked.books, asked.history)
    settings = RatingSettings(batch_size=256, negatives=1, history_dropout=0.0)  # whole histories, as the tutorial's
    say("training our way")
    before = ours(examples, histories, asked.books, settings)
    say("training the tutorial's way")
    theirs = reference(examples, histories, asked.books, settings)
    say("training our way again, should the machine have become slower or faster")
    after = ours(examples, histories, asked.books, settings)
    threads = asked.threads or "TensorFlow's own number of"
    size = f"{asked.users:,} users × {asked.books:,} books × {asked.history} books a user"
    print(f"{size}; {threads} thread(s); {machine()}")
    step = Comparison("a step of 256 data points", median(before + after), median(theirs), "generator, model.fit", 12)
    return 0 if print_table([step]) else 1


def world(n_users: int, n_items: int, size: int) -> tuple[Histories, Examples]:
    """Users with `size` random books each, all equally popular, and a liked book of theirs for each example.

    Equal popularity is the worst case for an optimizer of touched rows: steps touch the most different books.
    """
    rng = np.random.default_rng(0)
    shelves = [np.sort(rng.choice(n_items, size, replace=False, shuffle=False)) for _ in range(n_users)]
    histories = Histories(np.arange(n_users + 1, dtype=np.int64) * size, np.concatenate(shelves).astype(np.int32))
    user = rng.integers(0, n_users, 4 * n_users).astype(np.int32)
    item = histories.items[histories.offsets[user] + rng.integers(0, size, len(user))]
    ones = np.ones(len(user), np.float32)
    return histories, Examples(user, item, ones, ones)


def ours(examples: Examples, histories: Histories, n_items: int, settings: RatingSettings) -> list[float]:
    """Seconds a step, drawing of order and negatives included."""
    from recsys.models import batches
    from recsys.models.negatives import Untouched
    from recsys.models.rating_training import Trainer

    trainer, untouched, rng = (
        Trainer(histories, n_items, settings),
        Untouched(histories, n_items),
        np.random.default_rng(0),
    )
    times: list[float] = []
    start = time.perf_counter()
    for _ in repeat(None):
        for some in batches.epoch(examples, untouched, settings.batch_size, settings.negatives, rng):
            float(trainer.run(some.user, some.item, some.label, some.weight, some.negatives))
            end = time.perf_counter()
            times.append((end - start) / len(some.user))
            start = end
            if len(times) == WARM_UP + CHUNKS:
                return times[WARM_UP:]
    raise AssertionError("unreachable")


def reference(examples: Examples, histories: Histories, n_items: int, settings: RatingSettings) -> list[float]:
    """Seconds a step, timed by Keras' epochs of CHUNK steps."""
    import keras
    import tensorflow as tf

    from recsys.models.rating_network import RatingNetwork

    signature = (
        {"history": tf.TensorSpec((None,), tf.int32), "item": tf.TensorSpec((), tf.int32)},
        tf.TensorSpec((), tf.float32),
    )
    points = tf.data.Dataset.from_generator(
        lambda: data_points(examples, histories, n_items), output_signature=signature
    )
    padding = ({"history": -1, "item": -1}, 0.0)
    padded = points.repeat().padded_batch(settings.batch_size, padding_values=padding).prefetch(tf.data.AUTOTUNE)
    network = RatingNetwork(n_items, settings.embedding, settings.hidden, settings.seed)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(settings.learning_rate), loss)
    moments: list[float] = []
    clock = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: moments.append(time.perf_counter()),
        on_epoch_end=lambda epoch, logs: moments.append(time.perf_counter()),
    )
    network.fit(padded, steps_per_epoch=CHUNK, epochs=WARM_UP + CHUNKS, verbose=0, callbacks=[clock])
    spans = np.diff(moments)[::2] / CHUNK
    return [float(span) for span in spans[WARM_UP:]]


def data_points(examples: Examples, histories: Histories, n_items: int) -> Iterator[tuple[dict[str, Any], float]]:
    """What the tutorial's generator yields: each positive, and after it a random book the user never touched."""
    rng = np.random.default_rng(0)
    shelves = [tuple(histories.of(user).tolist()) for user in range(len(histories.offsets) - 1)]
    for user, item in zip(examples.user.tolist(), examples.item.tolist(), strict=True):
        shelf = shelves[user]
        history = tuple(book for book in shelf if book != item)
        yield {"history": history, "item": item}, 1.0
        negative = int(rng.integers(n_items))
        while negative in shelf:
            negative = int(rng.integers(n_items))
        yield {"history": history, "item": negative}, 0.0


if __name__ == "__main__":
    sys.exit(main())

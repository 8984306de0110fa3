"""The order in which examples are learned from, some steps at a time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recsys.data.dataset import Floats, Ints
from recsys.models.examples import Examples
from recsys.models.negatives import Untouched

STEPS_A_CALL = 50  # some 0.2 s: so long a cancel may wait


@dataclass(frozen=True)
class Batches:
    """Some steps' rows. user, item, label, weight: (steps, rows); negatives: (steps, rows, negatives each)."""

    user: Ints
    item: Ints
    label: Floats
    weight: Floats
    negatives: Ints


def steps_in(examples: Examples, batch_size: int, negatives: int) -> tuple[int, int]:
    """(steps an epoch, rows a step): a step's data points are its rows and their random negatives."""
    rows = min(max(batch_size // (1 + negatives), 1), len(examples))
    return math.ceil(len(examples) / rows), rows


def shuffled(count: int, batch_size: int, seed: int, epoch: int) -> Ints:
    """The places 0 … count-1 in random order, (steps, rows); the last step is filled up from the order's beginning."""
    rows = min(batch_size, count)
    order = np.random.default_rng([seed, epoch]).permutation(count).astype(np.int32)
    return np.resize(order, (math.ceil(count / rows), rows))


def epoch(
    examples: Examples, untouched: Untouched, batch_size: int, negatives: int, rng: np.random.Generator
) -> Iterator[Batches]:
    """All examples in random order; the last step is filled up from the order's beginning."""
    steps, rows = steps_in(examples, batch_size, negatives)
    order = np.resize(rng.permutation(len(examples)), (steps, rows))
    for start in range(0, steps, STEPS_A_CALL):
        chosen = order[start : start + STEPS_A_CALL]
        user = examples.user[chosen]
        drawn = untouched.draw(user.ravel(), negatives, rng).reshape(*user.shape, negatives)
        yield Batches(user, examples.item[chosen], examples.label[chosen], examples.weight[chosen], drawn)

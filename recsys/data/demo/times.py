"""When the demo's readers touched their books: each over some years, a series' volumes one after another."""

import numpy as np

from recsys.data.demo.choice import Doubles, Ints
from recsys.data.demo.world import World

FIRST_DAY, LAST_DAY = 1_230_000_000, 1_509_000_000  # from late 2008 to late 2017, in seconds of Unix time
SHORTEST = 60 * 86_400  # seconds between a reader's first and last day, at least
YEARS_KEPT_AT_IT = 2.5  # on average


def make(world: World, reader: Ints, book: Ints, seed: int) -> Ints:
    """The second of Unix time of each touch, none before the year its book came out; touches by reader, then book.

    It draws from numbers of its own: without times the world would be the same.
    """
    rng = np.random.default_rng([seed, 6])
    n_readers = int(reader.max()) + 1
    began = rng.uniform(FIRST_DAY, LAST_DAY - SHORTEST, n_readers)
    years = rng.gamma(2.0, YEARS_KEPT_AT_IT / 2, n_readers)
    ended = np.clip(began + years * 365 * 86_400, began + SHORTEST, LAST_DAY)
    when = began[reader] + rng.random(len(reader)) * (ended - began)[reader]
    came_out = (world.year[book] - 1970).astype("datetime64[Y]").astype("datetime64[s]").astype(np.int64)
    when = np.where(when < came_out, came_out + rng.random(len(reader)) * (LAST_DAY - came_out), when)
    return _volumes_in_order(when, reader, world.series[book]).astype(np.int64)


def _volumes_in_order(when: Doubles, reader: Ints, series: Ints) -> Doubles:
    """The same times, ascending within what a reader read of a series: its books follow one another in a world."""
    run = np.cumsum((np.diff(reader, prepend=-1) != 0) | (np.diff(series, prepend=-1) != 0))
    return when[np.lexsort((when, run))]

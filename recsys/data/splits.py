"""Who or what goes to which split: users as in S1, ratings at random as in S2 and S3, or ratings by their time."""

import math

import numpy as np
import numpy.typing as npt

from recsys.columns import DEV, TEST, TRAIN, VALID
from recsys.data.dataset import Bytes, Doubles, Ints
from recsys.errors import BadInput
from recsys.settings import BuildSettings

WHAT = {"user": "users", "holdout": "ratings", "time": "ratings"}


def of_pairs(user: Ints, time: Doubles, n_users: int, settings: BuildSettings) -> Bytes:
    """The split of each rated pair, (n,): TRAIN, DEV, VALID or TEST. The same seed gives the same split.

    user: (n,), 0 … n_users - 1. time: (n,), or (0,) where there is none. By time the latest are test, those before
    them valid, then dev; a rating without time counts as the earliest. Raises BadInput if nobody is left to train on,
    or if a split by time is asked for and there are no times.
    """
    if settings.split == "user":
        return _split(_shuffled(n_users, settings), settings)[user]
    if settings.split == "holdout":
        return _split(_shuffled(len(user), settings), settings)
    if not np.isfinite(time).any():
        raise BadInput("The ratings have no times to split by. Say which column holds them, or split by user.")
    latest_first = np.argsort(np.where(np.isfinite(time), time, -np.inf), kind="stable")[::-1]
    return _split(latest_first, settings, (TEST, VALID, DEV))


def _shuffled(count: int, settings: BuildSettings) -> npt.NDArray[np.int64]:
    return np.random.default_rng(settings.seed).permutation(count)


def _split(
    order: npt.NDArray[np.int64], settings: BuildSettings, held: tuple[int, int, int] = (TEST, DEV, VALID)
) -> Bytes:
    """The split of each of len(order): test from all, dev from the rest, valid from what then remains, as S1 does it.

    held: which splits come first in `order`.
    """
    sizes, left = {}, len(order)
    for code, fraction in (
        (TEST, settings.test_fraction),
        (DEV, settings.dev_fraction),
        (VALID, settings.valid_fraction),
    ):
        sizes[code] = math.ceil(fraction * left)
        left -= sizes[code]
    if left <= 0:
        raise BadInput(
            f"{len(order)} {WHAT[settings.split]} are too few to split: none is left to train on. "
            f"Take in users with fewer items (--min-user-items), or lower the shares of test, dev and valid."
        )
    split, start = np.full(len(order), TRAIN, np.int8), 0
    for code in held:
        split[order[start : start + sizes[code]]] = code
        start += sizes[code]
    return split

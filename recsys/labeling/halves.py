"""Dev in two halves by user, so that what was tuned on one can be judged on the other."""

import dataclasses
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Dataset
from recsys.labeling import patterns
from recsys.labeling.functions import LabelingFunction
from recsys.labeling.patterns import Patterns
from recsys.labeling.votes import Voter

SEED = 0  # of who is in which half

Mask = npt.NDArray[np.bool_]


def masks(dataset: Dataset, seed: int = SEED) -> tuple[Mask, Mask]:
    """Which rows of dev are in the half to fit on, and which in the half to report on; no user is in both.

    Of one user, and of none, the second half is empty.
    """
    users, place = np.unique(dataset.pairs.user[dataset.rows("dev")], return_inverse=True)
    fitting = (np.random.default_rng(seed).permutation(len(users)) % 2 == 0)[place]
    return fitting, ~fitting


def patterns_of_halves(voter: Voter, functions: Iterable[LabelingFunction]) -> tuple[Patterns, Patterns]:
    """The vote patterns of both halves, with SEED: of the half to fit on, and of the one to judge on."""
    dataset = voter.dataset
    columns, gold = voter.columns(functions, dataset.rows("dev")), dataset.gold("dev")
    first, second = (patterns.count([column[half] for column in columns], gold[half]) for half in masks(dataset))
    return first, second


def joined(halves: tuple[Patterns, Patterns]) -> Patterns:
    """The patterns of both halves, one after the other: what occurs in both stands twice, so codes do not ascend."""
    parts = ([getattr(half, field.name) for half in halves] for field in dataclasses.fields(Patterns))
    return Patterns(*(np.concatenate(part) for part in parts))

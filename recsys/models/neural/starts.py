"""The networks' tables before the first step."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recsys.columns import ITEM_ID
from recsys.data.dataset import Floats
from recsys.models import item_features
from recsys.models.contract import Around
from recsys.models.feedback import Feedback
from recsys.models.neural import vectors
from recsys.models.neural.settings import HybridSettings, NeuMFSettings

LENGTH = 1.5  # of item vectors that start from shelves, in the mean


@dataclass(frozen=True)
class Starts:
    """What training starts from, and what it never changes. The last number of a row is the bias to be learned.

    users: (users, 2 d + w + 1). items: (n_items, 2 d + 1). vectors: (n_items, w).
    """

    users: Floats
    items: Floats
    vectors: Floats


def of_tables(feedback: Feedback, settings: NeuMFSettings, around: Around, n_users: int) -> Starts:
    """Vectors at random or from shelves; biases, and users' tastes in fixed vectors, zero."""
    width, n_items = settings.embedding, feedback.n_items
    fixed = _fixed(feedback, settings, around)
    rng = np.random.default_rng([settings.seed, 0])
    users = np.zeros((n_users, 2 * width + fixed.shape[1] + 1), np.float32)
    users[:, : 2 * width] = rng.normal(0, settings.spread, (n_users, 2 * width))
    items = np.zeros((n_items, 2 * width + 1), np.float32)
    if settings.start == "shelves":
        # With users at zero the product says nothing yet, and what it first learns is who likes which company.
        found = item_features.company(feedback, width, settings.seed, lambda _, words: around.report(0.0, words))
        found *= LENGTH / max(math.sqrt(float((found**2).sum(1).mean())), 1e-9)
        items[:, : found.shape[1]] = items[:, width : width + found.shape[1]] = found
        users[:, :width] = 0
    else:
        items[:, : 2 * width] = rng.normal(0, settings.spread, (n_items, 2 * width))
    return Starts(users, items, fixed)


def _fixed(feedback: Feedback, settings: NeuMFSettings, around: Around) -> Floats:
    if not isinstance(settings, HybridSettings):
        return np.zeros((feedback.n_items, 0), np.float32)
    if settings.vectors is None:
        return vectors.made(feedback, around.items, settings.vector_width, settings.seed)
    return vectors.read(Path(settings.vectors), around.items[ITEM_ID], lambda _, words: around.report(0.0, words))

"""Tiny feedback to train baselines on."""

from typing import Any

import numpy as np
import polars as pl

from recsys.models.contract import Around, Family, Model
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelves


def likes(pairs: list[tuple[int, int]], n_users: int, n_items: int) -> Feedback:
    """Labels, no ratings: each pair of user and item is liked, and is all that stands on the shelves."""
    user, item = np.array(pairs, np.int32).T
    ones = np.ones(len(pairs), np.float32)
    shelves = Shelves.rated(user, item, 0 * ones, n_users)
    users = np.arange(n_users, dtype=np.int32)
    return Feedback(Examples(user, item, ones, ones), ones, (0, 1), 0.5, shelves, users, n_items)


def rated_feedback(rows: list[tuple[int, int, float]], n_items: int) -> Feedback:
    """Ratings from 1 to 5, liked from 4: user, item and stars."""
    user, item, stars = (np.array(column) for column in zip(*rows, strict=True))
    user, item, stars = user.astype(np.int32), item.astype(np.int32), stars.astype(np.float32)
    n_users = int(user.max()) + 1
    examples = Examples(user, item, (stars >= 4).astype(np.float32), np.ones(len(rows), np.float32))
    shelves, users = Shelves.rated(user, item, stars, n_users), np.arange(n_users, dtype=np.int32)
    return Feedback(examples, stars, (1, 5), 4, shelves, users, n_items)


def random_ratings(n_users: int, n_items: int, seed: int = 0) -> Feedback:
    """Ratings of users and items that differ in two tastes; the last item is never rated."""
    rng = np.random.default_rng(seed)
    is_rated = rng.random((n_users, n_items)) < 0.4
    is_rated[:, -1], is_rated[:, 0] = False, True
    taste = rng.normal(size=(n_users, 2)) @ rng.normal(size=(2, n_items))
    stars = np.clip(np.round(3.2 + taste + rng.normal(scale=0.5, size=taste.shape)), 1, 5)
    rows = [(user, item, stars[user, item]) for user, item in zip(*np.nonzero(is_rated), strict=True)]
    return rated_feedback(rows, n_items)


def fit(family: Family, feedback: Feedback, settings: dict[str, Any] | None = None, **around: Any) -> Model:
    """The family's model with these settings."""
    items = pl.DataFrame({"item_id": [str(item) for item in range(feedback.n_items)]})
    return family.fit(feedback, family.settings.model_validate(settings or {}), Around(items, **around))

"""Tiny datasets, written out by hand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from recsys.columns import AUTHOR_ID, ITEM_ID, TEXT, TITLE, TRAIN, USER_ID
from recsys.data.dataset import Dataset, Histories, Pairs, Reviews
from recsys.settings import About, BuildSettings


class Rated(NamedTuple):
    """A data point: a user who rated an item, perhaps with a review. 4 stars or more are liked."""

    user: int
    item: int
    stars: float
    text: str | None = None


def world(
    rated: Iterable[Rated],
    authors: Sequence[str | None] | None = None,
    touched: Iterable[tuple[int, int]] = (),
    split: Mapping[int, int] | None = None,
    name: str = "tiny",
) -> Dataset:
    """A dataset without features, laid out as `build` does it.

    authors: each item's first author; None: the source knows no authors. touched: further (user, item) of histories.
    split: user -> split; train for those not in it. Users and items are called u0, i0 and so on.
    """
    ordered = sorted(rated, key=lambda point: ((split or {}).get(point.user, TRAIN), point.user, point.item))
    history = sorted({(point.user, point.item) for point in ordered} | set(touched))
    n_users = max((user for user, _ in history), default=-1) + 1
    n_items = len(authors) if authors is not None else max((item for _, item in history), default=-1) + 1
    items = pl.DataFrame({ITEM_ID: [f"i{i}" for i in range(n_items)], TITLE: [f"Book {i}" for i in range(n_items)]})
    if authors is not None:
        items = items.with_columns(pl.Series(AUTHOR_ID, authors, pl.String))
    stars = np.array([point.stars for point in ordered], np.float32)
    reviewed = [(row, point.text) for row, point in enumerate(ordered) if point.text and point.text.strip()]
    return Dataset(
        about=About(name=name, source="table", synthetic=True, description="A tiny world.", created="2024-01-01"),
        settings=BuildSettings(),
        users=pl.DataFrame({USER_ID: [f"u{u}" for u in range(n_users)]}),
        items=items,
        histories=Histories(
            np.searchsorted([user for user, _ in history], np.arange(n_users + 1)).astype(np.int64),
            np.array([item for _, item in history], np.int32),
        ),
        pairs=Pairs(
            user=np.array([point.user for point in ordered], np.int32),
            item=np.array([point.item for point in ordered], np.int32),
            stars=stars,
            gold=(stars >= 4).astype(np.int8),
            split=np.array([(split or {}).get(point.user, TRAIN) for point in ordered], np.int8),
        ),
        reviews=Reviews(
            np.array([row for row, _ in reviewed], np.int32), pl.Series(TEXT, [text for _, text in reviewed], pl.String)
        ),
        features={},
        fingerprint="tiny",
    )


def reviews(*texts: str) -> Reviews:
    """Reviews of the first data points, one each."""
    return Reviews(np.arange(len(texts), dtype=np.int32), pl.Series(TEXT, texts, pl.String))

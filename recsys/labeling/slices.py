"""Slices of the data points: kinds of row on which functions may do better or worse; `slice_table` counts on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import AUTHOR, AUTHOR_ID, GENRES
from recsys.data.dataset import Bytes, Dataset
from recsys.errors import BadInput

Kind = Literal["all", "review", "popularity", "activity", "author", "genre"]
SHOWN = 10  # authors, and genres, with the most data points


@dataclass(frozen=True)
class Slicing:
    """One way to slice the data points. codes: int8 (n,), the place in `names` of each one's slice, -1 in none."""

    names: tuple[str, ...]
    codes: Bytes


class Slices:
    """A dataset's slices of every kind, made when first asked for and kept."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._made: dict[Kind, Slicing] = {}

    def of(self, kind: Kind) -> Slicing:
        """The slices of a kind; none where the data don't know what it goes by."""
        if kind not in self._made:
            self._made[kind] = SLICERS[kind](self.dataset)
        return self._made[kind]

    def holds(self, kind: Kind, name: str, rows: slice) -> npt.NDArray[np.bool_]:
        """Which of some rows are in a slice; raises BadInput if there is none of that name."""
        found = self.of(kind)
        if name not in found.names:
            there = ", ".join(f"“{other}”" for other in found.names) or "none"
            raise BadInput(f"{self.dataset.about.name} has no slice “{name[:80]}” by {kind}. There are: {there}.")
        return np.asarray(found.codes[rows] == found.names.index(name))


def _all(dataset: Dataset) -> Slicing:
    return Slicing(("all rows",), np.zeros(len(dataset.pairs), np.int8))


def _by_review(dataset: Dataset) -> Slicing:
    if not len(dataset.reviews):
        return _none(dataset)
    codes = np.ones(len(dataset.pairs), np.int8)
    codes[dataset.reviews.row] = 0
    noun = dataset.about.text_noun
    return Slicing((f"with {noun}", f"without {noun}"), codes)


def _by_popularity(dataset: Dataset) -> Slicing:
    """By how many train users touched the item."""
    in_train = np.zeros(dataset.users.height, bool)
    in_train[dataset.pairs.user[dataset.rows("train")]] = True
    of_train = np.repeat(in_train, np.diff(dataset.histories.offsets))
    touches = np.bincount(dataset.histories.items[of_train], minlength=dataset.items.height)
    return _quarters(touches, dataset.pairs.item, ("user of train", "users of train"))


def _by_activity(dataset: Dataset) -> Slicing:
    """By how many items the user touched."""
    noun = dataset.about.item_noun
    return _quarters(np.diff(dataset.histories.offsets), dataset.pairs.user, (noun, f"{noun}s"))


def _quarters(sizes: npt.NDArray[np.int64], owner: npt.NDArray[np.int32], nouns: tuple[str, str]) -> Slicing:
    """Slices by the size of each row's owner (its item or user), each of about a quarter of the rows; ties together.

    nouns: what is counted, of one and of several.
    """
    rows = np.bincount(owner, minlength=len(sizes))
    values, first = np.unique(sizes[rows > 0], return_inverse=True)
    below = np.cumsum(np.bincount(first, rows[rows > 0]))  # rows up to each value
    last = np.unique(np.searchsorted(below, below[-1] * np.array([0.25, 0.5, 0.75, 1.0])))  # value that ends a slice
    starts = np.concatenate([[0], last[:-1] + 1])
    names = tuple(_span(values[start], values[end], nouns) for start, end in zip(starts, last, strict=True))
    return Slicing(names, np.searchsorted(values[last], sizes).astype(np.int8)[owner])


def _span(low: int, high: int, nouns: tuple[str, str]) -> str:
    noun = nouns[0] if high == 1 else nouns[1]
    return f"{low:,} {noun}" if low == high else f"{low:,} to {high:,} {noun}"


def _by_author(dataset: Dataset) -> Slicing:
    if AUTHOR_ID not in dataset.items.columns:
        return _none(dataset)
    names = dataset.items[AUTHOR] if AUTHOR in dataset.items.columns else dataset.items[AUTHOR_ID]
    return _most_frequent(dataset, dataset.items[AUTHOR_ID], names)


def _by_genre(dataset: Dataset) -> Slicing:
    """By the item's first genre."""
    if GENRES not in dataset.items.columns:
        return _none(dataset)
    first = dataset.items[GENRES].str.split("|").list.first().replace("", None)
    return _most_frequent(dataset, first, first)


def _none(dataset: Dataset) -> Slicing:
    return Slicing((), np.full(len(dataset.pairs), -1, np.int8))


def _most_frequent(dataset: Dataset, key: pl.Series, name: pl.Series) -> Slicing:
    """A slice for each of the SHOWN keys of items that have the most data points; two of one name get their keys."""
    rows = np.bincount(dataset.pairs.item, minlength=dataset.items.height)
    most = (
        pl.DataFrame({"key": key, "name": name.fill_null(key), "rows": rows})
        .filter(pl.col("key").is_not_null() & (pl.col("rows") > 0))
        .group_by("key").agg(pl.col("name").first(), pl.col("rows").sum())
        .sort("rows", "key", descending=[True, False]).head(SHOWN)
        .with_columns(
            pl.when(pl.col("name").is_duplicated()).then(pl.format("{} ({})", "name", "key")).otherwise("name")
        )
    )  # fmt: skip
    places = pl.DataFrame({"key": most["key"], "place": np.arange(most.height, dtype=np.int8)})
    of_item = (
        pl.DataFrame({"key": key}).join(places, on="key", how="left", maintain_order="left")["place"].fill_null(-1)
    )
    return Slicing(tuple(most["name"]), of_item.to_numpy()[dataset.pairs.item])


SLICERS: dict[Kind, Callable[[Dataset], Slicing]] = {
    "all": _all,
    "review": _by_review,
    "popularity": _by_popularity,
    "activity": _by_activity,
    "author": _by_author,
    "genre": _by_genre,
}

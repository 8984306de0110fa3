"""Ids as numbers from 0, and pairs of them in order."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from recsys.data.dataset import Doubles, Ints
from recsys.threads import together

AT_A_TIME = 1 << 20
MOST_APART = 8  # ids that are numbers are looked up in a list, unless it would be so many times as long as they are


class Pairs(NamedTuple):
    """Pairs by user, then item, and the place that each had before; all arrays (n,)."""

    user: Ints
    item: Ints
    place: Ints


def codes(ids: pl.Series) -> tuple[Ints, pl.Series]:
    """For each of some ids (text, categories, whole numbers) its place among the distinct ones, as text, ascending."""
    ids = ids.cast(pl.Categorical) if ids.dtype == pl.String else ids
    distinct = _distinct(ids)
    names = distinct.cast(pl.String).rename("id")
    order = names.arg_sort()
    return places(ids, distinct.gather(order)), names.gather(order)


def places(ids: pl.Series, distinct: pl.Series) -> Ints:
    """For each of some ids (categories or whole numbers) its place in a list that has them all, each once."""
    values, numbers = ids.to_physical().to_numpy(), distinct.to_physical().to_numpy()
    lowest, span = _span(numbers)
    if span > MOST_APART * (len(values) + 1):
        ascending = np.argsort(numbers)
        return ascending[np.searchsorted(numbers, values, sorter=ascending)].astype(np.int32)
    place = np.zeros(span, np.int32)
    place[_above(numbers, lowest)] = np.arange(len(numbers), dtype=np.int32)
    return place[_above(values, lowest)]


def in_order(user: Ints, item: Ints) -> Pairs:
    """Pairs of numbers from 0 up by user, then item; those alike stay in the order they had."""
    # As the places of a sparse matrix: brought by item, then by user, each in one pass, where a sort takes many.
    shape = int(item.max(initial=0)) + 1, int(user.max(initial=0)) + 1
    matrix = sparse.coo_array((np.arange(len(user), dtype=np.int32), (item, user)), shape)
    matrix.has_canonical_format = True  # or else pairs alike would be added up
    by_user = matrix.tocsr().tocsc()
    users = np.arange(by_user.shape[1], dtype=np.int32)
    return Pairs(np.repeat(users, np.diff(by_user.indptr)), by_user.indices, by_user.data)


def counts(numbers: Ints, most: int) -> npt.NDArray[np.int64]:
    """How often each number from 0 up to `most` comes, (most,)."""
    found = np.zeros(most, np.int64)
    for rows in _parts(len(numbers)):
        found += np.bincount(numbers[rows], minlength=most)
    return found


def sums(numbers: Ints, values: npt.NDArray[np.floating], most: int) -> Doubles:
    """What the values of each number from 0 up to `most` add up to, (most,)."""
    found = np.zeros(most)
    for rows in _parts(len(numbers)):
        found += np.bincount(numbers[rows], values[rows], minlength=most)
    return found


def _parts(length: int) -> Iterator[slice]:
    """Rows in turn: NumPy counts in copies of 64 bits, which are not to be as long as the whole."""
    return (slice(start, start + AT_A_TIME) for start in range(0, length, AT_A_TIME))


def taken(order: npt.NDArray[np.integer], arrays: Sequence[npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
    """What an order takes of each of some arrays; of an empty one nothing."""
    # Made here: what another thread makes, the C library keeps for that thread when it is let go.
    order = order.astype(np.intp, copy=False)  # once, not for each array
    found = [np.empty(len(order) if len(array) else 0, array.dtype) for array in arrays]
    together(
        partial(np.take, array, order, out=into, mode="clip")  # any other mode goes through a copy
        for array, into in zip(arrays, found, strict=True)
        if len(array)
    )
    return found


def _distinct(ids: pl.Series) -> pl.Series:
    if ids.dtype.is_integer():
        values = ids.to_numpy()
        lowest, span = _span(values)
        if span <= MOST_APART * (len(values) + 1):
            is_there = np.zeros(span, bool)
            is_there[_above(values, lowest)] = True
            return pl.Series(np.flatnonzero(is_there) + lowest)
    return ids.unique()


def _span(numbers: npt.NDArray[np.integer]) -> tuple[int, int]:
    """The lowest of some numbers, or a little less, and how many there are from it to the highest."""
    lowest, highest = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, -1)
    lowest = 0 if 0 < lowest <= highest // 2 else lowest
    return lowest, highest - lowest + 1


def _above(numbers: npt.NDArray[np.integer], lowest: int) -> npt.NDArray[np.integer]:
    return numbers - lowest if lowest else numbers

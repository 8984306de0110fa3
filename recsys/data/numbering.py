"""Ids as numbers from 0, and pairs of them in order."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.data.dataset import Ints
from recsys.threads import together

MOST_APART = 8  # ids that are numbers are looked up in a list, unless it would be so many times as long as they are
LARGEST_BITS = 63


class Pairs(NamedTuple):
    """Pairs by user, then item, and the place that each had before; all arrays (n,)."""

    user: Ints
    item: Ints
    place: npt.NDArray[np.int64]


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
    place[numbers - lowest] = np.arange(len(numbers), dtype=np.int32)
    return place[values - lowest]


def in_order(user: Ints, item: Ints) -> Pairs:
    """Pairs of numbers from 0 up by user, then item; those alike stay in the order they had."""
    place_bits, item_bits, user_bits = (
        int(most).bit_length() for most in (len(user), item.max(initial=0), user.max(initial=0))
    )
    if user_bits + item_bits + place_bits > LARGEST_BITS:
        place = np.lexsort((item, user))
        return Pairs(user[place], item[place], place)
    # Plain numbers sort several times as fast as an order is found, so each carries its place in its lowest bits.
    keys = user.astype(np.int64)
    keys <<= item_bits
    keys |= item
    keys <<= place_bits
    keys |= np.arange(len(keys))
    keys.sort()
    place = keys & ((1 << place_bits) - 1)
    keys >>= place_bits
    item = (keys & ((1 << item_bits) - 1)).astype(np.int32)
    keys >>= item_bits
    return Pairs(keys.astype(np.int32), item, place)


def taken(order: npt.NDArray[np.int64], arrays: Sequence[npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
    """What an order takes of each of some arrays; of an empty one nothing."""
    # Made here: what another thread makes, the C library keeps for that thread when it is let go.
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
            is_there[values - lowest] = True
            return pl.Series(np.flatnonzero(is_there) + lowest)
    return ids.unique()


def _span(numbers: npt.NDArray[np.integer]) -> tuple[int, int]:
    """The lowest of some numbers, or a little less, and how many there are from it to the highest."""
    lowest, highest = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, -1)
    return lowest, highest - lowest + 1

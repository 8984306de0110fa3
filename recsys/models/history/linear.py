"""What each item of a shelf brings to every other: a linear model, as it is asked."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recsys.data.dataset import Floats, Ints

FEW = 0.25  # of the places in between: below that, only their rows of the weights are read


class Given(NamedTuple):
    """The inputs that a shelf has: their outputs, how much of each, what one brings, and where on the shelf it is."""

    output: Ints
    values: Floats
    brings: sparse.csr_matrix
    shelf: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Linear:
    """Inputs bring something to places in between, and these to outputs; inputs and outputs are the same k items.

    output: (n_items,) which of the outputs an item is, -1 if it has no part in it. offsets, places, values: a CSR
    matrix (k, places), what an input brings to each place. weights: (places, k). Solved for pairs of items, each input
    is a place of its own; solved for pairs of users, the places are the users, which takes less room where these are
    few.
    """

    output: Ints
    offsets: npt.NDArray[np.int64]
    places: Ints
    values: Floats
    weights: Floats

    def scores(self, amounts: Floats, items: Ints) -> Floats:
        """(n_items,): the sum of what so much of each of `items` brings, none to itself; 0 for what has no part."""
        found = np.zeros(len(self.output), np.float32)
        given = self._given(amounts, items)
        if len(given.values):
            found[self._kept] = self._sum(given.values @ given.brings)
            found[items[given.shelf]] -= given.values * self._to_itself(given)
        return found

    def contributions(self, amounts: Floats, items: Ints, item: int) -> Floats:
        """(len(items),): what each of them brings to `item`; nothing to itself."""
        found = np.zeros(len(items), np.float32)
        given, output = self._given(amounts, items), self.output[item]
        if output >= 0 and len(given.values):
            found[given.shelf] = given.values * (given.brings @ self.weights[:, output])
            found[items == item] = 0
        return found

    def _given(self, amounts: Floats, items: Ints) -> Given:
        shelf = np.flatnonzero((amounts > 0) & (self.output[items] >= 0))
        output = self.output[items[shelf]]
        return Given(output, amounts[shelf], self._brings[output], shelf)

    def _sum(self, between: Floats) -> Floats:
        used = np.flatnonzero(between)
        if len(used) < FEW * len(between):
            return between[used] @ self.weights[used]
        return between @ self.weights

    def _to_itself(self, given: Given) -> Floats:
        """What inputs would bring to their own items."""
        brings = given.brings
        owner = np.repeat(np.arange(len(given.output)), np.diff(brings.indptr))
        each = brings.data * self.weights[brings.indices, given.output[owner]]
        return np.bincount(owner, each, minlength=len(given.output)).astype(np.float32)

    @cached_property
    def _brings(self) -> sparse.csr_matrix:
        shape = self.weights.shape[::-1]
        return sparse.csr_matrix((self.values, self.places, self.offsets), shape=shape)

    @cached_property
    def _kept(self) -> npt.NDArray[np.intp]:
        """The items that are outputs, in the outputs' order, which is theirs."""
        return np.flatnonzero(self.output >= 0)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All it is made of."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, arrays: dict[str, npt.NDArray[Any]]) -> Self:
        """The one that gave these arrays."""
        return cls(**arrays)

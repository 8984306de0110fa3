"""KNN with baselines: the biases, corrected by how the user rated the items that are rated most alike."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy import sparse

from recsys.data.dataset import Floats, Ints
from recsys.models.baselines.biases import BiasSettings, Doubles, ItemBiases
from recsys.models.contract import By, Family
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned


class KNNSettings(BiasSettings):
    """How neighbors are found, and how many are asked."""

    k: int = Field(
        40, ge=1, le=1_000, description="Most alike items among those the user rated that are asked, at most"
    )
    shrinkage: float = Field(100.0, ge=0, le=10_000, description="Common raters of nobody's that pull a likeness to 0")
    least_raters: int = Field(2, ge=2, le=1_000, description="Common raters below which two items are not compared")


@dataclass(frozen=True)
class KNNBaseline(Learned):
    """data, indices, indptr: the positive likenesses (n_items, n_items) of items, symmetric, as a CSR matrix.

    mean: (), of all ratings. item: (n_items,), what each item gets above it.
    """

    family: ClassVar[str] = "knn-baseline"
    settings: KNNSettings
    data: Floats
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]
    mean: Doubles
    item: Doubles

    @property
    def n_items(self) -> int:
        return len(self.item)

    @cached_property
    def likenesses(self) -> sparse.csr_matrix:
        """Row: an item; columns: those rated alike."""
        return sparse.csr_matrix((self.data, self.indices, self.indptr), shape=(self.n_items, self.n_items))

    def scores(self, shelf: Shelf) -> Floats:
        """The stars expected of whoever has that shelf; without a rating on it, of everybody."""
        known = ItemBiases(float(self.mean), self.item)
        expected = known.mean + known.of_user(shelf, self.settings.l2_user) + self.item
        rated = shelf.stars > 0
        items, stars = shelf.items[rated], shelf.stars[rated]
        row, column, weight = self._nearest(items)
        above = np.bincount(column, weight * (stars - expected[items])[row], minlength=self.n_items)
        total = np.bincount(column, weight, minlength=self.n_items)
        return (expected + above / np.where(total > 0, total, 1)).astype(np.float32)

    def _nearest(self, items: Ints) -> tuple[Ints, Ints, Doubles]:
        """For each item the k of `items` most alike: the place among `items`, the item, the likeness."""
        alike = self.likenesses[items].tocoo()
        is_crowded = np.bincount(alike.col, minlength=self.n_items)[alike.col] > self.settings.k
        crowded = np.flatnonzero(is_crowded)  # the others need no sorting, which is what takes time
        order = crowded[np.lexsort((-alike.data[crowded], alike.col[crowded]))]  # stable, as surprise's heap
        column = alike.col[order]
        place_of_column = np.arange(len(column)) - np.searchsorted(column, column)
        nearest = np.concatenate([np.flatnonzero(~is_crowded), order[place_of_column < self.settings.k]])
        return alike.row[nearest], alike.col[nearest], alike.data[nearest].astype(np.float64)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """The shrunk correlation of two items' ratings above the biases; 0 where it is not positive, 1 with itself."""
        found = self.likenesses[item].toarray().ravel()
        found[item] = 1
        return found


FAMILY = Family(
    name="knn-baseline",
    title="Item-item, stars",
    about="Stars as the biases say, corrected by how the user rated the items that are rated most alike.",
    kind="baseline",
    predicts="stars",
    settings=KNNSettings,
    model=KNNBaseline,
    fitting="recsys.models.baselines.star_neighbors_fitting",
    source="Koren 2010, section 2.2; KNNBaseline of scikit-surprise",
)

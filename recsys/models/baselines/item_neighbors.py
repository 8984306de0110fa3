"""Item-item neighbors: an item comes up when many of the same people like what stands on the shelf."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy import sparse

from recsys.data.dataset import Floats
from recsys.models.baselines import evidence
from recsys.models.contract import By, Family
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings

FITTING = "recsys.models.baselines.item_neighbors_fitting"


class CosineSettings(Settings):
    """How neighbors are found."""

    neighbors: int = Field(300, ge=1, le=10_000, description="Most alike items that are kept for each item")
    touched: float = Field(0.1, ge=0, le=1, description=evidence.TOUCHED_HELP)


class BM25Settings(CosineSettings):
    """How neighbors are found, and how far what is popular, or liked by those who like much, is held back."""

    k1: float = Field(0.3, ge=0, le=1_000, description="How far a higher weight of one like counts more")
    b: float = Field(0.2, ge=0, le=1, description="How far popular items are held back: 0 not at all, 1 fully")


@dataclass(frozen=True)
class ItemNeighbors(Learned):
    """data, indices, indptr: the similarities (n_items, n_items) of each item to its nearest, as a CSR matrix.

    popularity: (n_items,), the answer for who shows nothing. liked_from: (), the stars from which an item is liked.
    """

    family: ClassVar[str]
    settings: CosineSettings
    data: Floats
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]
    popularity: Floats
    liked_from: npt.NDArray[np.float64]

    @property
    def n_items(self) -> int:
        return len(self.popularity)

    @cached_property
    def similarities(self) -> sparse.csr_matrix:
        """Row: an item; columns: its neighbors."""
        return sparse.csr_matrix((self.data, self.indices, self.indptr), shape=(self.n_items, self.n_items))

    def scores(self, shelf: Shelf) -> Floats:
        """The sum of the similarities to what stands on the shelf; of an empty one, popularity."""
        weights = evidence.of_shelf(shelf, self.liked_from, self.settings.touched)
        if not weights.any():
            return self.popularity
        return (self.similarities[shelf.items].T @ weights).astype(np.float32)

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """Each item's own part of the sum."""
        weights = evidence.of_shelf(shelf, self.liked_from, self.settings.touched)
        return weights * self.similarities[shelf.items][:, [item]].toarray().ravel()

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """What training found (dot), over both items' similarity to themselves (cosine); 0 but to neighbors."""
        row = self.similarities[item].toarray().ravel()
        if by == "dot":
            return row
        own = np.maximum(self.similarities.diagonal(), np.finfo(np.float32).tiny)
        return (row / np.sqrt(own[item]) / np.sqrt(own)).astype(np.float32) if row[item] > 0 else row


class ItemCosine(ItemNeighbors):
    """Similarity: the cosine of two items' likes."""

    family = "item-cosine"


class ItemBM25(ItemNeighbors):
    """Similarity: the product of two items' likes, weighted by BM25."""

    family = "item-bm25"


COSINE = Family(
    name="item-cosine",
    title="Item-item, cosine",
    about="What is liked by the same people as what is on the shelf: the cosine of two items' likes.",
    kind="baseline",
    predicts="order",
    settings=CosineSettings,
    model=ItemCosine,
    fitting=FITTING,
    needs="implicit",
    source="CosineRecommender of implicit; Sarwar et al. 2001",
)
BM25 = Family(
    name="item-bm25",
    title="Item-item, BM25",
    about="What is liked by the same people as what is on the shelf, with popular items and eager users held back.",
    kind="baseline",
    predicts="order",
    settings=BM25Settings,
    model=ItemBM25,
    fitting=FITTING,
    needs="implicit",
    source="BM25Recommender of implicit; Robertson and Zaragoza 2009",
)

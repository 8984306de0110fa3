"""Matrix factorization of likes: ALS and BPR, whose users and items are vectors that are multiplied."""

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recsys.data.dataset import Floats, Ints
from recsys.models.baselines import evidence
from recsys.models.contract import By, Family, vector_similarity
from recsys.models.feedback import Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings

FITTING = "recsys.models.baselines.factors_fitting"


class FactorSettings(Settings):
    """What both factorizations have."""

    factors: int = Field(64, ge=1, le=1_024, description="Numbers that describe an item, and a user")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the starting vectors and of the order")


class ALSSettings(FactorSettings):
    """How ALS is trained."""

    l2: float = Field(30.0, ge=0, le=10_000, description="Pull of the vectors towards zero; more forgets more")
    alpha: float = Field(5.0, gt=0, le=10_000, description="How much a like counts beside an item not touched, 1")
    touched: float = Field(0.0, ge=0, le=1, description=evidence.TOUCHED_HELP)
    iterations: int = Field(15, ge=1, le=1_000, description="Times that users and items are solved in turn")


class BPRSettings(FactorSettings):
    """How BPR is trained."""

    learning_rate: float = Field(0.005, gt=0, le=1, description="Step size of stochastic gradient descent")
    l2: float = Field(0.02, ge=0, le=10, description="Pull of the vectors towards zero; more forgets more")
    iterations: int = Field(200, ge=1, le=10_000, description="Passes over the likes")


@dataclass(frozen=True)
class Factors(Learned):
    """item_factors: (n_items, d). user_factors: (n, d) of the users numbered `users`, ascending, who liked something.

    popularity: (n_items,), the answer for who shows nothing. liked_from: (), the stars from which an item is liked.
    """

    family: ClassVar[str]
    settings: Any
    item_factors: Floats
    user_factors: Floats
    users: Ints
    popularity: Floats
    liked_from: npt.NDArray[np.float64]

    @property
    def n_items(self) -> int:
        return len(self.item_factors)

    @property
    def item_vectors(self) -> Floats:
        """The items' factors."""
        return self.item_factors

    @abstractmethod
    def fold_in(self, shelf: Shelf) -> Floats | None:
        """The vector (d,) of somebody with that shelf; None if it shows nothing."""

    def scores(self, shelf: Shelf) -> Floats:
        """Products of the items' vectors with that of the user: as trained, or folded in from the shelf."""
        row = shelf.row_in(self.users)
        taste = self.fold_in(shelf) if row is None else self.user_factors[row]
        return self.popularity if taste is None else (self.item_factors @ taste).astype(np.float32)

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """How alike the items' vectors are to that of one."""
        return vector_similarity(self.item_factors, item, by)


class ALS(Factors):
    """Least squares in turn; a shelf is folded in by the very solve that gives a user their vector."""

    family = "als"

    def fold_in(self, shelf: Shelf) -> Floats | None:
        """The vector that least squares gives."""
        confidence = self._confidence(shelf)
        if not confidence.any():
            return None
        return np.linalg.solve(self._system(shelf, confidence), confidence @ self.item_factors[shelf.items])

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """Each item's own part of the score of the folded-in shelf, as in section 5 of Hu et al."""
        confidence = self._confidence(shelf)
        if not confidence.any():
            return np.zeros(len(shelf), np.float32)
        seen_from = np.linalg.solve(self._system(shelf, confidence), self.item_factors[item])
        return (confidence * (self.item_factors[shelf.items] @ seen_from)).astype(np.float32)

    def _confidence(self, shelf: Shelf) -> npt.NDArray[np.float64]:
        settings: ALSSettings = self.settings
        return settings.alpha * evidence.of_shelf(shelf, self.liked_from, settings.touched).astype(np.float64)

    def _system(self, shelf: Shelf, confidence: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        is_evidence = confidence > 0
        mine = self.item_factors[shelf.items[is_evidence]].astype(np.float64)
        more = mine.T @ ((confidence[is_evidence] - 1)[:, None] * mine)
        # a little more than nothing, or one item and no l2 has no solution
        return self._gram + more + max(self.settings.l2, 1e-9) * np.eye(len(self._gram))

    @cached_property
    def _gram(self) -> npt.NDArray[np.float64]:
        return self.item_factors.T.astype(np.float64) @ self.item_factors


class BPR(Factors):
    """Pairs put in order; the last of an item's numbers is its bias, that of a user always 1."""

    family = "bpr"

    def fold_in(self, shelf: Shelf) -> Floats | None:
        """The mean of what is liked: of the ways tried by far the best (NDCG@10 .28, least squares .23 at best)."""
        weights = evidence.of_shelf(shelf, self.liked_from)
        if not weights.any():
            return None
        taste = weights @ self.item_factors[shelf.items] / weights.sum()
        taste[-1] = 1
        return taste


ALS_FAMILY = Family(
    name="als",
    title="ALS",
    about="Users and items as vectors, found by least squares in turn; what was not touched counts as a weak “no”.",
    kind="baseline",
    predicts="order",
    settings=ALSSettings,
    model=ALS,
    fitting=FITTING,
    needs="implicit",
    source="AlternatingLeastSquares of implicit; Hu, Koren and Volinsky 2008",
)
BPR_FAMILY = Family(
    name="bpr",
    title="BPR",
    about="Users and items as vectors, found by putting what somebody likes before what they did not touch.",
    kind="baseline",
    predicts="order",
    settings=BPRSettings,
    model=BPR,
    fitting=FITTING,
    needs="implicit",
    source="BayesianPersonalizedRanking of implicit; Rendle et al. 2009",
)

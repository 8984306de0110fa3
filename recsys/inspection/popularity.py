"""How popular items are: by the train users who touched them, so that nothing of test is in it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Dataset, Ints
from recsys.evaluation import ranking
from recsys.models.feedback import Shelf

Band = Literal["all", "head", "middle", "tail"]
HEAD, TAIL = 0.1, 0.5  # the most popular tenth of the items; from one half on, the least popular
BANDS: dict[Band, tuple[float, float]] = {
    "all": (0.0, 1.0), "head": (0.0, HEAD), "middle": (HEAD, TAIL), "tail": (TAIL, 1.0),
}  # fmt: skip


@dataclass(frozen=True)
class Popularity:
    """touches: (n_items,) how many train users touched each item. rank: (n_items,) 1 the most popular, none twice."""

    touches: Ints
    rank: Ints

    def within(self, band: Band) -> npt.NDArray[np.bool_]:
        """Which items are in a band of popularity, shape (n_items,)."""
        low, high = (share * len(self.rank) for share in BANDS[band])
        return np.asarray((self.rank > low) & (self.rank <= high))


def of_dataset(dataset: Dataset) -> Popularity:
    """The popularity of a dataset's items; of two that are alike the lower number comes first."""
    touches = ranking.popularity(dataset)(Shelf.touched([])).astype(np.int32)
    rank = np.empty(len(touches), np.int32)
    rank[np.argsort(-touches, kind="stable")] = np.arange(1, len(touches) + 1)
    return Popularity(touches, rank)

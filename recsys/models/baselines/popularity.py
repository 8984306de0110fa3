"""Popularity: everybody gets what most people like. What any recommender has to beat."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from pydantic import Field

from recsys.data.dataset import Floats
from recsys.models.baselines import evidence
from recsys.models.contract import Around, By, Family, vector_similarity
from recsys.models.feedback import Feedback, Shelf
from recsys.models.learned import Learned
from recsys.settings import Settings


class PopularitySettings(Settings):
    """What is counted."""

    touched: float = Field(0.0, ge=0, le=1, description=evidence.TOUCHED_HELP)


@dataclass(frozen=True)
class Popularity(Learned):
    """counts: (n_items,), how much each item is liked, as a share of the users."""

    family: ClassVar[str] = "popularity"
    settings: PopularitySettings
    counts: Floats

    @property
    def n_items(self) -> int:
        return len(self.counts)

    def scores(self, shelf: Shelf) -> Floats:
        """How much each item is liked, whoever asks."""
        return self.counts

    def similarity(self, item: int, by: By = "cosine") -> Floats:
        """Of items that differ in one number only: by cosine all that anybody likes are the same."""
        return vector_similarity(self.counts[:, None], item, by)

    def contributions(self, shelf: Shelf, item: int) -> Floats:
        """Nothing: the shelf has no say."""
        return np.zeros(len(shelf), np.float32)


def fit(feedback: Feedback, settings: PopularitySettings, around: Around) -> Popularity:
    """Count who likes what."""
    around.report(0.0, "counting who likes what")
    return Popularity(settings, evidence.popularity(evidence.matrix(feedback, settings.touched)))


FAMILY = Family(
    name="popularity",
    title="Popularity",
    about="Everybody gets what most people like. What every other model has to beat.",
    kind="baseline",
    predicts="order",
    settings=PopularitySettings,
    model=Popularity,
    fitting="recsys.models.baselines.popularity",
)

"""The history model while it learns, asked for every epoch's quality: only the network changes from epoch to epoch."""

from dataclasses import dataclass, field
from typing import cast

import numpy as np

from recsys.data.dataset import Floats
from recsys.models.contract import Model
from recsys.models.feedback import Shelf, Validation
from recsys.models.history.model import HistoryModel
from recsys.models.validation_ranking import ranking_of

MOST_BYTES = 200_000_000  # of answers that are remembered


@dataclass
class LinearAnswers:
    """What the linear part answers to the users that are asked again and again."""

    of_users: dict[int, Floats] = field(default_factory=dict)

    def ranking_of(self, model: HistoryModel, valid: Validation) -> dict[str, float]:
        """As `validation_ranking.ranking_of`, sooner. Always of models with the same linear part."""
        return ranking_of(cast(Model, _Remembering(model, self)), valid)

    def of(self, model: HistoryModel, shelf: Shelf) -> Floats:
        """The linear part's scores, those of the time before if there was one."""
        known = self.of_users.get(cast(int, shelf.user))
        if known is not None:
            return known
        found = model.linear_scores(shelf)
        if len(self.of_users) * found.nbytes < MOST_BYTES:
            self.of_users[cast(int, shelf.user)] = found
        return found


@dataclass(frozen=True)
class _Remembering:
    model: HistoryModel
    answers: LinearAnswers

    @property
    def n_items(self) -> int:
        return self.model.n_items

    def scores(self, shelf: Shelf) -> Floats:
        weight = np.float32(self.model.settings.linear_weight)
        return self.model.logits(shelf) + weight * self.answers.of(self.model, shelf)

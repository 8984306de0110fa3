"""All that is to be seen of a dataset, each table made when it is first asked for and kept."""

from functools import cached_property

from recsys.data.dataset import Dataset
from recsys.exploration import linked, over_time, slicings
from recsys.exploration.linked import Linked
from recsys.exploration.over_time import OverTime
from recsys.exploration.ratings import Ratings, Side, ratings
from recsys.exploration.stars import Levels


class Exploration:
    """A dataset without its test split; may be shared by all who look at it."""

    def __init__(self, dataset: Dataset) -> None:
        self.ratings: Ratings = ratings(dataset)
        self._linked: dict[tuple[Side, str], Linked] = {}

    @cached_property
    def slicings(self) -> dict[Side, list[str]]:
        """What users and items can be sliced by."""
        return {"users": slicings.possible(self.ratings, "users"), "items": slicings.possible(self.ratings, "items")}

    def linked(self, side: Side, kind: str) -> Linked:
        """Histograms of users or items sliced by one of `slicings`."""
        if (side, kind) not in self._linked:
            self._linked[side, kind] = linked.linked(self.ratings, side, kind)
        return self._linked[side, kind]

    @cached_property
    def over_time(self) -> OverTime:
        return over_time.over_time(self.ratings)

    @cached_property
    def levels(self) -> Levels:
        return Levels(self.ratings)

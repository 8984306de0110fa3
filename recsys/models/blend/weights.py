"""How much each member of a blend counts: the weights that rank best on what is not learned from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Floats, Ints
from recsys.evaluation import ranking
from recsys.evaluation.ranking import Holdout
from recsys.models.blend.model import z_scores
from recsys.models.contract import Model
from recsys.models.top import top
from recsys.progress import Report, part

PARTS = 20  # of the whole that is divided between the members: 231 ways for three of them
CANDIDATES = 100  # of each member's best items: what none has among them is not among the blend's ten
MOST_USERS = 2_000
NOWHERE = -1e9  # the z-score of a place without an item


@dataclass(frozen=True)
class Candidates:
    """Each user's items that may get into a list, ascending, -1 where there are fewer, and all members' z-scores.

    items: (users, width). z: (members, users, width).
    """

    items: Ints
    z: Floats

    def ndcg(self, weights: Floats, holdout: Holdout) -> float:
        """NDCG@10 of the members' weighted sum."""
        total = np.einsum("m,muw->uw", weights, self.z)
        order = np.argsort(-total, axis=1, kind="stable")[:, : ranking.K]
        return ranking.judge(np.take_along_axis(self.items, order, 1), holdout)[f"ndcg@{ranking.K}"]


def choose(members: Sequence[Model], holdout: Holdout, report: Report) -> tuple[Floats, float]:
    """The best weights (members,), with sum 1, and the NDCG@10 that they reach; of equals, those of the first members.

    Each member alone is among what is tried, so that here no member is better than the blend.
    """
    some = _some(holdout)
    found = candidates(members, some, part(report, 0.0, 0.7))
    ways = list(divisions(len(members)))
    reached = []
    for place, way in enumerate(ways):
        if place % 5 == 0:
            report(0.7 + 0.3 * place / len(ways), f"weighing the members: way {place + 1} of {len(ways)}")
        reached.append(found.ndcg(way, some))
    best = int(np.argmax(reached))
    return ways[best], reached[best]


def candidates(members: Sequence[Model], holdout: Holdout, report: Report) -> Candidates:
    """What members would put into the lists of those who are asked, and what the others think of it."""
    width = len(members) * CANDIDATES
    items = np.full((len(holdout), width), -1, np.int32)
    z = np.full((len(members), len(holdout), width), NOWHERE, np.float32)
    for user, shelf in enumerate(holdout.visible):
        if user % 10 == 0:
            report(user / len(holdout), f"asking the members for user {user + 1:,} of {len(holdout):,}")
        scores = [z_scores(member.scores(shelf), shelf) for member in members]
        either = np.unique(np.concatenate([top(one, shelf.items, CANDIDATES) for one in scores]))
        items[user, : len(either)] = either
        z[:, user, : len(either)] = [one[either] for one in scores]
    return Candidates(items, z)


def divisions(members: int, parts: int = PARTS) -> Iterator[Floats]:
    """All ways to divide 1 between so many members in steps of 1 / parts."""
    for counts in _counts(members, parts):
        yield (np.array(counts) / parts).astype(np.float32)


def _counts(members: int, parts: int) -> Iterator[tuple[int, ...]]:
    if members == 1:
        yield (parts,)
        return
    for first in range(parts, -1, -1):
        for rest in _counts(members - 1, parts - first):
            yield (first, *rest)


def _some(holdout: Holdout) -> Holdout:
    """As many of the users as it takes, spread evenly."""
    if len(holdout) <= MOST_USERS:
        return holdout
    chosen: npt.NDArray[np.intp] = np.linspace(0, len(holdout) - 1, MOST_USERS).astype(np.intp)
    visible, relevant = ([every[place] for place in chosen] for every in (holdout.visible, holdout.relevant))
    return Holdout(holdout.user[chosen], visible, relevant, holdout.n_items)

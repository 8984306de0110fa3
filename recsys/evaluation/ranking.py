"""How well a scorer ranks what test users turn out to like, and how different their lists are."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Dataset, Floats, Ints
from recsys.errors import BadInput
from recsys.models.feedback import Shelf, Shelves
from recsys.models.top import top
from recsys.progress import Report, silent

HELD_OUT = 0.2
PAIRS_COMPARED = 20_000
K = 10
NAMES = tuple(f"{name}@{K}" for name in ("ndcg", "recall", "precision", "hit", "coverage", "difference"))

Scorer = Callable[[Shelf], Floats]
"""Takes a visible shelf and gives every item's score, shape (n_items,)."""


@dataclass(frozen=True)
class Holdout:
    """What each user shows and what is asked: three lists of the same length.

    visible: what a scorer may see. relevant: the held-out items the user liked, never empty.
    """

    user: Ints
    visible: list[Shelf]
    relevant: list[Ints]
    n_items: int

    def __len__(self) -> int:
        return len(self.user)


def held_out(dataset: Dataset, split: str = "test", seed: int = 0) -> Ints:
    """The rows of a split that are asked for: a fifth of each user's, rounded up, at random; (seed, user) decide.

    Where ratings rather than users were split, all rows of the split are.
    """
    rows = dataset.rows(split)
    if dataset.settings.split != "user":
        return np.arange(rows.start, rows.stop, dtype=np.int32)
    users, starts, counts = np.unique(dataset.pairs.user[rows], return_index=True, return_counts=True)
    held = [
        rows.start + start + np.random.default_rng([seed, user]).permutation(count)[: math.ceil(HELD_OUT * count)]
        for user, start, count in zip(users.tolist(), starts.tolist(), counts.tolist(), strict=True)
    ]
    return np.concatenate(held, dtype=np.int32) if held else np.empty(0, np.int32)


def hold_out(dataset: Dataset, split: str = "test", seed: int = 0, shelves: Shelves | None = None) -> Holdout:
    """Who is asked for what of a split (`held_out`); users without a liked one among it are left out.

    What is visible is the user's shelf less what is asked for. shelves: those that the model sees; without stars if
    None.
    """
    shelves = Shelves.touched(dataset.histories) if shelves is None else shelves
    rows = held_out(dataset, split, seed)
    user, item, gold = dataset.pairs.user[rows], dataset.pairs.item[rows], dataset.pairs.gold[rows]
    users, starts = np.unique(user, return_index=True)
    chosen, visible, relevant = [], [], []
    for number, asked, liked in zip(
        users.tolist(), np.split(item, starts[1:]), np.split(gold == 1, starts[1:]), strict=True
    ):
        if liked.any():
            shelf = shelves.of(number)
            chosen.append(number)
            visible.append(shelf.without(asked) if np.isin(asked, shelf.items).any() else shelf)
            relevant.append(np.sort(asked[liked]))
    return Holdout(np.array(chosen, np.int32), visible, relevant, dataset.items.height)


def evaluate(score: Scorer, holdout: Holdout, k: int = K, report: Report = silent) -> dict[str, float]:
    """`judge` of everybody's k best items."""
    return judge(top_lists(score, holdout, k, report), holdout, k)


def top_lists(score: Scorer, holdout: Holdout, k: int, report: Report = silent) -> Ints:
    """Everybody's k best items but those they show, shape (users, k), best first; -1 where a list is shorter."""
    tops = np.full((len(holdout), k), -1, np.int32)
    for place, visible in enumerate(holdout.visible):
        if place % 50 == 0:
            report(place / len(holdout), f"ranking for test user {place + 1:,} of {len(holdout):,}")
        best = top(score(visible), visible.items, k)
        tops[place, : len(best)] = best
    return tops


def judge(tops: Ints, holdout: Holdout, k: int = K) -> dict[str, float]:
    """Means over the users of NDCG, recall, precision and hit at k; coverage and difference of their top-k lists.

    tops: as `top_lists` gives them, k or more items each. NDCG is binary, its ideal cut at min(k, relevant). Recall is
    over all relevant items. Coverage is the share of all items that stand in anybody's list. Difference is the mean of
    1 - Jaccard over pairs of users: 0 if all get one.
    """
    if not len(holdout):
        raise BadInput(
            "No test user has a liked item among those held out, so a ranking can't be judged. Test more users."
        )
    tops, discount = tops[:, :k], 1 / np.log2(np.arange(2, k + 2))
    n_relevant = np.array([len(relevant) for relevant in holdout.relevant])
    wanted = _keys(np.repeat(np.arange(len(holdout)), n_relevant), np.concatenate(holdout.relevant), holdout)
    hits = np.isin(_keys(np.arange(len(holdout))[:, None], tops, holdout), wanted) & (tops >= 0)
    ideal = np.cumsum(discount)[np.minimum(n_relevant, k) - 1]
    return {
        f"ndcg@{k}": float(np.mean(hits @ discount / ideal)),
        f"recall@{k}": float(np.mean(hits.sum(1) / n_relevant)),
        f"precision@{k}": float(np.mean(hits.sum(1) / k)),
        f"hit@{k}": float(np.mean(hits.any(1))),
        f"coverage@{k}": len(np.unique(tops[tops >= 0])) / holdout.n_items,
        f"difference@{k}": difference(tops),
    }


def _keys(place: npt.NDArray[Any], item: Ints, holdout: Holdout) -> npt.NDArray[np.int64]:
    """One number for each user (by place) and item."""
    return place.astype(np.int64) * holdout.n_items + item


def difference(tops: Ints) -> float:
    """Mean of 1 - Jaccard over pairs of lists (n, k), -1 where a list is shorter; of many pairs, a fixed sample."""
    n = len(tops)
    first, second = np.triu_indices(n, 1)
    if len(first) > PAIRS_COMPARED:
        chosen = np.random.default_rng(0).choice(len(first), PAIRS_COMPARED, replace=False)
        first, second = first[chosen], second[chosen]
    if not len(first):
        return 0.0
    a, b = tops[first], tops[second]
    shared = ((a[:, :, None] == b[:, None, :]) & (a >= 0)[:, :, None]).sum((1, 2))
    either = (a >= 0).sum(1) + (b >= 0).sum(1) - shared
    return float(np.mean(1 - shared / np.maximum(either, 1)))


def popularity(dataset: Dataset) -> Scorer:
    """Scores an item by the number of train users who touched it; test, dev and valid users never count."""
    histories = dataset.histories
    is_train = np.zeros(dataset.users.height, bool)
    is_train[dataset.users_in("train")] = True
    counted = np.repeat(is_train, np.diff(histories.offsets))
    counts = np.bincount(histories.items[counted], minlength=dataset.items.height).astype(np.float32)
    return lambda shelf: counts


def random(n_items: int, seed: int = 0) -> Scorer:
    """Scores items at random, anew at each call."""
    rng = np.random.default_rng(seed)
    return lambda shelf: rng.random(n_items, np.float32)

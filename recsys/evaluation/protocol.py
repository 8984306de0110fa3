"""The one protocol by which models are compared on ratings: who is asked for what, and what may be learned from.

docs/protocol.md says it in plain words.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.columns import ITEM_ID, USER_ID
from recsys.data.dataset import Dataset, Floats, Ints
from recsys.errors import BadInput
from recsys.evaluation import ranking, star_errors
from recsys.evaluation.ranking import Holdout
from recsys.models.contract import Model
from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Shelves, Validation
from recsys.progress import Report, silent

SEEDS = (42, 43, 44, 45, 46)
VALIDATION_SEED = 1_000  # added to a split's seed, so that what is stopped by is drawn anew
OF_EACH_USER = 0.2  # held out where orders are compared
OF_ALL = 0.1  # held out where predicted stars are
K, LONG = 10, 20
RANKING_NAMES = (*ranking.NAMES[:2], f"recall@{LONG}", *ranking.NAMES[2:])

Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ratings:
    """All ratings of a dataset, whatever split they are in, by user, then item, in the order of the source's ids.

    user, item, stars: (n,), numbered as in the dataset. rank: (n_users,), each user's place by id. liked_from: the
    stars from which an item is liked. scale: the least and the most stars given.
    """

    user: Ints
    item: Ints
    stars: Floats
    rank: Ints
    items: pl.DataFrame
    liked_from: float
    scale: tuple[float, float]

    def __len__(self) -> int:
        return len(self.user)

    @property
    def n_users(self) -> int:
        return len(self.rank)

    @property
    def n_items(self) -> int:
        return self.items.height

    def feedback(self, learned: Chosen) -> Feedback:
        """What a model learns from those ratings: liked or not, and the stars. All users are learned from."""
        shelves = Shelves.rated(self.user[learned], self.item[learned], self.stars[learned], self.n_users)
        users = np.arange(self.n_users, dtype=np.int32)
        stars = self.stars[learned]
        return Feedback(self._examples(learned), stars, self.scale, self.liked_from, shelves, users, self.n_items)

    def validation(self, learned: Chosen, asked: Chosen) -> Validation:
        """Ratings to stop by, asked for while the users show those that are learned from."""
        visible, both = (
            Shelves.rated(self.user[chosen], self.item[chosen], self.stars[chosen], self.n_users)
            for chosen in (learned, learned | asked)
        )
        rows = np.arange(int(asked.sum()), dtype=np.int32)
        return Validation(self._examples(asked), self.stars[asked], rows, visible, both)

    def _examples(self, chosen: Chosen) -> Examples:
        liked = (self.stars[chosen] >= self.liked_from).astype(np.float32)
        return Examples(self.user[chosen], self.item[chosen], liked, np.ones(len(liked), np.float32))


@dataclass(frozen=True)
class Split:
    """One division of some ratings.

    whole: the train part, which a model may learn from. kept, valid: the same in two, for models that have to find out
    when to stop. asked: which ratings are test.
    """

    ratings: Ratings
    whole: Feedback
    kept: Feedback
    valid: Validation
    asked: Chosen

    @cached_property
    def holdout(self) -> Holdout:
        """What each user shows and what is asked: all they liked among test; users without any are left out."""
        ratings = self.ratings
        relevant = self.asked & (ratings.stars >= ratings.liked_from)
        user, item = ratings.user[relevant], ratings.item[relevant]
        order = np.lexsort((item, user))
        users, starts = np.unique(user[order], return_index=True)
        visible = [self.whole.shelves.of(one) for one in users.tolist()]
        return Holdout(users, visible, np.split(item[order], starts[1:]) if len(users) else [], ratings.n_items)


def ratings_of(dataset: Dataset) -> Ratings:
    """A dataset's ratings as the protocol takes them; raises BadInput where there are too few to divide."""
    pairs = dataset.pairs
    if len(pairs) < 2:
        raise BadInput(f"{dataset.about.name} has {len(pairs)} ratings; models can be compared on 2 or more.")
    rank, place = natural_rank(dataset.users[USER_ID]), natural_rank(dataset.items[ITEM_ID])
    order = np.lexsort((place[pairs.item], rank[pairs.user]))
    return Ratings(
        user=pairs.user[order],
        item=pairs.item[order],
        stars=pairs.stars[order],
        rank=rank,
        items=dataset.items,
        liked_from=dataset.settings.positive_from,
        scale=(float(pairs.stars.min()), float(pairs.stars.max())),
    )


def natural_rank(ids: pl.Series) -> Ints:
    """Each id's place among all: by number where every one is a whole number, by text otherwise.

    So a comparison does not depend on how a dataset happened to number its users and items.
    """
    text = ids.cast(pl.String)
    numbers = text.cast(pl.Int64, strict=False)
    return (text if numbers.null_count() else numbers).rank("ordinal").to_numpy().astype(np.int32) - 1


def split_users(ratings: Ratings, seed: int) -> Split:
    """A fifth of each user's ratings, rounded up, is test."""
    return _split(ratings, *(_of_each_user(ratings, seed + more) for more in (0, VALIDATION_SEED)))


def split_all(ratings: Ratings, seed: int) -> Split:
    """A tenth of all ratings is test, whoever gave them."""
    return _split(ratings, *(_of_all(len(ratings), seed + more) for more in (0, VALIDATION_SEED)))


def _split(ratings: Ratings, asked: Chosen, stopping: Chosen) -> Split:
    valid = stopping & ~asked
    kept = ~asked & ~valid
    if not asked.any() or not kept.any():
        raise BadInput(f"{len(ratings):,} ratings can't be divided into train and test. Import more of them.")
    learned, kept_feedback = ratings.feedback(~asked), ratings.feedback(kept)
    return Split(ratings, learned, kept_feedback, ratings.validation(kept, valid), asked)


def _of_each_user(ratings: Ratings, seed: int) -> Chosen:
    """The first fifth, rounded up, of each user's permuted ratings; (seed, the user's place) decide."""
    chosen = np.zeros(len(ratings), bool)
    users, starts, counts = np.unique(ratings.rank[ratings.user], return_index=True, return_counts=True)
    for user, start, count in zip(users.tolist(), starts.tolist(), counts.tolist(), strict=True):
        order = np.random.default_rng([seed, user]).permutation(count)
        chosen[start + order[: math.ceil(OF_EACH_USER * count)]] = True
    return chosen


def _of_all(n: int, seed: int) -> Chosen:
    chosen = np.zeros(n, bool)
    chosen[np.random.default_rng(seed).permutation(n)[: math.ceil(OF_ALL * n)]] = True
    return chosen


def check_somebody_is_asked(split: Split) -> None:
    """Raise BadInput where no test rating is liked, so that no order can be judged."""
    if not len(split.holdout):
        raise BadInput(
            f"No rating that is held out reaches {split.ratings.liked_from:g} stars, so rankings can't be compared. "
            "Import the data with a lower mark for what is liked."
        )


def ranked(score: ranking.Scorer, asked: Holdout, report: Report = silent) -> dict[str, float]:
    """NDCG, recall, precision, hit, coverage and difference at 10, and recall at 20; `RANKING_NAMES`."""
    tops = ranking.top_lists(score, asked, LONG, report)
    found = ranking.judge(tops, asked, LONG) | ranking.judge(tops[:, :K], asked, K)
    return {name: found[name] for name in RANKING_NAMES}


def predicted(model: Model, split: Split, report: Report = silent) -> Floats:
    """The stars of each test rating, predicted from its user's train part."""
    ratings, found = split.ratings, np.empty(int(split.asked.sum()), np.float32)
    user, item = ratings.user[split.asked], ratings.item[split.asked]
    order = np.argsort(user, kind="stable")
    users, starts = np.unique(user[order], return_index=True)
    for place, (one, rows) in enumerate(zip(users.tolist(), np.split(order, starts[1:]), strict=True)):
        if place % 50 == 0:
            report(place / len(users), f"predicting for user {place + 1:,} of {len(users):,}")
        found[rows] = model.scores(split.whole.shelves.of(one))[item[rows]]
    return found


def star_errors_of(predictions: npt.NDArray[np.floating], split: Split) -> dict[str, float]:
    """Errors of the predictions of the test part, in its order: clipped, and rounded to the step of the stars."""
    ratings = split.ratings
    step = star_errors.star_step(ratings.stars)
    found = star_errors.star_errors(predictions, ratings.stars[split.asked], ratings.scale, step)
    return {name: number for name, number in found.items() if number is not None}

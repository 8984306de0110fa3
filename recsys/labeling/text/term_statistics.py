"""What each term of a keyword function catches: set algebra on hits that are kept, so a term costs only its search."""

from typing import NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.data.dataset import Bytes, Doubles, Ints
from recsys.evaluation import intervals
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import review_gold
from recsys.labeling.text.terms import LABELS, Side
from recsys.labeling.votes import Voter

COLUMNS = [
    "term", "list", "enabled", "hits", "dev_hits", "right", "wrong", "precision", "low", "high", "only", "conflicts",
]  # fmt: skip


class Judged(NamedTuple):
    """How many of dev's rows a term hits, and how often its label is the gold there."""

    dev_hits: int
    right: int
    wrong: int


def table(voter: Voter, function: KeywordFunction) -> pd.DataFrame:
    """One row a term, disabled ones too, with the columns of COLUMNS; a list's terms in its order, negative ones first.

    hits: rows of all splits that have the term. right, wrong: rows of dev with gold, as if the term alone voted for its
    list's label; precision is their share with Wilson's 95 % interval (low, high), NaN where there are none. only: rows
    of train and dev that no other enabled term of the function catches. conflicts: rows of all splits on which an
    enabled term of the other list counts too.
    """
    hits = {
        (side, term): voter.terms.of(term, function.matching, function.negation)
        for side in get_args(Side)
        for term in getattr(function, side) or ()
    }
    off = set(function.disabled)
    enabled = {(side, term): term not in off for side, term in hits}
    caught = {side: np.zeros(len(voter.terms), np.int32) for side in get_args(Side)}
    for (side, term), found in hits.items():
        caught[side][found] += enabled[side, term]
    gold, dev = review_gold.dev_gold(voter.dataset), review_gold.reviews_of(voter.dataset, "dev")
    train = review_gold.reviews_of(voter.dataset, "train")
    by_any = caught["negative"] + caught["positive"]
    rows = [
        {"term": term, "list": side, "enabled": enabled[side, term], "hits": len(found)}
        | judge(found, dev, gold, LABELS[side])._asdict()
        | {
            "only": sum(_alone(review_gold.within(found, part), by_any, enabled[side, term]) for part in (train, dev)),
            "conflicts": int(np.count_nonzero(caught["positive" if side == "negative" else "negative"][found])),
        }
        for (side, term), found in hits.items()
    ]
    counts = {name: [row[name] for row in rows] for name in rows[0]}
    return pd.DataFrame(counts | precision(np.array(counts["right"]), np.array(counts["wrong"])), columns=COLUMNS)


def judge(hits: Ints, dev: slice, gold: Bytes, label: int) -> Judged:
    """A term's hits against the gold of dev's reviews, shape (reviews of dev,), -1 unknown."""
    found = review_gold.within(hits, dev) - dev.start
    says = gold[found]
    return Judged(len(found), int(np.count_nonzero(says == label)), int(np.count_nonzero(says == 1 - label)))


def precision(right: npt.NDArray[np.int64], wrong: npt.NDArray[np.int64]) -> dict[str, Doubles]:
    """The columns precision, low and high of right and wrong votes; NaN where there are none."""
    judged = right + wrong
    low, high = intervals.wilson(right, judged)
    share = np.divide(right, judged, out=np.full(len(judged), np.nan), where=judged > 0)
    return {"precision": share, "low": low, "high": high}


def _alone(found: Ints, by_any: npt.NDArray[np.int32], is_enabled: bool) -> int:
    """How many of a term's hits no other enabled term has."""
    return int(np.count_nonzero(by_any[found] == is_enabled))

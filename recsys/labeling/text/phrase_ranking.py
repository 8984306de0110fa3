"""Which phrases tell liked from not liked texts."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.data.dataset import Bytes, Doubles
from recsys.labeling.text.phrases import Phrases

LEAST_TEXTS = 4  # that have a phrase: of fewer, even all could be chance (Wilson's 95 % interval reaches below 1 / 2)
PRIOR_TEXTS = 100  # how many texts the prior counts for
SAME = 0.7  # the share of common texts from which two phrases say the same
POOL = 1_000  # phrases that are compared with one another

Ints64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def log_odds(having: Ints64, totals: Ints64) -> tuple[Doubles, Doubles]:
    """How much likelier a liked text has each phrase than a not liked one: the log of the odds' ratio, and its z-score.

    having: the not liked and the liked texts that have each phrase, shape (p, 2). totals: all such texts, (2,). Source:
    Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16 (2008), with texts in place of uses of a word;
    the informative prior says that both kinds of texts have a phrase as often as all texts do and two more, one with it
    and one without, so that no odds are infinite.
    """
    prior = PRIOR_TEXTS * (having.sum(axis=1, keepdims=True) + 1) / (totals.sum() + 2)
    texts = having + prior
    odds = np.log(texts) - np.log(totals + PRIOR_TEXTS - texts)
    ratio = odds[:, 1] - odds[:, 0]
    return ratio, ratio / np.sqrt((1 / texts).sum(axis=1))


def ranked(found: Phrases, gold: Bytes, new: Mask, label: int) -> Iterator[str]:
    """Phrases that speak for a label and are more often right than wrong, best z first; none says the same as another.

    gold: of the texts, 1 or 0. new: which texts are worth finding; a phrase that only others have is left out. Of two
    phrases with SAME of their texts in common the better stays; a longer one stays only if it is more often right than
    any before it that it contains.
    """
    phrases, having = _count(found, gold, new)
    z = log_odds(having, np.bincount(gold, minlength=2))[1] * (1 if label else -1)
    z[~found.say_something(phrases)] = -np.inf
    # Of phrases that are in the same texts, the longest says most of what is meant.
    order = np.lexsort(((found.words(phrases) < 0).sum(axis=1), -z))
    order = order[(z[order] > 0) & (having[order, label] > having[order, 1 - label])][:POOL]
    spelled, has = found.spelled(phrases[order]), _texts(found, phrases[order], len(gold))
    precision = having[order, label] / having[order].sum(axis=1)
    kept: list[int] = []
    for i, phrase in enumerate(spelled):
        common = (has[kept] & has[i]).sum(axis=1)
        is_same = (common >= SAME * (has[kept] | has[i]).sum(axis=1)).any()
        is_vain = any(f" {spelled[j]} " in f" {phrase} " and precision[i] <= precision[j] for j in kept)
        if not is_same and not is_vain:
            kept.append(i)
            yield phrase


def _count(found: Phrases, gold: Bytes, new: Mask) -> tuple[Ints64, Ints64]:
    """The phrases that LEAST_TEXTS and a new one have, ascending, and their not liked and liked texts, (p, 2)."""
    texts = pl.DataFrame({"text": np.arange(len(gold)), "liked": gold.astype(np.int64), "new": new})
    counted = (
        found.pairs.join(texts, on="text")
        .group_by("phrase")
        .agg(pl.col("liked").sum(), pl.col("new").any(), not_liked=(1 - pl.col("liked")).sum())
        .filter((pl.col("liked") + pl.col("not_liked") >= LEAST_TEXTS) & pl.col("new"))
        .sort("phrase")
    )
    return counted["phrase"].to_numpy(), counted.select("not_liked", "liked").to_numpy()


def _texts(found: Phrases, phrases: Ints64, n: int) -> Mask:
    """Which texts have each phrase, shape (p, n)."""
    has = np.zeros((len(phrases), n), bool)
    places = pl.DataFrame({"phrase": phrases, "place": np.arange(len(phrases))})
    pairs = found.pairs.join(places, on="phrase")
    has[pairs["place"].to_numpy(), pairs["text"].to_numpy()] = True
    return has

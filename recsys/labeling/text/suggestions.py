"""Terms worth adding to a keyword list: phrases that liked and not liked reviews of dev have unequally often."""

import re
from itertools import islice
from typing import NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.data.dataset import Bytes
from recsys.errors import BadInput
from recsys.labeling.functions import FunctionSet, KeywordFunction
from recsys.labeling.text import phrase_ranking, phrases, review_gold, terms
from recsys.labeling.text.phrase_ranking import LEAST_TEXTS, log_odds
from recsys.labeling.text.review_gold import Rows
from recsys.labeling.text.term_statistics import Judged, judge, precision
from recsys.labeling.text.terms import LABELS, Matching, Side
from recsys.labeling.votes import ABSTAIN, Voter

COLUMNS = [
    "term", "label", "log_odds", "z", "dev_hits", "right", "wrong", "precision", "low", "high",
    "train_hits", "uncovered_hits",
]  # fmt: skip
LABEL_WORDS = ("not liked", "liked")

Mask = npt.NDArray[np.bool_]


class Wanted(NamedTuple):
    """How new terms will match, which are there already, and for each label which reviews those catch."""

    matching: Matching
    negation: bool
    known: frozenset[str]
    caught: dict[int, Mask]

    def term(self, phrase: str) -> str:
        """A phrase as the term of such a function."""
        if self.matching != "pattern":
            return phrase
        return r"\b" + r"\s+".join(re.escape(word) for word in phrase.split()) + r"\b"

    def takes(self, term: str) -> bool:
        """Whether a term is new, and one that a function may keep."""
        try:
            return term not in self.known and terms.kept((term,), self.matching) == (term,)
        except ValueError:
            return False


def suggest(
    voter: Voter, current: FunctionSet, name: str | None = None, rows: Rows | None = None, limit: int = 20
) -> pd.DataFrame:
    """Up to `limit` terms for each label, with the columns of COLUMNS: label 1 first, each label's best z first.

    name: the keyword function they are for: counted as it matches them, without the terms it has and what those
    catch already. None: for a new function of whole words, without the terms of any. rows: the data points of dev whose
    gold may be used, as indices into dev or as a mask; all if None. log_odds, z: as `phrase_ranking.log_odds`, positive
    where the term speaks for the label. uncovered_hits: rows of train with the term on which no enabled function votes.
    Raises BadInput where no review has gold of one of the labels, or `name` has no keywords.
    """
    dataset, wanted = voter.dataset, _wanted(voter, current, name)
    gold = review_gold.dev_gold(dataset, rows)
    judged = np.flatnonzero(gold >= 0)
    _check(gold[judged])
    reviews = review_gold.reviews_of(dataset, "dev").start + judged
    found = phrases.count(dataset.reviews.text.gather(reviews), LEAST_TEXTS)
    chosen: list[tuple[str, int]] = []
    for label in (1, 0):
        ranked = phrase_ranking.ranked(found, gold[judged], ~wanted.caught[label][reviews], label)
        new = (term for term in map(wanted.term, ranked) if wanted.takes(term))
        chosen += [(term, label) for term in islice(new, limit)]
    table = _judge(voter, current, wanted, chosen, gold)
    # A term may be found where its phrase is not, inside a word say, and then say something else.
    table = table[(table["z"] > 0) & (table["right"] > table["wrong"])].sort_values(
        ["label", "z"], ascending=False, kind="stable", ignore_index=True
    )
    return table[COLUMNS]


def _wanted(voter: Voter, current: FunctionSet, name: str | None) -> Wanted:
    if name is None:
        keywords = (function for function in current.functions if isinstance(function, KeywordFunction))
        nothing = np.zeros(len(voter.terms), bool)
        known = frozenset(term for function in keywords for term in function.all_terms)
        return Wanted("words", False, known, {0: nothing, 1: nothing})
    function = current[name]
    if not isinstance(function, KeywordFunction):
        raise BadInput(f"{name} has no keywords. Choose a function that has, or ask for those of a new one.")
    caught: dict[int, Mask] = {
        LABELS[side]: voter.terms.any_of(function.enabled_terms(side), function.matching, function.negation)
        for side in get_args(Side)
    }
    return Wanted(function.matching, function.negation, frozenset(function.all_terms), caught)


def _check(gold: Bytes) -> None:
    missing = [word for label, word in enumerate(LABEL_WORDS) if not (gold == label).any()]
    if missing:
        raise BadInput(
            f"No terms can be suggested: they are found by comparing, and dev has no review with gold “{missing[0]}”. "
            "Label some of its reviews by hand, or choose another dataset."
        )


def _judge(
    voter: Voter, current: FunctionSet, wanted: Wanted, chosen: list[tuple[str, int]], gold: Bytes
) -> pd.DataFrame:
    """The numbers of each chosen term and label, of the reviews that a function would find."""
    dev, train = (review_gold.reviews_of(voter.dataset, split) for split in ("dev", "train"))
    is_uncovered = _uncovered(voter, current)
    rows = []
    for term, label in chosen:
        hits = voter.terms.of(term, wanted.matching, wanted.negation)
        in_train = review_gold.within(hits, train)
        reach = {"train_hits": len(in_train), "uncovered_hits": int(is_uncovered[in_train].sum())}
        rows.append({"term": term, "label": label} | judge(hits, dev, gold, label)._asdict() | reach)
    counts = ["label", *Judged._fields, "train_hits", "uncovered_hits"]
    table = pd.DataFrame(rows, columns=["term", *counts]).astype(dict.fromkeys(counts, int))
    speaks_for_liked = (table["label"] == 1).to_numpy()
    votes = table[["wrong", "right"]].to_numpy()
    having = np.where(speaks_for_liked[:, None], votes, votes[:, ::-1])
    ratio, z = log_odds(having, np.bincount(gold[gold >= 0], minlength=2))
    sign = np.where(speaks_for_liked, 1, -1)
    table = table.assign(**precision(table["right"].to_numpy(), table["wrong"].to_numpy()))
    return table.assign(log_odds=sign * ratio, z=sign * z)


def _uncovered(voter: Voter, current: FunctionSet) -> Mask:
    """On which reviews no enabled function votes, shape (reviews,)."""
    is_uncovered = np.ones(len(voter.terms), bool)
    for function in current.enabled:
        is_uncovered &= voter.column(function)[voter.dataset.reviews.row] == ABSTAIN
    return is_uncovered

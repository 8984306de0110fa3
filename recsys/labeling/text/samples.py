"""Some reviews that a keyword function's terms catch, for people to read."""

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import review_gold
from recsys.labeling.votes import Voter


def with_terms(voter: Voter, function: KeywordFunction, terms: Sequence[str], count: int, seed: int = 0) -> list[str]:
    """At most `count` reviews of dev, or of train where dev has too few, with one of the terms as the function matches
    them; drawn at random, the same for the same seed.
    """
    hits = [voter.terms.of(term, function.matching, function.negation) for term in terms]
    found = np.unique(np.concatenate(hits)) if hits else np.empty(0, np.int32)
    return [voter.dataset.reviews.text[place] for place in _drawn(voter, found, count, seed)[:count]]


def of_each(voter: Voter, function: KeywordFunction, terms: Sequence[str], count: int, seed: int = 0) -> list[str]:
    """The same with the terms in turn: one review of each, then a second, until there are `count`, none twice."""
    drawn = [
        _drawn(voter, np.unique(voter.terms.of(term, function.matching, function.negation)), count, seed)
        for term in terms
    ]
    in_turn = (place for places in zip_longest(*drawn) for place in places)
    chosen = list(dict.fromkeys(place for place in in_turn if place is not None))
    return [voter.dataset.reviews.text[place] for place in chosen[:count]]


def _drawn(voter: Voter, found: npt.NDArray[np.int32], count: int, seed: int) -> list[int]:
    """Of some reviews `count` of dev, in a random order, and then as many of train; fewer where there are."""
    rng = np.random.default_rng(seed)
    return [
        int(place)
        for split in ("dev", "train")
        for place in rng.permutation(review_gold.within(found, review_gold.reviews_of(voter.dataset, split)))[:count]
    ]

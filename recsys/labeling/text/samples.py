"""Some reviews that a keyword function's terms catch, for people to read."""

from collections.abc import Sequence

import numpy as np

from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import review_gold
from recsys.labeling.votes import Voter


def with_terms(voter: Voter, function: KeywordFunction, terms: Sequence[str], count: int, seed: int = 0) -> list[str]:
    """At most `count` reviews of dev, or of train where dev has too few, with one of the terms as the function matches
    them; drawn at random, the same for the same seed.
    """
    hits = [voter.terms.of(term, function.matching, function.negation) for term in terms]
    found = np.unique(np.concatenate(hits)) if hits else np.empty(0, np.int32)
    rng = np.random.default_rng(seed)
    chosen: list[int] = []
    for split in ("dev", "train"):
        rows = review_gold.within(found, review_gold.reviews_of(voter.dataset, split))
        chosen += rng.permutation(rows)[: count - len(chosen)].tolist()
    return [voter.dataset.reviews.text[place] for place in chosen]

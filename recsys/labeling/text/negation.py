"""Negated hits: a term that stands close behind “not” or the like says the opposite of what it says alone.

A hit is negated if one of “not”, “never”, “no”, “cannot” or a word that ends in “n't” stands before it with at most
REACH words in between, in one run of words: only white space or a single hyphen separates them, no other sign. So “not
even close to 5 stars” and “wasn't good” are negated; “no, 5 stars” and “not bad. 5 stars” are not. A negation reaches
only the next hit of the same term ("not good, good" has a hit that counts), and one that is part of a hit ("not" in
“not good”) negates nothing. A review has a term if one of its hits counts.
"""

import polars as pl

from recsys.labeling.text.whole_words import SPACES, WORD

REACH = 3
HELP = (
    "A term does not count where “not”, “never”, “no”, “cannot” or a word that ends in “n't” stands before it, with at "
    "most three words in between: “not even close to 5 stars”. Only spaces and hyphens may part the words: in “no, "
    "5 stars” and “not bad. 5 stars” the term counts."
)

_PART = rf"[{WORD}'’]"
_GAP = rf"(?:{SPACES}|-)"
_NEGATION = rf"(?:^|[^{WORD}'’])(?:not|never|no|cannot|{_PART}*n['’]t)"
_NEGATED = rf"(?i){_NEGATION}(?:{_GAP}{_PART}+){{0,{REACH}}}{_GAP}{_PART}*$"

SUSPECT = rf"(?i:not|never|no|n['’]t)(?:{_GAP}\S+){{0,{REACH}}}{_GAP}?\S*"
"""Put before the pattern of a term, it finds every negated hit, and some more: it does not ask for whole words, and
leaves the last character before a hit to the term's own pattern."""


def are_negated(before: pl.Series) -> pl.Series:
    """Whether hits are negated, given the text before each, from the last hit of the same term on."""
    return before.str.contains(_NEGATED)

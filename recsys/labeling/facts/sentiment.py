"""TextBlob's polarity and subjectivity, to the last bit, two to three times as fast. Imports textblob: not for pages.

What TextBlob spends its time on is splitting words from their punctuation, which are always the same few. Here each
is split once; the rare texts with an emoticon go the whole way through TextBlob, which puts those together again.
"""

from functools import lru_cache

from textblob._text import RE_EMOTICONS, RE_SARCASM
from textblob.en import Sentiment
from textblob.en import sentiment as textblobs

KEPT = 2**16
QUOTES = str.maketrans({quote: f" {quote} " for quote in "“”‘’'\""})


class _Lexicon(Sentiment):
    """TextBlob's, but looked up as the dict it is: each look into TextBlob's asks first whether it is loaded."""

    __contains__ = dict.__contains__
    __getitem__ = dict.__getitem__


def score(text: str) -> tuple[float, float]:
    """(polarity, subjectivity) of a text: `TextBlob(text).sentiment`."""
    assessed = _lexicon().assessments([(word.lower(), None) for word in words(text)])
    polarity = subjectivity = 0.0
    for _, p, s, _ in assessed:  # not sum(), which newer Pythons round differently from TextBlob's own loop
        polarity += p
        subjectivity += s
    return polarity / (len(assessed) or 1), subjectivity / (len(assessed) or 1)


def words(text: str) -> list[str]:
    """The words and punctuation of a text, as TextBlob's tokenizer splits them."""
    pieces = text.replace("n't", " n't").translate(QUOTES).split()
    found = [word for piece in pieces for word in _split(piece)]
    whole = " ".join(found)
    if RE_EMOTICONS.search(whole) or RE_SARCASM.search(whole):
        return " ".join(textblobs.tokenizer(text)).split()
    return found


@lru_cache(KEPT)
def _split(piece: str) -> list[str]:
    """The words and punctuation of a text without white space; they do not depend on what stands around it."""
    return " ".join(textblobs.tokenizer(piece)).split()


@lru_cache(1)
def _lexicon() -> _Lexicon:
    textblobs.load()
    lexicon = _Lexicon()
    dict.update(lexicon, textblobs)
    lexicon.__dict__.update(textblobs.__dict__)
    return lexicon

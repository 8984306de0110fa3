"""Phrases of one to three words, and which texts have them: what a keyword list could be made of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.labeling.text.whole_words import WORD

LONGEST = 3  # words
_ENGLISH = """
a about after again all also am an and any are as at be because been before being both but by can could did do does
doing down during each few for from further had has have having he her here hers herself him himself his how i i'd
i'll i'm i've if in into is it it's its itself me more most my myself of off on once only or other our ours ourselves
out over own s same she should so some such t than that that's the their theirs them themselves then there these they
this those through to too under until up very was we were what when where which while who whom why will with would you
your yours yourself yourselves
"""
STOP_WORDS = frozenset(_ENGLISH.split())  # they say nothing alone; negations and numbers do
_WORD = rf"[\p{{L}}\p{{N}}_][{WORD}]*(?:['’\-][{WORD}]+|[.,/]\p{{Nd}}+)*"  # "don't", "page-turner" and "4.5" are one
_SIGN = r"[^\s\x1c-\x1f]"


@dataclass(frozen=True)
class Phrases:
    """Which texts have which phrases.

    vocabulary: the words, ascending. pairs: columns `phrase` (its words as one number), `text` (index); no row twice.
    """

    vocabulary: pl.Series
    pairs: pl.DataFrame

    def words(self, phrases: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The words of phrases, as indices into the vocabulary, -1 where there is none: (p,) -> (p, LONGEST)."""
        return phrases[:, None] // self._base ** np.arange(LONGEST) % self._base - 1

    def spelled(self, phrases: npt.NDArray[np.int64]) -> list[str]:
        """Phrases as one types them."""
        return [" ".join(self.vocabulary[int(i)] for i in words if i >= 0) for words in self.words(phrases)]

    def say_something(self, phrases: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which phrases are not of stop words alone."""
        is_stop = np.append(self.vocabulary.is_in(list(STOP_WORDS)).to_numpy(), True)  # the last is for no word, -1
        return np.asarray(~is_stop[self.words(phrases)].all(axis=1))

    @property
    def _base(self) -> int:
        return len(self.vocabulary) + 1


def count(texts: pl.Series, least: int) -> Phrases:
    """The phrases of texts: words in a row with nothing but white space between, as a term of whole words is found.

    least: a word that fewer texts have is taken for a sign, so that no phrase has it; a phrase may be rarer.
    """
    found = texts.str.to_lowercase().str.extract_all(f"{_WORD}|{_SIGN}")
    tokens = pl.DataFrame({"text": np.arange(len(texts)), "token": found}).explode("token").drop_nulls()
    frequent = tokens.unique().group_by("token").len().filter(pl.col("len") >= least)["token"].sort()
    vocabulary = frequent.filter(frequent.str.contains(f"^(?:{_WORD})$"))
    base = len(vocabulary) + 1
    tokens = tokens.select("text", word=pl.col("token").replace_strict(vocabulary, np.arange(1, base), default=0))
    here, phrase = pl.col("word") > 0, pl.col("word")
    lengths = [tokens.filter(here).select("text", phrase=phrase)]
    for length in range(1, LONGEST):
        here &= (pl.col("word").shift(-length) > 0) & (pl.col("text").shift(-length) == pl.col("text"))
        phrase += pl.col("word").shift(-length) * base**length
        lengths.append(tokens.select("text", phrase=pl.when(here).then(phrase)).drop_nulls())
    return Phrases(vocabulary, pl.concat(lengths).unique())

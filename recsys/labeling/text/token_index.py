"""Where in the texts each token stands: a term is looked for among the distinct tokens, which are few.

Tokens are what blanks part, so a term of one word is in a text exactly where it is in one of its tokens; the words of a
longer term are in tokens that stand in a row.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from scipy import sparse

from recsys.data.dataset import Ints
from recsys.labeling.text.whole_words import are_whole

BLANK, END = " ", "\n"
FREQUENT = 8  # where more than one token in so many is looked for, reading them all is faster than collecting places

Longs = npt.NDArray[np.int64]


class TokenIndex:
    """The distinct tokens of texts whose only white space is single blanks, and the places of each.

    A token ends with the blank behind it, if there is one. A place counts the tokens of all texts from the first.
    """

    def __init__(self, texts: pl.Series) -> None:
        tokens, counts = _tokens(texts)
        encoded = tokens.dictionary_encode()
        distinct = pl.Series(encoded.dictionary, dtype=pl.String)
        lengths = distinct.str.len_chars().to_numpy().astype(np.int64) + len(END)
        self._number_of_texts = len(texts)
        self._longest = int(counts.max(initial=0))  # how many tokens a text has at most
        self._spelled = END + "".join(distinct + END)
        self._starts: Longs = np.cumsum(lengths) - lengths  # of each token in `_spelled`, from the END before it
        self._token_at: Ints = encoded.indices.to_numpy()
        self._text_at: Ints = np.repeat(np.arange(len(texts), dtype=np.int32), counts)
        self._begins, self._places = _by_token(self._token_at, len(distinct))

    def having(self, words: Sequence[str], whole: bool = False) -> Ints:
        """The texts, ascending, with some words in a row and only a blank between; all texts if there are no words.

        whole: whether they must be whole words, or the first may end a longer one, and the last begin one.
        """
        found = np.full(self._number_of_texts, not words)
        if 0 < len(words) <= self._longest:
            tokens = [self._having(needle, whole) for needle in _needles(words)]
            found[self._text_at[self._in_a_row(tokens)]] = True
        return np.flatnonzero(found).astype(np.int32)

    def _having(self, needle: str, whole: bool) -> Longs:
        """The distinct tokens that have what is looked for, ascending."""
        found = np.fromiter(self._finds(needle, whole), np.int64)
        return np.unique(np.searchsorted(self._starts, found, side="right") - 1)

    def _finds(self, needle: str, whole: bool) -> Iterator[int]:
        start = self._spelled.find(needle)
        while start >= 0:
            if not whole or are_whole(self._spelled, start, start + len(needle)):
                yield start
            start = self._spelled.find(needle, start + 1)

    def _in_a_row(self, tokens: list[Longs]) -> Ints:
        """Where one of the first tokens stands, and behind it, in the same text, one of each that follow."""
        if len(tokens) == 1:
            return self._places_of(tokens[0])
        last = len(tokens) - 1
        rarest = min(range(len(tokens)), key=lambda i: self._count(tokens[i]))
        found = self._places_of(tokens[rarest]) - np.int32(rarest)
        found = found[(found >= 0) & (found + last < len(self._text_at))]
        found = found[self._text_at[found] == self._text_at[found + last]]
        for i, those in enumerate(tokens):
            if i != rarest:
                found = found[self._are(those)[self._token_at[found + i]]]
        return found

    def _count(self, tokens: Longs) -> int:
        """In how many places tokens stand."""
        return int((self._begins[tokens + 1] - self._begins[tokens]).sum())

    def _places_of(self, tokens: Longs) -> Ints:
        """Where tokens stand, in any order."""
        if FREQUENT * self._count(tokens) > len(self._token_at):
            return np.flatnonzero(self._are(tokens)[self._token_at]).astype(np.int32)
        each = [self._places[self._begins[token] : self._begins[token + 1]] for token in tokens]
        return np.concatenate([np.empty(0, np.int32), *each])

    def _are(self, tokens: Longs) -> npt.NDArray[np.bool_]:
        """For each distinct token, whether it is one of those."""
        are = np.zeros(len(self._starts), bool)
        are[tokens] = True
        return are


def _needles(words: Sequence[str]) -> Iterator[str]:
    """For each of some words in a row, what its token has in it, with what must stand beside the word."""
    last = len(words) - 1
    for i, word in enumerate(words):
        yield (END if i > 0 else "") + word + (BLANK if i < last else "")


def _tokens(texts: pl.Series) -> tuple[pa.LargeStringArray, Longs]:
    """The tokens of all texts, cut out without a copy, and how many each has."""
    letters = texts.to_arrow().cast(pa.large_string()).buffers()[2]
    text_ends = np.cumsum(texts.str.len_bytes().to_numpy(), dtype=np.int64)
    is_cut = np.zeros(len(letters) + 1, bool)
    is_cut[1:] = np.frombuffer(letters, np.uint8) == ord(BLANK)
    is_cut[0] = True
    is_cut[text_ends] = True
    cuts = np.flatnonzero(is_cut)
    tokens = pa.LargeStringArray.from_buffers(len(cuts) - 1, pa.py_buffer(cuts), letters)
    return tokens, np.diff(np.searchsorted(cuts, text_ends), prepend=0)


def _by_token(token_at: Ints, distinct: int) -> tuple[Ints, Ints]:
    """Where the places of each token begin, and the places, token by token."""
    # Of a matrix with a row for each place and a one in its token's column, the columns list the places.
    rows = np.arange(len(token_at) + 1, dtype=np.int32)
    ones = sparse.csr_array((np.ones(len(token_at), bool), token_at, rows), shape=(len(token_at), distinct))
    by_token = ones.tocsc()
    return by_token.indptr, by_token.indices

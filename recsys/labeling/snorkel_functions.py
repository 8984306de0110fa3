"""The same functions as snorkel's own `LabelingFunction` objects over S1's data points: the reference ours are held to.

Imports snorkel: for tests, benchmarks and exported scripts, never for pages.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from snorkel.labeling import LabelingFunction
from snorkel.preprocess import preprocessor
from textblob import TextBlob

from recsys.columns import AUTHOR_ID
from recsys.data.dataset import Dataset
from recsys.labeling.functions import KeywordFunction, ThresholdFunction
from recsys.labeling.keywords import SPACES, is_word
from recsys.labeling.votes import ABSTAIN, COMPARE, NEGATIVE, POSITIVE

Row = Any  # a pandas row, or what snorkel makes of one: fields are attributes


def rows(dataset: Dataset, chosen: slice) -> pd.DataFrame:
    """S1's data points: user_idx, book_idxs, book_idx, rating (gold) and review_text (None where there is none)."""
    pairs = dataset.pairs
    texts = dict(zip(dataset.reviews.row.tolist(), dataset.reviews.text, strict=True))
    books: dict[int, tuple[int, ...]] = {}
    for user in pairs.user[chosen].tolist():
        if user not in books:
            books[user] = tuple(dataset.histories.of(user).tolist())
    return pd.DataFrame(
        {
            "user_idx": pairs.user[chosen],
            "book_idxs": [books[user] for user in pairs.user[chosen].tolist()],
            "book_idx": pairs.item[chosen],
            "rating": pairs.gold[chosen],
            "review_text": pd.Series([texts.get(row) for row in range(*chosen.indices(len(pairs)))], dtype=object),
        }
    )


def labeling_functions(
    functions: Iterable[ThresholdFunction | KeywordFunction], dataset: Dataset
) -> list[LabelingFunction]:
    """One snorkel function for each of ours; apply them to `rows(dataset, ...)`."""
    authors = _authors(dataset)
    return [
        _keywords(function) if isinstance(function, KeywordFunction) else _threshold(function, authors)
        for function in functions
    ]


def _authors(dataset: Dataset) -> dict[str, Any]:
    """S1's resources: book -> first author, first author -> books."""
    if AUTHOR_ID not in dataset.items.columns:
        return {"book_to_first_author": {}, "first_author_to_books": {}}
    of_book = {book: author for book, author in enumerate(dataset.items[AUTHOR_ID]) if author is not None}
    books: defaultdict[str, set[int]] = defaultdict(set)
    for book, author in of_book.items():
        books[author].add(book)
    return {"book_to_first_author": of_book, "first_author_to_books": dict(books)}


@preprocessor(memoize=True, memoize_key=lambda x: x.review_text)
def score_review(x: Row) -> Row:
    """S1's TextBlob preprocessor, which runs once for the functions that need it."""
    x.blob = TextBlob(x.review_text) if isinstance(x.review_text, str) and x.review_text.strip() else None
    return x


def _threshold(function: ThresholdFunction, authors: dict[str, Any]) -> LabelingFunction:
    holds: Callable[[float, float], Any] = COMPARE[function.comparison]

    def blob_vote(x: Row) -> int:
        if x.blob is None:
            return ABSTAIN
        return function.label if holds(getattr(x.blob, function.feature), function.threshold) else ABSTAIN

    def author_vote(x: Row, book_to_first_author: dict[int, str], first_author_to_books: dict[str, set[int]]) -> int:
        if x.book_idx not in book_to_first_author:
            return ABSTAIN
        same = first_author_to_books[book_to_first_author[x.book_idx]]
        shared = len(set(x.book_idxs) & same)
        return function.label if holds(shared, function.threshold) else ABSTAIN

    if function.feature == "shared_first_author":
        return LabelingFunction(function.name, author_vote, resources=authors)
    return LabelingFunction(function.name, blob_vote, pre=[score_review])


def _keywords(function: KeywordFunction) -> LabelingFunction:
    find = _contains if function.matching == "substring" else _contains_words

    def vote(x: Row, negative: tuple[str, ...], positive: tuple[str, ...]) -> int:
        if not isinstance(x.review_text, str):
            return ABSTAIN
        text = x.review_text.lower()
        if any(find(term, text) for term in negative):
            return NEGATIVE
        return POSITIVE if any(find(term, text) for term in positive) else ABSTAIN

    lists = {"negative": function.negative or (), "positive": function.positive or ()}
    return LabelingFunction(function.name, vote, resources=lists)


def _contains(term: str, text: str) -> bool:
    return term in text


def _contains_words(term: str, text: str) -> bool:
    """What `keywords.words_pattern` says, for Python's own engine, which knows other word characters."""
    body = SPACES.join(re.escape(word) for word in term.split())  # escaped, so it can't run away
    for found in re.finditer(f"(?=({body}))", text):
        start, end = found.span(1)
        if _ends_word(term[0], text[max(start - 2, 0) : start][::-1]) and _ends_word(term[-1], text[end : end + 2]):
            return True
    return False


def _ends_word(last: str, outside: str) -> bool:
    """Whether a word or number that ends with `last` ends there, given up to two characters outside, nearest first."""
    if not (is_word(last) and outside):
        return True
    goes_on = last.isdecimal() and outside[0] in ".,/" and outside[1:].isdecimal()
    return not is_word(outside[0]) and not goes_on

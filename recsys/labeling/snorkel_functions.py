"""The same functions as snorkel's own `LabelingFunction` objects over S1's data points: the reference ours are held to.

Imports snorkel: for tests, benchmarks and exported scripts, never for pages.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd
from snorkel.labeling import LabelingFunction
from snorkel.preprocess import preprocessor
from textblob import TextBlob

from recsys.columns import AUTHOR_ID
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import functions
from recsys.labeling.facts import row_facts
from recsys.labeling.functions import KeywordFunction, LookupFunction, PythonFunction, ThresholdFunction
from recsys.labeling.text import occurrences
from recsys.labeling.text.negation import REACH
from recsys.labeling.text.occurrences import Place
from recsys.labeling.text.terms import Matching
from recsys.labeling.text.whole_words import SPACES, is_word
from recsys.labeling.votes import ABSTAIN, COMPARE, NEGATIVE, POSITIVE

Row = Any  # a pandas row, or what snorkel makes of one: fields are attributes

S1_FEATURES = ("polarity", "subjectivity", "shared_first_author")  # written as S1 wrote them


def rows(dataset: Dataset, chosen: slice) -> pd.DataFrame:
    """S1's data points: user_idx, book_idxs, book_idx, rating (gold) and review_text (None where there is none).

    book_idxs holds the row's own book as in S1, also where that is held out of its user's history.
    """
    pairs, own = dataset.pairs, dataset.pairs.item[chosen].tolist()
    texts = dict(zip(dataset.reviews.row.tolist(), dataset.reviews.text, strict=True))
    books: dict[int, tuple[int, ...]] = {}
    for user in pairs.user[chosen].tolist():
        if user not in books:
            books[user] = tuple(dataset.histories.of(user).tolist())
    return pd.DataFrame(
        {
            "user_idx": pairs.user[chosen],
            "book_idxs": [
                books[user] if book in books[user] else (*books[user], book)
                for user, book in zip(pairs.user[chosen].tolist(), own, strict=True)
            ],
            "book_idx": own,
            "rating": pairs.gold[chosen],
            "review_text": pd.Series([texts.get(row) for row in range(*chosen.indices(len(pairs)))], dtype=object),
        }
    )


def labeling_functions(chosen: Iterable[functions.LabelingFunction], dataset: Dataset) -> list[LabelingFunction]:
    """One snorkel function for each of ours; apply them to `rows(dataset, ...)`."""
    authors = _authors(dataset)
    return [_labeling_function(function, dataset, authors) for function in chosen]


def _labeling_function(
    function: functions.LabelingFunction, dataset: Dataset, authors: dict[str, Any]
) -> LabelingFunction:
    if isinstance(function, KeywordFunction):
        return _keywords(function)
    if isinstance(function, LookupFunction):
        return _lookup(function, dataset)
    if isinstance(function, PythonFunction):
        raise BadInput(f"{function.name} is written in Python for many rows at once. Switch it off, or write it anew.")
    if function.feature in S1_FEATURES:
        return _threshold(function, authors)
    return _measured(function, row_facts.measure(function.feature, dataset))


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


def _measured(function: ThresholdFunction, measure: row_facts.Measure) -> LabelingFunction:
    holds: Callable[[float, float], Any] = COMPARE[function.comparison]

    def vote(x: Row) -> int:
        value = measure(x)
        return function.label if value is not None and holds(value, function.threshold) else ABSTAIN

    return LabelingFunction(function.name, vote)


def _lookup(function: LookupFunction, dataset: Dataset) -> LabelingFunction:
    is_listed = row_facts.is_listed(function.field, function.values, dataset)
    return LabelingFunction(function.name, lambda x: function.label if is_listed(x) else ABSTAIN)


def _keywords(function: KeywordFunction) -> LabelingFunction:
    counts = _counts(function)

    def vote(x: Row, negative: tuple[str, ...], positive: tuple[str, ...]) -> int:
        if not isinstance(x.review_text, str):
            return ABSTAIN
        text = x.review_text if function.matching == "pattern" else x.review_text.lower()
        if any(counts(term, text) for term in negative):
            return NEGATIVE
        return POSITIVE if any(counts(term, text) for term in positive) else ABSTAIN

    lists = {"negative": function.enabled_terms("negative"), "positive": function.enabled_terms("positive")}
    return LabelingFunction(function.name, vote, resources=lists)


def _counts(function: KeywordFunction) -> Callable[[str, str], bool]:
    """Whether a term is in a text; somewhere without a negation, if the function asks for that."""
    find = FIND[function.matching]

    def somewhere(term: str, text: str) -> bool:
        return any(True for _ in find(text, term))

    def somewhere_unnegated(term: str, text: str) -> bool:
        last_end = 0
        for place in find(text, term):
            if not _is_negated(occurrences.text_before(text, last_end, place)):
                return True
            last_end = place[1]
        return False

    if function.negation:
        return somewhere_unnegated
    return somewhere if function.matching != "substring" else lambda term, text: term in text


def _matches(text: str, pattern: str) -> Iterator[Place]:
    """Python's engine, which reads some patterns otherwise than Rust's, and may run away: for texts one can trust."""
    return (found.span() for found in re.finditer(pattern, text, re.IGNORECASE))


FIND: dict[Matching, Callable[[str, str], Iterator[Place]]] = {
    "substring": occurrences.substrings,
    "words": occurrences.words,
    "pattern": _matches,
}


def _is_negated(before: str) -> bool:
    """What `negation` says with one pattern, said word by word."""
    *words, rest = re.split(f"{SPACES}|-", before.lower())
    if _last_word(rest) != rest:
        return False
    for word in words[::-1][: REACH + 1]:
        last = _last_word(word)
        if last in ("not", "never", "no", "cannot") or last.endswith(("n't", "n’t")):
            return True
        if not word or last != word:
            return False
    return False


def _last_word(piece: str) -> str:
    """The letters and apostrophes at a piece's end."""
    start = len(piece)
    while start and (is_word(piece[start - 1]) or piece[start - 1] in "'’"):
        start -= 1
    return piece[start:]

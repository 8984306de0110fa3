"""Terms as a function keeps them: cleaned, and checked before anything is searched for."""

from collections.abc import Iterable
from typing import Literal

from recsys.labeling.text import regular_expressions

MAX_TERMS = 1_000
MAX_PATTERNS = 100  # a pattern may take a hundred times as long as a word
MAX_TERM_LENGTH = 200

Matching = Literal["substring", "words", "pattern"]
Side = Literal["negative", "positive"]
LABELS: dict[Side, Literal[0, 1]] = {"negative": 0, "positive": 1}


def kept(terms: tuple[str, ...], matching: Matching) -> tuple[str, ...]:
    """Terms as they are matched, without space around: a pattern as it was typed, else in lower case.

    Raises ValueError with a sentence for what can't be meant.
    """
    if not terms:
        raise ValueError("the list is empty; add a term, or switch the function off")
    if len(terms) > MAX_TERMS:
        raise ValueError(f"the list has {len(terms):,} terms; {MAX_TERMS:,} are the limit")
    if matching == "pattern" and len(terms) > MAX_PATTERNS:
        raise ValueError(f"the list has {len(terms):,} patterns; {MAX_PATTERNS} are the limit, so join some with |")
    found = tuple(cleaned(term, matching) for term in terms)
    once: set[str] = set()
    for term in found:
        _check(term, matching)
        if term in once:
            raise ValueError(f"“{term}” stands twice; keep it once")
        once.add(term)
    return found


def once(terms: Iterable[str], matching: Matching) -> list[str]:
    """A list as it was typed without what it has already said."""
    return [alike[0] for alike in _alike(terms, matching)]


def repeated(terms: Iterable[str], matching: Matching) -> list[str]:
    """Those that a list as it was typed says more than once; each once, as it is kept."""
    return [cleaned(alike[0], matching) for alike in _alike(terms, matching) if len(alike) > 1]


def _alike(terms: Iterable[str], matching: Matching) -> list[list[str]]:
    """The terms of a list, those that find the same together: of patterns, those that differ in capitals only."""
    found: dict[str, list[str]] = {}
    for term in terms:
        kept_as = cleaned(term, matching)
        found.setdefault(
            regular_expressions.without_capitals(kept_as) if matching == "pattern" else kept_as, []
        ).append(term)
    return list(found.values())


def cleaned(term: str, matching: Matching) -> str:
    """A term as it is kept. A pattern's case is part of it: \\W is the opposite of \\w."""
    return term.strip() if matching == "pattern" else term.strip().lower()


def _check(term: str, matching: Matching) -> None:
    if not term:
        raise ValueError("a term is empty; remove the empty line")
    if len(term) > MAX_TERM_LENGTH:
        raise ValueError(f"“{term[:40]}…” has {len(term):,} characters; {MAX_TERM_LENGTH} are the limit")
    if not term.isprintable():
        raise ValueError(f"{term!r} has a character that can't be seen; type the term again")
    if matching == "pattern" and (problem := regular_expressions.problem(term)):
        raise ValueError(f"“{term}” {problem}")

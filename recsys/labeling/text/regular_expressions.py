"""Regular expressions that people type: run on Polars' Rust engine only, whose time is linear in the text.

Linear still means text times pattern, and a counted repetition multiplies the pattern; so that is limited too.
"""

import re
from functools import lru_cache

import polars as pl

from recsys.labeling.text import negation

MAX_REPEATED = 1_000  # characters of a pattern with its counted repetitions written out
PROBES = ("", "a", "- a\n")  # an empty match somewhere in these means one in most texts
HELP = (
    r"A regular expression, capitals ignored: “\bdnf\b”, “(great|good) read”, “[45]([.,]5)? stars?”. "
    "It has the syntax of Rust's regex: no look-around and no back-references, so that it can't run away."
)

_ESCAPED = r"\\[pPxuU]\{[^}]*\}|\\."
_FLAGS = r"\(\?[a-zA-Z]*-?[a-zA-Z]*[:)]"


def ignoring_case(pattern: str) -> str:
    """The form in which a pattern is run: on the text as written, capitals or not, and safe to be put in another."""
    return f"(?i)(?:{pattern})"


def without_capitals(pattern: str) -> str:
    """The same for patterns that differ in capitals only and so find the same.

    Capitals are kept where they mean something: in an escape, among flags, and throughout where a flag minds them.
    """
    if re.search(r"\(\?[a-zA-Z]*-[a-zA-Z]*i", pattern):
        return pattern
    return re.sub(f"({_ESCAPED}|{_FLAGS})|[^\\\\(]+|\\(", lambda part: part[1] or part[0].lower(), pattern)


@lru_cache(maxsize=4_096)
def problem(pattern: str) -> str | None:
    """Why a pattern can't be used, in words that go on from its name; None if it can."""
    if repeated_length(pattern) > MAX_REPEATED:
        return (
            f"repeats too much: written out it is longer than {MAX_REPEATED:,} characters; "
            "repeat less often, or take * or + for {…}"
        )
    try:
        pl.Series([""]).str.contains(f"(?i){pattern}")  # alone first: what is said of it is then about the pattern
        pl.Series([""]).str.contains(negation.SUSPECT + ignoring_case(pattern))  # the largest form it is run in
        found = pl.Series(PROBES).str.extract_all(ignoring_case(pattern))
    except pl.exceptions.PolarsError as error:
        return _reason(str(error))
    if found.list.contains("").any():
        return "can match nothing at all, and so would be found in every review; ask for at least one character"
    return None


def repeated_length(pattern: str) -> int:
    """The length of a pattern times all its counted repetitions: at least what it comes to, written out."""
    counts = re.findall(r"(\{(\d*),?(\d*)\})", re.sub(_ESCAPED, "", pattern).replace(" ", ""))
    length = len(pattern) - sum(len(count) for count, _, _ in counts)
    for _, least, most in counts:
        length *= max(int(least or 0), int(most or 0), 1)
    return length


def _reason(message: str) -> str:
    """What the engine says, without the picture of the pattern it draws."""
    if "size limit" in message:
        return "becomes too large for the engine; repeat less"
    said = re.findall(r"^error: (.+)$", message, re.MULTILINE)
    return f"can't be used: {said[-1] if said else message.splitlines()[0]}; change it"

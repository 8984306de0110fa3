"""What a whole word or number is, said to Rust's engine and to Python's so that both find the same."""

import re
import unicodedata

SPACES = r"[\s\x1c-\x1f]+"  # Python's white space; Rust's own leaves out four separators
UNEVEN_SPACES = r" [\s\x1c-\x1f]+|[\s\x1c-\x1f--[ ]][\s\x1c-\x1f]*"  # those that are not one blank, for Rust's engine
WORD = r"\p{L}\p{M}\p{N}_"  # what `is_word` says; Rust's own also has circled letters, but no ½


def words_pattern(term: str) -> str:
    """A pattern of Rust's regex that finds `term` as whole words, any white space between them.

    A number is whole too: "5 stars" is found neither in "15 stars" nor in "1.5 stars" or "4/5 stars".
    """
    before = rf"(?:^|[^{WORD}.,/]|(?:^|\D)[.,/])" if term[0].isdecimal() else rf"(?:^|[^{WORD}])"
    after = rf"(?:$|[^{WORD}.,/]|[.,/](?:$|\D))" if term[-1].isdecimal() else rf"(?:$|[^{WORD}])"
    return (before if is_word(term[0]) else "") + body(term) + (after if is_word(term[-1]) else "")


def body(term: str) -> str:
    """A pattern of either engine that finds the words of `term`, whatever stands around; it can't run away."""
    return SPACES.join(re.escape(word) for word in term.split())


def are_whole(text: str, start: int, end: int) -> bool:
    """Whether what stands in `text` from start to end is whole words, as `words_pattern` says it."""
    before, after = text[max(start - 2, 0) : start][::-1], text[end : end + 2]
    return _ends(text[start], before) and _ends(text[end - 1], after)


def is_word(character: str) -> bool:
    """Whether a character is part of a word: a letter, a mark on one, a number, or _."""
    return character == "_" or unicodedata.category(character)[0] in "LMN"


def _ends(last: str, outside: str) -> bool:
    """Whether a word or number that ends with `last` ends there, given up to two characters outside, nearest first."""
    if not (is_word(last) and outside):
        return True
    goes_on = last.isdecimal() and outside[0] in ".,/" and outside[1:].isdecimal()
    return not is_word(outside[0]) and not goes_on

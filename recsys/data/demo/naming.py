"""What the demo's authors, books and series are called."""

import random

import numpy as np

from recsys.data.demo import words
from recsys.data.demo.choice import Ints

PEN_NAME_INITIAL = 0.2  # share of authors who write under a middle initial


def authors(count: int, texts: random.Random) -> list[str]:
    """`count` distinct author names."""
    names: dict[str, None] = {}
    while len(names) < count:
        first, last = texts.choice(words.FIRST_NAMES), texts.choice(words.SURNAMES)
        initial = f" {texts.choice('ABCDEFGHJKLMNPRST')}." if texts.random() < PEN_NAME_INITIAL else ""
        names[f"{first}{initial} {last}"] = None
    return list(names)


def titles(series: Ints, volume: Ints, niche: Ints, texts: random.Random) -> list[str]:
    """Titles in the source's form, "Title (Series, #2)" where a book is part of a series."""
    lengths = np.bincount(series)
    series_name = ""
    titles = []
    for run, number, corner in zip(series.tolist(), volume.tolist(), niche.tolist(), strict=True):
        title = _composed(words.TITLES, words.NICHES[corner], texts)
        if number == 1:
            series_name = _composed(words.SERIES, words.NICHES[corner], texts)
        titles.append(f"{title} ({series_name}, #{number})" if lengths[run] > 1 else title)
    return titles


def _composed(patterns: tuple[str, ...], niche: words.Niche, texts: random.Random) -> str:
    """A pattern filled with words, at least one of them the niche's own where the pattern has a noun."""
    noun, other = texts.choice(niche.nouns), texts.choice(words.NOUNS)
    if "{other}" in (pattern := texts.choice(patterns)) and texts.random() < 0.5:
        noun, other = other, noun
    return pattern.format(
        noun=noun,
        other=other,
        third=texts.choice(words.NOUNS),
        adjective=texts.choice(words.ADJECTIVES),
        person=texts.choice(words.PEOPLE),
        name=texts.choice(words.FIRST_NAMES),
        surname=texts.choice(words.SURNAMES),
        place=texts.choice(words.PLACES).replace("-", " "),
    )

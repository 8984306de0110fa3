"""One genre for each item, to color it by: a map has few colors, and most items have several genres."""

from collections import Counter

from recsys.columns import GENRES
from recsys.data.dataset import Dataset, Ints

MOST = 7  # that get a color of their own
OTHER, UNKNOWN = "other genres", "no genre known"


def of_items(dataset: Dataset, items: Ints) -> list[str] | None:
    """For each item the rarest of its genres that are among the commonest of all; None if no genre is known.

    The rarest, since it says most: nearly everything is fiction.
    """
    if GENRES not in dataset.items.columns:
        return None
    named = [(genres or "").split("|") if genres else [] for genres in dataset.items[GENRES].gather(items).to_list()]
    counts = Counter(genre for genres in named for genre in set(genres))
    if not counts:
        return None
    kept = dict(counts.most_common(MOST))
    return [_main(genres, kept) for genres in named]


def in_order(genres: list[str]) -> list[str]:
    """The genres that there are, the commonest first and what is no genre of its own last."""
    counts = Counter(genres)
    own = [genre for genre, _ in counts.most_common() if genre not in (OTHER, UNKNOWN)]
    return own + [genre for genre in (OTHER, UNKNOWN) if genre in counts]


def _main(genres: list[str], kept: dict[str, int]) -> str:
    known = [genre for genre in genres if genre in kept]
    if known:
        return min(known, key=lambda genre: (kept[genre], genre))
    return OTHER if genres else UNKNOWN

"""What stands on a shelf and in a list, in genres and authors."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import pandas as pd

from recsys.columns import AUTHOR, AUTHOR_ID, GENRES
from recsys.data.dataset import Dataset, Ints

What = Literal["genre", "author"]
MOST = 8
SHELF, LISTED = "shelf", "list"


def compared(dataset: Dataset, shelf: Ints, listed: Ints, what: What) -> pd.DataFrame:
    """The commonest genres or first authors of a shelf, beside those of a list: name, of, items, share.

    of: SHELF or LISTED. share: of its items; an item counts in each of its genres. The commonest on the shelf first,
    then those of the list alone; empty if none is known.
    """
    sides = {SHELF: _counts(dataset, shelf, what), LISTED: _counts(dataset, listed, what)}
    names = dict.fromkeys(name for counts in sides.values() for name in _commonest(counts)[:MOST])
    sizes = {SHELF: max(len(shelf), 1), LISTED: max(len(listed), 1)}
    rows = [
        {"name": name, "of": of, "items": counts[name], "share": counts[name] / sizes[of]}
        for name in names
        for of, counts in sides.items()
    ]
    return pd.DataFrame(rows, columns=["name", "of", "items", "share"])


def all_genres(dataset: Dataset) -> list[str]:
    """Every genre there is, the commonest first."""
    return _commonest(_counts(dataset, range(dataset.items.height), "genre"))


def _counts(dataset: Dataset, items: Ints | Sequence[int], what: What) -> Counter[str]:
    wanted = (GENRES,) if what == "genre" else (AUTHOR, AUTHOR_ID)
    column = next((name for name in wanted if name in dataset.items.columns), None)
    if column is None:
        return Counter()
    texts = [str(text) for text in dataset.items[column].gather(list(items)).to_list() if text]
    if what == "author":
        return Counter(texts)
    return Counter(genre for text in texts for genre in dict.fromkeys(text.split("|")) if genre)


def _commonest(counts: Counter[str]) -> list[str]:
    return [name for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]

"""What an import would give, before anything is kept: what was read, what was left out, what to think of it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from recsys.columns import AUTHOR_ID, SPLITS, STARS, TITLE
from recsys.data.dataset import Dataset
from recsys.data.source import Source
from recsys.settings import About, Settings

ENOUGH = 200  # rows on which a share can be told to some 7 points
LOPSIDED = 0.95


class ImportReport(Settings):
    """The report of one check. rows: of the table, or of the ratings' file. counts: `Dataset.counts`.

    liked: share of the ratings that count as liked. left_out and places: as in `Dataset`. warnings: sentences.
    """

    about: About
    rows: int
    counts: dict[str, Any]
    liked: float
    left_out: dict[str, int]
    places: dict[str, str]
    warnings: tuple[str, ...]


def of(source: Source, built: Dataset) -> ImportReport:
    """The report on a dataset that was just built."""
    liked = float(np.mean(built.pairs.gold == 1))
    return ImportReport(
        about=built.about,
        rows=source.interactions.height + (sum(source.left_out.values()) if built.about.source == "table" else 0),
        counts=built.counts(),
        liked=liked,
        left_out=built.left_out,
        places=built.places,
        warnings=tuple(_warnings(source, built, liked)),
    )


def _warnings(source: Source, built: Dataset, liked: float) -> Iterator[str]:
    sizes = built.counts()["splits"]
    if empty := [split for split in SPLITS if not sizes[split]]:
        yield f"No row is in {' and '.join(empty)}. Give every split a share, or another seed."
    few = [f"{split} has {_rows(sizes[split])}" for split in ("dev", "test") if 0 < sizes[split] < ENOUGH]
    if few:
        yield f"{' and '.join(few)}: numbers that rest on fewer than {ENOUGH} are rough. Give them a larger share."
    if zeros := _zeros_that_may_say_no(source, built):
        yield (
            f"Every rating is 1, and {_rows(zeros)} with 0 or nothing {'is' if zeros == 1 else 'are'} taken as touched "
            f"without a rating. If 0 says no, choose that 0 is a rating (--zero-is-a-rating)."
        )
    else:
        yield from _on_liked(built, liked)
    if not len(built.reviews) or built.about.text_noun != "review":
        yield "There are no reviews, so functions that read them don't apply; functions on ratings take their place."
    if AUTHOR_ID not in built.items.columns:
        yield f"No author is known, so functions that count {built.about.item_noun}s by the same author don't apply."
    if TITLE not in built.items.columns:
        yield f"No title is known: {built.about.item_noun}s are shown by their ids."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _zeros_that_may_say_no(source: Source, built: Dataset) -> int:
    """How many rows have no stars, in a table of one's own where all others have 1."""
    if built.about.source != "table":
        return 0
    stars = source.interactions[STARS]
    rated = stars.filter(stars > 0)
    return len(stars) - len(rated) if (rated == 1).all() else 0


def _on_liked(built: Dataset, liked: float) -> Iterator[str]:
    limit = f"{built.settings.positive_from:g}"
    if liked in (0, 1):
        every = "Every rating counts" if liked else "No rating counts"
        yield (
            f"{every} as liked, so there is nothing to tell apart. Change from which rating on one does "
            f"(--positive-from), now {limit}."
        )
    elif not 1 - LOPSIDED <= liked <= LOPSIDED:
        yield (
            f"{liked:.1%} of the ratings count as liked, so guessing is nearly always right. "
            f"It begins at {limit} (--positive-from)."
        )

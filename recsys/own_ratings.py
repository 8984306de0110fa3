"""What people who sit in front of a browser rated themselves: each change on disk at once, with undo.

One table of all that was said, a step each time; of an item the last word counts. Nobody trains or is judged on it.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recsys import database
from recsys.columns import ITEM_ID
from recsys.data.dataset import Dataset, Floats, Ints
from recsys.errors import BadInput
from recsys.evaluation.star_errors import star_step
from recsys.models.feedback import Shelf

MOST = 2_000  # ratings of one person
MOST_LEVELS = 21  # of a scale that is offered step by step

# stars: NULL where a rating was taken back.
SCHEMA = """
CREATE TABLE IF NOT EXISTS own_ratings (
    dataset TEXT NOT NULL,
    person TEXT NOT NULL,
    step INTEGER NOT NULL,
    item_id TEXT NOT NULL,
    stars REAL,
    PRIMARY KEY (dataset, person, step, item_id)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class OwnRatings:
    """What a person rated, the last one first. items: (n,) numbers, none twice; stars: (n,), as they were given."""

    items: Ints
    stars: Floats

    def __len__(self) -> int:
        return len(self.items)

    def shelf(self, with_stars: bool) -> Shelf:
        """The shelf of somebody no model has met; with the stars for a model that learned from stars."""
        order = np.argsort(self.items)
        stars = self.stars if with_stars else np.zeros_like(self.stars)
        return Shelf(self.items[order], stars[order])

    def of(self, items: Ints) -> Floats:
        """The stars given to some items, NaN where none were."""
        given = dict(zip(self.items.tolist(), self.stars.tolist(), strict=True))
        return np.array([given.get(item, np.nan) for item in items.tolist()], np.float32)


def levels(dataset: Dataset) -> list[float]:
    """The stars that can be given: those of the source's scale, from the least to the best."""
    stars = dataset.pairs.stars
    if not len(stars):
        return [1.0, 2.0, 3.0, 4.0, 5.0]
    least, best = float(stars.min()), float(stars.max())
    count = round((best - least) / star_step(stars)) + 1
    return np.linspace(least, best, min(count, MOST_LEVELS)).round(2).tolist()


def given(dataset: Dataset, person: str) -> OwnRatings:
    """What holds now. Ratings of items that the dataset no longer has are left out."""
    with database.connect(SCHEMA) as store:
        rows = _last_words(store, dataset.about.name, person)
    ids = dataset.items[ITEM_ID]
    known = [(ids.index_of(row["item_id"]), row["stars"]) for row in rows]
    there = [(item, stars) for item, stars in known if item is not None]
    return OwnRatings(
        np.array([item for item, _ in there], np.int32), np.array([stars for _, stars in there], np.float32)
    )


def give(dataset: Dataset, person: str, stars: Mapping[int, float | None]) -> None:
    """Rate some items at one step, or take ratings back (None). Raises BadInput for stars off the scale."""
    least, best = (levels(dataset)[place] for place in (0, -1))
    ids = dataset.items[ITEM_ID]
    for item, number in stars.items():
        if number is not None and not least <= number <= best:
            raise BadInput(f"{ids[item]} can't get {number:g} stars: these data have {least:g} to {best:g}.")
    with database.transaction(SCHEMA) as store:
        before = {row["item_id"]: row["stars"] for row in _last_words(store, dataset.about.name, person)}
        said = {str(ids[item]): number for item, number in stars.items()}
        changed = {id: number for id, number in said.items() if before.get(id) != number}
        if len(before.keys() | {id for id, number in changed.items() if number is not None}) > MOST:
            raise BadInput(f"That would be more than {MOST:,} ratings, the most that are kept. Take some back first.")
        step = _last_step(store, dataset.about.name, person) + 1
        store.executemany(
            "INSERT INTO own_ratings VALUES (?, ?, ?, ?, ?)",
            [(dataset.about.name, person, step, id, number) for id, number in changed.items()],
        )


def count(name: str) -> int:
    """How many ratings of a dataset's items hold now, everybody's together."""
    with database.connect(SCHEMA) as store:
        return len(
            store.execute(
                "SELECT stars, max(step) FROM own_ratings WHERE dataset = ?"
                " GROUP BY person, item_id HAVING stars IS NOT NULL",
                (name,),
            ).fetchall()
        )


def can_undo(dataset: Dataset, person: str) -> bool:
    """Whether there is a step to take back."""
    with database.connect(SCHEMA) as store:
        return _last_step(store, dataset.about.name, person) > 0


def undo(dataset: Dataset, person: str) -> None:
    """Take the person's last step back; what was said before holds again."""
    with database.transaction(SCHEMA) as store:
        store.execute(
            "DELETE FROM own_ratings WHERE dataset = ? AND person = ? AND step = ?",
            (dataset.about.name, person, _last_step(store, dataset.about.name, person)),
        )


def forget_person(dataset: Dataset, person: str) -> None:
    """Drop all that a person said of a dataset's items, for good: there is no undo."""
    with database.transaction(SCHEMA) as store:
        store.execute("DELETE FROM own_ratings WHERE dataset = ? AND person = ?", (dataset.about.name, person))


def forget(name: str) -> None:
    """Drop everybody's ratings of a dataset."""
    with database.transaction(SCHEMA) as store:
        store.execute("DELETE FROM own_ratings WHERE dataset = ?", (name,))


def rename(store: sqlite3.Connection, name: str, new: str) -> None:
    """Let everybody's ratings follow a dataset to its new name, in the caller's transaction."""
    store.execute("DELETE FROM own_ratings WHERE dataset = ?", (new,))  # of one whose folder somebody deleted
    store.execute("UPDATE own_ratings SET dataset = ? WHERE dataset = ?", (new, name))


def _last_words(store: sqlite3.Connection, name: str, person: str) -> list[sqlite3.Row]:
    """item_id and stars of what holds, the last step first."""
    return store.execute(
        "SELECT item_id, stars, max(step) AS last FROM own_ratings WHERE dataset = ? AND person = ?"
        " GROUP BY item_id HAVING stars IS NOT NULL ORDER BY last DESC, item_id",
        (name, person),
    ).fetchall()


def _last_step(store: sqlite3.Connection, name: str, person: str) -> int:
    found = store.execute(
        "SELECT max(step) FROM own_ratings WHERE dataset = ? AND person = ?", (name, person)
    ).fetchone()
    return int(found[0] or 0)

"""Gold that people gave by hand: kept apart from the dataset's own, in the order it was given, with undo."""

import dataclasses
import sqlite3
import time
from typing import Literal

import numpy as np
import polars as pl

from recsys import database
from recsys.columns import ITEM_ID, USER_ID
from recsys.data.dataset import Dataset
from recsys.errors import BadInput

Label = Literal[0, 1]

SCHEMA = """
CREATE TABLE IF NOT EXISTS hand_labels (
    number INTEGER PRIMARY KEY,
    dataset TEXT NOT NULL,
    user_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    label INTEGER CHECK (label IN (0, 1)),
    person TEXT NOT NULL,
    made REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS hand_labels_by_dataset ON hand_labels (dataset, number);
"""


def give(dataset: Dataset, row: int, label: Label | None, person: str) -> None:
    """Say that a data point is liked (1) or not (0), or take back (None) what was said of it by hand.

    Raises BadInput for a row of test: whoever labels test by hand, or corrects it, has no test any more.
    """
    test = dataset.rows("test")
    if test.start <= row < test.stop:
        raise BadInput("This row is of test, which is held out for the final numbers. Label rows of another split.")
    with database.transaction(SCHEMA) as store:
        store.execute(
            "INSERT INTO hand_labels (dataset, user_id, item_id, label, person, made) VALUES (?, ?, ?, ?, ?, ?)",
            (dataset.about.name, *_ids(dataset, row), label, person, time.time()),
        )


def can_undo(dataset: Dataset, person: str) -> bool:
    """Whether the person has given a label that can be taken back."""
    with database.connect(SCHEMA) as store:
        found = store.execute(
            "SELECT 1 FROM hand_labels WHERE dataset = ? AND person = ? LIMIT 1", (dataset.about.name, person)
        ).fetchone()
    return found is not None


def undo(dataset: Dataset, person: str) -> None:
    """Take back what the person said last; what was said of that row before holds again."""
    with database.transaction(SCHEMA) as store:
        store.execute(
            "DELETE FROM hand_labels WHERE number ="
            " (SELECT max(number) FROM hand_labels WHERE dataset = ? AND person = ?)",
            (dataset.about.name, person),
        )


def stamp(name: str) -> str:
    """A text that changes whenever a dataset's hand labels do."""
    with database.connect(SCHEMA) as store:
        row = store.execute(
            "SELECT count(*) AS count, max(number) AS last, max(made) AS made FROM hand_labels WHERE dataset = ?",
            (name,),
        ).fetchone()
    return f"{row['count']}/{row['last']}/{row['made']}"


def forget(name: str) -> None:
    """Drop a dataset's hand labels."""
    with database.transaction(SCHEMA) as store:
        store.execute("DELETE FROM hand_labels WHERE dataset = ?", (name,))


def rename(store: sqlite3.Connection, name: str, new: str) -> None:
    """Let a dataset's hand labels follow it to its new name, in the caller's transaction."""
    store.execute("DELETE FROM hand_labels WHERE dataset = ?", (new,))  # of one whose folder somebody deleted
    store.execute("UPDATE hand_labels SET dataset = ? WHERE dataset = ?", (new, name))


def of_dataset(name: str) -> pl.DataFrame:
    """What holds now: user_id, item_id, label (0 or 1), one row each, in the order they were first labeled."""
    with database.connect(SCHEMA) as store:
        rows = store.execute(
            "SELECT user_id, item_id, label FROM hand_labels WHERE dataset = ? ORDER BY number", (name,)
        ).fetchall()
    said = pl.DataFrame(
        [tuple(row) for row in rows], schema={USER_ID: pl.String, ITEM_ID: pl.String, "label": pl.Int8}, orient="row"
    )
    return said.unique([USER_ID, ITEM_ID], keep="last", maintain_order=True).drop_nulls()


def applied(dataset: Dataset) -> Dataset:
    """The dataset with the labels given by hand as gold; labels of data points it does not have are left out."""
    labels = of_dataset(dataset.about.name)
    if labels.is_empty():
        return dataset
    users = dataset.users.select(USER_ID).with_row_index("user")
    items = dataset.items.select(ITEM_ID).with_row_index("item")
    known = labels.join(users, on=USER_ID).join(items, on=ITEM_ID)
    n_items = dataset.items.height
    wanted = known["user"].to_numpy().astype(np.int64) * n_items + known["item"].to_numpy()
    pairs = dataset.pairs.user.astype(np.int64) * n_items + dataset.pairs.item
    order = np.argsort(pairs, kind="stable")
    place = np.minimum(np.searchsorted(pairs, wanted, sorter=order), len(pairs) - 1)
    there = pairs[order[place]] == wanted
    rows = order[place[there]]
    gold = dataset.pairs.gold.copy()
    gold[rows] = known["label"].to_numpy()[there]
    return dataclasses.replace(
        dataset, pairs=dataclasses.replace(dataset.pairs, gold=gold), hand_labeled=np.sort(rows).astype(np.int32)
    )


def _ids(dataset: Dataset, row: int) -> tuple[str, str]:
    user, item = int(dataset.pairs.user[row]), int(dataset.pairs.item[row])
    return str(dataset.users[USER_ID][user]), str(dataset.items[ITEM_ID][item])

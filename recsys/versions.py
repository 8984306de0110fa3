"""Saved function sets: each has a name, a time, its numbers and its parent, and never changes.

Saving adds; nothing is overwritten, so two people can't take each other's work away.
"""

import json
import sqlite3
from typing import Any

from recsys import database, working_sets
from recsys.data.dataset import Dataset, now
from recsys.errors import BadInput, DamagedFile, NotFound
from recsys.labeling import analysis
from recsys.labeling.combining import label_models
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.settings import Settings, checked

LONGEST_NAME = 80

SCHEMA = """
CREATE TABLE IF NOT EXISTS versions (
    dataset TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    parent INTEGER,
    person TEXT NOT NULL,
    functions TEXT NOT NULL,
    numbers TEXT NOT NULL,
    PRIMARY KEY (dataset, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS versions_by_name ON versions (dataset, name);
"""


class Version(Settings):
    """A saved function set. numbers: as `numbers` gave them when it was saved. person: who saved it, a key."""

    dataset: str
    number: int
    name: str
    created: str
    parent: int | None
    person: str
    functions: FunctionSet
    numbers: dict[str, float | None]


class Overtaken(BadInput):
    """Somebody else saved a version since this one was begun; whoever saves should know, and may do it all the same."""


def numbers(voter: Voter, functions: FunctionSet) -> dict[str, float | None]:
    """What a function set is worth, from the votes alone: coverage, and the majority vote on the covered dev rows."""
    dev, train = (voter.patterns(functions.enabled, split) for split in ("dev", "train"))
    balance = analysis.class_balance(dev)
    judged = label_models.judge(label_models.majority_vote(dev.votes), dev, balance if balance is not None else 0.5)
    return {
        "dev coverage": analysis.coverage(dev),
        "train coverage": analysis.coverage(train),
        "accuracy": judged["accuracy"],
        "f1": judged["f1"],
        "auc": judged["auc"],
    }


def save(voter: Voter, functions: FunctionSet, name: str, person: str, even_if_overtaken: bool = False) -> Version:
    """Keep the person's functions as the next version, which their working set then stands on.

    Raises BadInput for a name that is empty, too long or taken; Overtaken if another person's version is newer than
    the one that these functions grew from, unless told to go on.
    """
    dataset, name = voter.dataset, _checked_name(name)
    parent = working_sets.standing(dataset, person).version
    found = numbers(voter, functions)
    try:
        with database.transaction(SCHEMA) as store:
            newest = store.execute(
                "SELECT number, name, person FROM versions WHERE dataset = ? ORDER BY number DESC LIMIT 1",
                (dataset.about.name,),
            ).fetchone()
            if newest and not even_if_overtaken and newest["person"] != person and newest["number"] != parent:
                raise Overtaken(
                    f"Somebody else saved version {newest['number']}, “{newest['name']}”, since you began. "
                    "Nothing of it is lost if you save yours beside it; say so below."
                )
            version = Version(
                dataset=dataset.about.name,
                number=newest["number"] + 1 if newest else 1,
                name=name,
                created=now(),
                parent=parent,
                person=person,
                functions=functions,
                numbers=found,
            )
            fields = version.model_dump() | {"functions": functions.model_dump_json(), "numbers": json.dumps(found)}
            store.execute(
                f"INSERT INTO versions ({', '.join(fields)}) VALUES ({', '.join(f':{field}' for field in fields)})",
                fields,
            )
    except sqlite3.IntegrityError as error:
        raise BadInput(f"There is a version “{name}” already. Choose another name.") from error
    if working_sets.current(dataset, person) == functions:
        working_sets.stand_on(dataset, version.number, person)
    else:
        working_sets.edit(dataset, functions, person, version.number)
    return version


def restore(dataset: Dataset, number: int, person: str) -> None:
    """Make a version the person's functions; undo takes that back. Raises NotFound."""
    working_sets.edit(dataset, load(dataset.about.name, number).functions, person, number)


def of_dataset(name: str) -> list[Version]:
    """A dataset's versions, newest first; raises DamagedFile."""
    with database.connect(SCHEMA) as store:
        rows = store.execute("SELECT * FROM versions WHERE dataset = ? ORDER BY number DESC", (name,)).fetchall()
    return [_version(row) for row in rows]


def load(name: str, number: int) -> Version:
    """One version of a dataset's functions; raises NotFound or DamagedFile."""
    with database.connect(SCHEMA) as store:
        row = store.execute("SELECT * FROM versions WHERE dataset = ? AND number = ?", (name, number)).fetchone()
    if row is None:
        raise NotFound(f"{name} has no version {number} of its functions. Choose one from the list.")
    return _version(row)


def forget(name: str) -> None:
    """Drop all versions of a dataset's functions."""
    with database.transaction(SCHEMA) as store:
        store.execute("DELETE FROM versions WHERE dataset = ?", (name,))


def rename(store: sqlite3.Connection, name: str, new: str) -> None:
    """Let a dataset's versions follow it to its new name, in the caller's transaction."""
    store.execute("DELETE FROM versions WHERE dataset = ?", (new,))  # of one whose folder somebody deleted
    store.execute("UPDATE versions SET dataset = ? WHERE dataset = ?", (new, name))


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise BadInput("A version needs a name. Say in a few words what is new in it.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInput(f"A version's name has at most {LONGEST_NAME} characters, all of which can be seen. Shorten it.")
    return name


def _version(row: sqlite3.Row) -> Version:
    fields: dict[str, Any] = dict(row)
    try:
        fields |= {"functions": json.loads(row["functions"]), "numbers": json.loads(row["numbers"])}
        return checked(Version, fields, f"version {row['number']}")
    except (ValueError, BadInput) as error:
        raise DamagedFile(
            f"Version {row['number']} of the functions of {row['dataset']} in {database.path()} can't be used "
            f"({error}). Update the program if a newer one wrote it; otherwise remove the dataset and make it again."
        ) from error

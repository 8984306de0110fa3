"""The functions each person works on: every edit on disk at once, with undo and redo.

Two people on one server do not get in each other's way: each has a working set of their own. Whoever has not edited
anything yet sees what was edited last, by anybody, and the first edit makes it theirs.
"""

import sqlite3
import time
from dataclasses import dataclass
from typing import Literal

from recsys import database
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput, DamagedFile
from recsys.labeling import starting_sets
from recsys.labeling.functions import FunctionSet

LOCAL = "local"  # who works where nobody can be told from anybody else: the command line, a script
KEPT_EDITS = 200

# Edit 0 is where a person began. version: the saved version that an edit grew from. baseline: what the person compares
# with, functions like an edit's.
SCHEMA = """
CREATE TABLE IF NOT EXISTS working_sets (
    dataset TEXT NOT NULL,
    person TEXT NOT NULL,
    position INTEGER NOT NULL,
    changed REAL NOT NULL,
    baseline TEXT NOT NULL,
    PRIMARY KEY (dataset, person)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edits (
    dataset TEXT NOT NULL,
    person TEXT NOT NULL,
    number INTEGER NOT NULL,
    functions TEXT NOT NULL,
    version INTEGER,
    PRIMARY KEY (dataset, person, number)
) WITHOUT ROWID;
"""

Direction = Literal["undo", "redo"]
_STEPS: dict[Direction, int] = {"undo": -1, "redo": 1}


@dataclass(frozen=True)
class Standing:
    """Where a person stands with a dataset's functions: as they are, what they are compared with, what can be undone.

    version: the number of the saved version they grew from, None if from none.
    """

    current: FunctionSet
    baseline: FunctionSet
    version: int | None
    can: dict[Direction, bool]


def standing(dataset: Dataset, person: str = LOCAL) -> Standing:
    """All of it at one look, as pages need it at every rerun; raises DamagedFile."""
    name = dataset.about.name
    with database.connect(SCHEMA) as store:
        seen = _current(store, name, person)
        pinned = store.execute(
            "SELECT baseline FROM working_sets WHERE dataset = ? AND person = ?", (name, person)
        ).fetchone()
        can = {direction: _neighbor(store, name, person, direction) is not None for direction in _STEPS}
    found = starting_sets.of(dataset) if seen is None else _read(seen["functions"], name)
    baseline = found if pinned is None else _read(pinned["baseline"], name)
    return Standing(found, baseline, None if seen is None else seen["version"], can)


def current(dataset: Dataset, person: str | None = None) -> FunctionSet:
    """The person's functions; those edited last by anybody while they have none of their own, or if nobody is named.

    Before any edit: the published ones that apply to the dataset. Raises DamagedFile.
    """
    with database.connect(SCHEMA) as store:
        row = _current(store, dataset.about.name, person)
    return starting_sets.of(dataset) if row is None else _read(row["functions"], dataset.about.name)


def edit(dataset: Dataset, changed: FunctionSet, person: str = LOCAL, version: int | None = None) -> None:
    """Make `changed` the person's functions, at once and for good; undo takes it back.

    version: the saved version that they are, if they are one. Raises BadInput if the dataset was removed or made anew
    meanwhile: a page may have been open for long.
    """
    name = dataset.about.name
    if name not in datasets.names() or datasets.read_info(name)["fingerprint"] != dataset.fingerprint:
        raise BadInput(f"{name} was removed or made anew since this page was opened. Reload the page.")
    with database.transaction(SCHEMA) as store:
        number = _begin(store, dataset, person) + 1
        seen = _current(store, name, person)
        base = seen["version"] if seen and version is None else version
        store.execute(
            "DELETE FROM edits WHERE dataset = ? AND person = ? AND (number >= ? OR number <= ?)",
            (name, person, number, number - KEPT_EDITS),
        )
        store.execute(
            "INSERT INTO edits VALUES (?, ?, ?, ?, ?)", (name, person, number, changed.model_dump_json(), base)
        )
        _move(store, name, person, number)


def stand_on(dataset: Dataset, version: int, person: str = LOCAL) -> None:
    """Say that the person's functions, as they are, are that saved version."""
    with database.transaction(SCHEMA) as store:
        number = _begin(store, dataset, person)
        store.execute(
            "UPDATE edits SET version = ? WHERE dataset = ? AND person = ? AND number = ?",
            (version, dataset.about.name, person, number),
        )


def pin(dataset: Dataset, pinned: FunctionSet, person: str = LOCAL) -> None:
    """Make `pinned` what the person compares with from now on."""
    with database.transaction(SCHEMA) as store:
        _begin(store, dataset, person)
        store.execute(
            "UPDATE working_sets SET baseline = ? WHERE dataset = ? AND person = ?",
            (pinned.model_dump_json(), dataset.about.name, person),
        )


def step(dataset: Dataset, direction: Direction, person: str = LOCAL) -> None:
    """Take the person's last edit back, or make the one taken back again; does nothing where there is none."""
    with database.transaction(SCHEMA) as store:
        number = _neighbor(store, dataset.about.name, person, direction)
        if number is not None:
            _move(store, dataset.about.name, person, number)


def forget(name: str) -> None:
    """Drop everybody's edits of a dataset's functions: all start anew."""
    with database.transaction(SCHEMA) as store:
        for table in ("working_sets", "edits"):
            store.execute(f"DELETE FROM {table} WHERE dataset = ?", (name,))


def rename(store: sqlite3.Connection, name: str, new: str) -> None:
    """Let everybody's edits follow a dataset to its new name, in the caller's transaction."""
    for table in ("working_sets", "edits"):
        store.execute(f"DELETE FROM {table} WHERE dataset = ?", (new,))  # of one whose folder somebody deleted
        store.execute(f"UPDATE {table} SET dataset = ? WHERE dataset = ?", (new, name))


def _current(store: sqlite3.Connection, name: str, person: str | None) -> sqlite3.Row | None:
    """The edit that is the person's own current one, or else the one made last by anybody."""
    found: sqlite3.Row | None = store.execute(
        "SELECT functions, version FROM working_sets JOIN edits USING (dataset, person)"
        " WHERE dataset = :dataset AND number = position ORDER BY person = :person DESC, changed DESC LIMIT 1",
        {"dataset": name, "person": person},
    ).fetchone()
    return found


def _begin(store: sqlite3.Connection, dataset: Dataset, person: str) -> int:
    """The number of the person's current edit; a working set is begun for who has none."""
    name = dataset.about.name
    if (position := _position(store, name, person)) is not None:
        return position
    seen = _current(store, name, person)
    start, version = (starting_sets.of(dataset).model_dump_json(), None) if seen is None else seen
    store.execute("INSERT INTO edits VALUES (?, ?, 0, ?, ?)", (name, person, start, version))
    store.execute("INSERT INTO working_sets VALUES (?, ?, 0, ?, ?)", (name, person, time.time(), start))
    return 0


def _move(store: sqlite3.Connection, name: str, person: str, number: int) -> None:
    store.execute(
        "UPDATE working_sets SET position = ?, changed = ? WHERE dataset = ? AND person = ?",
        (number, time.time(), name, person),
    )


def _position(store: sqlite3.Connection, name: str, person: str) -> int | None:
    row = store.execute("SELECT position FROM working_sets WHERE dataset = ? AND person = ?", (name, person)).fetchone()
    return None if row is None else int(row["position"])


def _neighbor(store: sqlite3.Connection, name: str, person: str, direction: Direction) -> int | None:
    """The number of the edit before or after the current one, if it is there."""
    position = _position(store, name, person)
    if position is None:
        return None
    wanted = position + _STEPS[direction]
    there = store.execute(
        "SELECT 1 FROM edits WHERE dataset = ? AND person = ? AND number = ?", (name, person, wanted)
    ).fetchone()
    return wanted if there else None


def _read(stored: str, name: str) -> FunctionSet:
    try:
        return FunctionSet.model_validate_json(stored)
    except ValueError as error:
        raise DamagedFile(
            f"The functions of {name} in {database.path()} can't be used ({str(error).splitlines()[0]}). "
            f"`python -m recsys label reset --dataset {name}` goes back to the published settings."
        ) from error

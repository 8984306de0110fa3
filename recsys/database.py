"""The one SQLite file for state that several processes change at once: the jobs.

Each module brings its own tables and opens a connection for as long as it needs one; nothing is kept between calls, so
threads, forks and a removed file are no subject.
"""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from recsys import files
from recsys.errors import DamagedFile, Failure

FORMAT = 1
PATIENCE = 20.0  # seconds a writer waits for the others

_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_OUTSIDE = {  # what the disk or other processes did; anything else is a bug and keeps its traceback
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PERM,
}


def path() -> Path:
    """Where the database is."""
    return files.home() / "votebook.db"


@contextlib.contextmanager
def connect(schema: str) -> Iterator[sqlite3.Connection]:
    """A connection on which each statement is its own transaction, rows by column name.

    `schema` is one or more `CREATE … IF NOT EXISTS`. Raises DamagedFile, and Failure if the disk does not play along.
    """
    where = path()
    with _told_to_people(where):
        if not where.exists():
            _create(where)
        existing = f"{where.as_uri()}?mode=rw"
        connection = sqlite3.connect(existing, uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = NORMAL")
            _check_format(connection, where)
            connection.executescript(schema)
            yield connection
        finally:
            connection.close()


@contextlib.contextmanager
def transaction(schema: str) -> Iterator[sqlite3.Connection]:
    """A connection that alone may write until the block ends; an exception takes back what the block wrote."""
    with connect(schema) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            yield connection


def _create(where: Path) -> None:
    """An empty database, complete from the moment it is there: a file without our format is a damaged one."""
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{where.name}-", dir=where.parent) as folder:
            temporary = Path(folder) / where.name
            connection = sqlite3.connect(temporary)
            # Switching to WAL later would need the file alone, which two processes that start together don't have.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.close()
            with contextlib.suppress(FileExistsError):  # somebody else was faster; a rename would replace theirs
                os.link(temporary, where)
    except OSError as error:
        raise Failure(_unusable(where, error)) from error


def _check_format(connection: sqlite3.Connection, where: Path) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > FORMAT:
        raise Failure(f"{where} has format {found}, newer than this program's {FORMAT}. Update the program.")
    if found < FORMAT:
        raise DamagedFile(f"{where} is empty or not a database of ours. {_remedy(where)}")


@contextlib.contextmanager
def _told_to_people(where: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code, without what it was about
        if code in _DAMAGED:
            raise DamagedFile(f"{where} is damaged ({error}). {_remedy(where)}") from error
        if code in _OUTSIDE:
            raise Failure(_unusable(where, error)) from error
        raise


def _unusable(where: Path, error: Exception) -> str:
    return f"{where} can't be used ({error}). Check the disk's free space and the folder's rights, then try again."


def _remedy(where: Path) -> str:
    return (
        f"Move it and {where.name}-wal and {where.name}-shm beside it away, and a new one is made; "
        f"datasets are not in it."
    )

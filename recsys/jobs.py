"""Slow work runs in worker processes, one at a time; a database says how far each is.

Nothing about a job lives in the process that asked for it: a page, another browser, a restarted server and the command
line all read the same rows. Nobody has to watch either: a worker that ends starts the next one in the queue.
"""

import contextlib
import json
import logging
import secrets
import signal
import sqlite3
import subprocess
import time
from typing import Any

from recsys import database, files, process
from recsys.job_store import SCHEMA, WANTED, Job, Outlook, State, active, get, latest, log_file, outlook, points
from recsys.progress import Report, silent

__all__ = [
    "Job", "Outlook", "active", "cancel", "end", "get", "latest", "log_file", "outlook", "points", "submit", "tend",
    "wait",
]  # fmt: skip

log = logging.getLogger(__name__)

WORKER = "recsys.worker"  # the module that does the work
CANCEL_GRACE = 1.5  # seconds a worker has to stop by itself; one that loads a library hears nothing meanwhile
START_GRACE = 60.0  # seconds until a worker that was to be started must be there
POLL = 0.1

# Whoever starts a process has to ask for its end, by job id; the exit status is known to nobody else.
_started_here: dict[str, subprocess.Popen[bytes]] = {}


def submit(kind: str, request: dict[str, Any], start: bool = True) -> Job:
    """The job that does this: the one already queued or running for the same request, or a new one.

    `request` is JSON; its "dataset", if any, is what `latest` looks for. Without `start` the next `tend` starts it.
    """
    canonical = json.dumps(request, sort_keys=True, ensure_ascii=False, allow_nan=False)
    key = files.text_checksum(f"{kind} {canonical}")
    with database.transaction(SCHEMA) as store:
        _end_lost(store)
        store.execute(
            "INSERT INTO jobs (id, kind, request, key, created) VALUES (?, ?, ?, ?, ?)"
            f" ON CONFLICT (key) WHERE {WANTED} DO NOTHING",
            (secrets.token_hex(5), kind, canonical, key, time.time()),
        )
        row = store.execute(f"SELECT id FROM jobs WHERE key = ? AND {WANTED}", (key,)).fetchone()
    if start:
        tend()
    return get(row["id"])


def cancel(id: str) -> None:
    """End a queued job now, a running one as soon as it notices, at the latest `CANCEL_GRACE` from now.

    A job that has ended stays as it is. Raises NotFound.
    """
    get(id)
    now = time.time()
    with database.transaction(SCHEMA) as store:
        store.execute(
            "UPDATE jobs SET state = 'cancelled', finished = ?, cancel_requested = ? WHERE id = ? AND state = 'queued'",
            (now, now, id),
        )
        store.execute(
            "UPDATE jobs SET cancel_requested = ? WHERE id = ? AND state = 'running' AND cancel_requested IS NULL",
            (now, id),
        )


def wait(id: str, report: Report = silent) -> Job:
    """The job once it has ended, well or not; what it reports is passed on. Raises NotFound."""
    while True:
        tend()
        job = get(id)
        report(job.fraction, job.message)
        if not job.active:
            return job
        time.sleep(POLL)


def tend() -> None:
    """Bury jobs whose worker is gone, kill those that would not stop, start the next if none runs.

    Every watcher calls this whenever it looks; it takes a millisecond and any number may do so at once.
    """
    for child in list(_started_here.values()):
        child.poll()
    with database.connect(SCHEMA) as store:
        if not store.execute("SELECT 1 FROM jobs WHERE state IN ('queued', 'running') LIMIT 1").fetchall():
            return
    with database.transaction(SCHEMA) as store:
        _end_lost(store)
        claimed = store.execute(
            "UPDATE jobs SET state = 'running', started = ?, message = 'starting a worker process'"
            " WHERE number = (SELECT min(number) FROM jobs WHERE state = 'queued')"
            " AND NOT EXISTS (SELECT 1 FROM jobs WHERE state = 'running') RETURNING id",
            (time.time(),),
        ).fetchall()
    for row in claimed:
        _start(row["id"])


def end(store: sqlite3.Connection, id: str, state: State, error: str | None = None, result: str | None = None) -> None:
    """Mark a running job as ended, in the caller's transaction; one that has ended stays as it is."""
    ended = store.execute(
        "UPDATE jobs SET state = :state, error = :error, result = :result, finished = :now,"
        " fraction = iif(:state = 'done', 1, fraction) WHERE id = :id AND state = 'running'",
        {"id": id, "state": state, "error": error, "result": result, "now": time.time()},
    )
    if ended.rowcount:
        log.info("job %s %s %s", id, state, error or "")


def _start(id: str) -> None:
    try:
        child = process.start(WORKER, id, log_file(id))
    except OSError as error:
        with database.transaction(SCHEMA) as store:
            end(store, id, "failed", f"No worker process could be started ({error}). Free some memory, try again.")
        return
    _started_here[id] = child
    with database.connect(SCHEMA) as store:
        store.execute(
            "UPDATE jobs SET pid = ?, born = ? WHERE id = ? AND pid IS NULL", (child.pid, process.born(child.pid), id)
        )


def _end_lost(store: sqlite3.Connection) -> None:
    """End running jobs that nobody works on any more, and those whose time to stop is over."""
    for row in store.execute("SELECT * FROM jobs WHERE state = 'running'").fetchall():
        asked_to_stop = row["cancel_requested"]
        if asked_to_stop and time.time() - asked_to_stop > CANCEL_GRACE:
            # Inside the transaction: one that has just finished may be starting the next and must live.
            if row["pid"] is not None and row["born"] is not None:
                process.kill(row["pid"], row["born"])
            end(store, row["id"], "cancelled")
        elif _is_lost(row):
            end(store, row["id"], *(("cancelled", None) if asked_to_stop else ("failed", _cause(row["id"]))))


def _is_lost(row: sqlite3.Row) -> bool:
    if row["pid"] is None:
        return bool(time.time() - row["started"] > START_GRACE)
    born = process.born(row["pid"])
    return born is None or born != row["born"]


def _cause(id: str) -> str:
    if _exit_status(id) == -signal.SIGKILL:
        return (
            "The worker died without a result: it was killed from outside, most likely because memory ran out. "
            "Close other programs or take a smaller dataset, then start it again."
        )
    return (
        f"The worker died without a result, perhaps because memory ran out. "
        f"Start it again; if that repeats, look into {log_file(id)}."
    )


def _exit_status(id: str) -> int | None:
    """How a dead worker ended, minus the signal's number; None where only another process could know."""
    child = _started_here.get(id)
    if child is None:
        return None
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=2)  # it is a zombie already, its threads may be ending still
    return child.returncode

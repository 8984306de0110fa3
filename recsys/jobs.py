"""Slow work runs in worker processes, one at a time; a database says how far each is.

Nothing about a job lives in the process that asked for it: a page, another browser, a restarted server and the command
line all read the same rows. Nobody has to watch either: a worker that ends starts the next one in the queue.
"""

import json
import logging
import secrets
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from recsys import database, files, process
from recsys.errors import NotFound
from recsys.progress import Report, silent

log = logging.getLogger(__name__)

State = Literal["queued", "running", "done", "failed", "cancelled"]

WORKER = "recsys.worker"  # the module that does the work
CANCEL_GRACE = 10.0  # seconds a worker has to stop by itself
START_GRACE = 60.0  # seconds until a worker that was to be started must be there
POLL = 0.1

# Who asks for what is just being cancelled wants it anew: such a job is no longer the one for its request.
_WANTED = "state IN ('queued', 'running') AND cancel_requested IS NULL"

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    request TEXT NOT NULL,
    dataset TEXT AS (json_extract(request, '$.dataset')),
    key TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    fraction REAL NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT 'waiting for its turn',
    error TEXT,
    result TEXT,
    created REAL NOT NULL,
    started REAL,
    finished REAL,
    cancel_requested REAL,
    pid INTEGER,
    born TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS one_job_per_request ON jobs (key) WHERE {_WANTED};
CREATE UNIQUE INDEX IF NOT EXISTS one_running_job ON jobs (state) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state);
CREATE INDEX IF NOT EXISTS jobs_by_dataset ON jobs (dataset);
CREATE TABLE IF NOT EXISTS points (
    job TEXT NOT NULL,
    number INTEGER NOT NULL,
    point TEXT NOT NULL,
    PRIMARY KEY (job, number)
) WITHOUT ROWID;
"""

# Whoever starts a process has to ask for its end, by job id; the exit status is known to nobody else.
_started_here: dict[str, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Job:
    """A job as it stood when it was read; times are epoch seconds, `error` is a sentence for people."""

    id: str
    kind: str
    request: dict[str, Any]
    state: State
    fraction: float
    message: str
    error: str | None
    result: dict[str, Any] | None
    created: float
    started: float | None
    finished: float | None
    cancel_requested: bool

    @property
    def active(self) -> bool:
        return self.state in ("queued", "running")

    @property
    def elapsed(self) -> float:
        """Seconds of work so far, or in all; 0 for one that never started."""
        return 0.0 if self.started is None else (self.finished or time.time()) - self.started

    @property
    def seconds_left(self) -> float | None:
        """What the pace so far promises; None before there is a pace."""
        if self.state != "running" or self.fraction < 0.02:
            return None
        return self.elapsed * (1 - self.fraction) / self.fraction

    @property
    def log_file(self) -> Path:
        return log_file(self.id)


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
            f" ON CONFLICT (key) WHERE {_WANTED} DO NOTHING",
            (secrets.token_hex(5), kind, canonical, key, time.time()),
        )
        row = store.execute(f"SELECT id FROM jobs WHERE key = ? AND {_WANTED}", (key,)).fetchone()
    if start:
        tend()
    return get(row["id"])


def get(id: str) -> Job:
    """The job with that id; raises NotFound."""
    with database.connect(SCHEMA) as store:
        row = store.execute("SELECT * FROM jobs WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no job “{id[:40]}”. Start it again from its page.")
    return _job(row)


def active() -> list[Job]:
    """The running job, then the queued ones in their order."""
    with database.connect(SCHEMA) as store:
        rows = store.execute(
            "SELECT * FROM jobs WHERE state IN ('queued', 'running') ORDER BY state = 'queued', number"
        ).fetchall()
    return [_job(row) for row in rows]


def latest(kind: str | None = None, dataset: str | None = None, limit: int = 20) -> list[Job]:
    """Jobs of any state, the newest first."""
    with database.connect(SCHEMA) as store:
        rows = store.execute(
            "SELECT * FROM jobs WHERE (:kind IS NULL OR kind = :kind) AND (:dataset IS NULL OR dataset = :dataset)"
            " ORDER BY number DESC LIMIT :limit",
            {"kind": kind, "dataset": dataset, "limit": limit},
        ).fetchall()
    return [_job(row) for row in rows]


def points(id: str, after: int = 0) -> list[dict[str, float]]:
    """The points of a job's curves in the order they were recorded, without the first `after`."""
    with database.connect(SCHEMA) as store:
        rows = store.execute(
            "SELECT point FROM points WHERE job = ? AND number >= ? ORDER BY number", (id, after)
        ).fetchall()
    return [json.loads(row["point"]) for row in rows]


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
            "UPDATE jobs SET state = 'running', started = ?, message = 'starting'"
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


def log_file(id: str) -> Path:
    """What the worker of a job had to say."""
    return files.home() / "logs" / "jobs" / f"{id}.log"


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
    child = _started_here.get(id)
    if child is not None and child.poll() == -9:
        return (
            "The worker died without a result: it was killed from outside, most likely because memory ran out. "
            "Close other programs or take a smaller dataset, then start it again."
        )
    return (
        f"The worker died without a result, perhaps because memory ran out. "
        f"Start it again; if that repeats, look into {log_file(id)}."
    )


def _job(row: sqlite3.Row) -> Job:
    return Job(
        id=row["id"],
        kind=row["kind"],
        request=json.loads(row["request"]),
        state=cast(State, row["state"]),
        fraction=row["fraction"],
        message=row["message"],
        error=row["error"],
        result=None if row["result"] is None else json.loads(row["result"]),
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        cancel_requested=row["cancel_requested"] is not None,
    )

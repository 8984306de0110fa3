"""The table of jobs, and what everybody may read in it: pages, the command line and workers alike."""

import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from recsys import database, files
from recsys.errors import NotFound

State = Literal["queued", "running", "done", "failed", "cancelled"]

ALMOST = 0.95  # a job that takes longer than it did before is still not done
PACE_FROM = 0.1  # before, most of the time went into starting, which says nothing about the rest

# Who asks for what is just being cancelled wants it anew: such a job is no longer the one for its request.
WANTED = "state IN ('queued', 'running') AND cancel_requested IS NULL"

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
CREATE UNIQUE INDEX IF NOT EXISTS one_job_per_request ON jobs (key) WHERE {WANTED};
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
        if self.state != "running" or self.fraction < PACE_FROM:
            return None
        return self.elapsed * (1 - self.fraction) / self.fraction

    @property
    def log_file(self) -> Path:
        return log_file(self.id)


@dataclass(frozen=True)
class Outlook:
    """How far a job seems to be, 0 to 1, and the seconds it will still take; None where nobody knows."""

    fraction: float
    seconds_left: float | None


def outlook(job: Job) -> Outlook:
    """What becomes of a job, by how long the same work took the last time, or else by its own pace.

    Libraries that are being loaded report nothing; the clock goes on.
    """
    usual = _usual_seconds(job) if job.state == "running" else None
    if usual is None or job.elapsed >= usual:
        return Outlook(job.fraction, job.seconds_left)
    return Outlook(max(job.fraction, ALMOST * job.elapsed / usual), usual - job.elapsed)


def _usual_seconds(job: Job) -> float | None:
    """How long the last job of that kind on those data with those settings took; None if there was none."""
    with database.connect(SCHEMA) as store:
        row = store.execute(
            "SELECT finished - started AS seconds FROM jobs WHERE kind = ? AND dataset = ? AND state = 'done'"
            " AND (json_extract(request, '$.settings'), json_extract(request, '$.model')) IS"
            " (SELECT json_extract(request, '$.settings'), json_extract(request, '$.model') FROM jobs WHERE id = ?)"
            " ORDER BY number DESC LIMIT 1",
            (job.kind, job.request.get("dataset"), job.id),
        ).fetchone()
    return None if row is None else row["seconds"]


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


def rename(store: sqlite3.Connection, name: str, new: str) -> None:
    """Let the jobs that ended on a dataset follow it to its new name, in the caller's transaction."""
    store.execute("UPDATE jobs SET request = json_set(request, '$.dataset', ?) WHERE dataset = ?", (new, name))


def points(id: str, after: int = 0) -> list[dict[str, float]]:
    """The points of a job's curves in the order they were recorded, without the first `after`."""
    with database.connect(SCHEMA) as store:
        rows = store.execute(
            "SELECT point FROM points WHERE job = ? AND number >= ? ORDER BY number", (id, after)
        ).fetchall()
    return [json.loads(row["point"]) for row in rows]


def log_file(id: str) -> Path:
    """What the worker of a job had to say."""
    return files.home() / "logs" / "jobs" / f"{id}.log"


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

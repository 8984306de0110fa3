"""The process that does one job: `python -m recsys.worker JOB_ID`, started by `jobs` and by nobody else."""

import contextlib
import json
import logging
import operator
import os
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from recsys import database, job_store, jobs, process
from recsys.errors import Cancelled, VotebookError
from recsys.progress import Record, Report

log = logging.getLogger(__name__)

Task = Callable[[dict[str, Any], Report, Record], dict[str, Any]]
"""Takes a job's request and gives its result, both JSON; NumPy's numbers may stand for numbers."""

WRITE_EVERY = 0.2  # seconds


def main(arguments: list[str], tasks: Mapping[str, Task] | None = None) -> int:
    """Do the job with the id given, by its kind's task, then see that the next one starts."""
    (id,) = arguments
    process.step_back()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    if not _is_ours(id):
        log.info("job %s ended before this worker began", id)
        return 0
    _do(jobs.get(id), tasks)
    jobs.tend()
    return 0


def _is_ours(id: str) -> bool:
    """Whether the job waits for this very process; says so in the store, should nobody have come to it yet."""
    me = os.getpid()
    with database.connect(job_store.SCHEMA) as store:
        claimed = store.execute(
            "UPDATE jobs SET pid = ?, born = ? WHERE id = ? AND state = 'running' AND (pid IS NULL OR pid = ?)",
            (me, process.born(me), id, me),
        )
    return claimed.rowcount == 1


def _do(job: jobs.Job, tasks: Mapping[str, Task] | None) -> None:
    """Run the task and store how it ended."""
    state: job_store.State = "failed"
    error = result = None
    try:
        with _Progress(job) as progress:
            progress.report(0.0, "starting: loading the program")
            task = (_all_tasks() if tasks is None else tasks)[job.kind]
            found = task(job.request, progress.report, progress.record)
        # Keras and NumPy give numbers of their own kind; item() is Python's.
        result = json.dumps(found, default=operator.methodcaller("item"))
        state = "done"
    except Cancelled:
        state = "cancelled"
    except VotebookError as problem:
        error = str(problem)
    except MemoryError:
        log.exception("out of memory")
        error = "Memory ran out. Close other programs or take a smaller dataset, then start it again."
    except Exception:  # whatever it was: the job has to end as failed, or who watches it would wait for ever
        log.exception("a bug")
        error = f"Something went wrong in the program. Please report it with what stands in {job.log_file}."
    with database.transaction(job_store.SCHEMA) as store:
        jobs.end(store, job.id, state, error, result)


def _all_tasks() -> Mapping[str, Task]:
    # Not at the top: a job that ended meanwhile need not load the libraries that fit models, and what goes wrong
    # while they load is a failure of the job.
    from recsys.tasks import TASKS

    return TASKS


class _Progress(contextlib.AbstractContextManager["_Progress"]):
    """What a task says on its way, written to the store by a thread.

    A task may therefore report as often as it likes at no cost, its last word before a long silence arrives all the
    same, and the wish to cancel is seen meanwhile.
    """

    def __init__(self, job: jobs.Job) -> None:
        self._id = job.id
        self._said = self._written = (job.fraction, job.message)
        self._points: list[str] = []
        self._n_points_written = 0
        self._stop: VotebookError | None = None  # what the next report raises
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_writing, name="progress", daemon=True)

    def __enter__(self) -> "_Progress":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._write()

    def report(self, fraction: float, message: str) -> None:
        self._said = (float(fraction), message)
        if self._stop is not None:
            raise self._stop

    def record(self, point: dict[str, float]) -> None:
        line = json.dumps(point, default=operator.methodcaller("item"))
        with self._lock:
            self._points.append(line)

    def _keep_writing(self) -> None:
        while not self._over.wait(WRITE_EVERY):
            try:
                self._write()
            except VotebookError as problem:
                self._stop = problem
                return

    def _write(self) -> None:
        with self._lock:
            said, new_points, self._points = self._said, self._points, []
        with database.transaction(job_store.SCHEMA) as store:
            if said != self._written:
                store.execute("UPDATE jobs SET fraction = ?, message = ? WHERE id = ?", (*said, self._id))
            store.executemany(
                "INSERT INTO points (job, number, point) VALUES (?, ?, ?)",
                [(self._id, number, point) for number, point in enumerate(new_points, self._n_points_written)],
            )
            wanted = store.execute(
                "SELECT 1 FROM jobs WHERE id = ? AND state = 'running' AND cancel_requested IS NULL", (self._id,)
            ).fetchall()
        self._written = said
        self._n_points_written += len(new_points)
        if not wanted:
            self._stop = Cancelled("Cancelled.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

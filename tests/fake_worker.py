"""The real worker process with tasks that need no libraries: what tests of `jobs` run as `jobs.WORKER`."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from recsys import jobs, worker
from recsys.errors import BadInput
from recsys.progress import Record, Report

jobs.WORKER = "tests.fake_worker"  # for the next in the queue, which the worker starts

_pause = threading.Event().wait


def count(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    for step in range(request["steps"]):
        report(step / request["steps"], f"step {step}")
        record({"step": step, "loss": 1 / (step + 1)})
    return {"steps": request["steps"]}


def wait_for(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Half done until a file appears."""
    while not Path(request["file"]).exists():
        report(0.5, "waiting for the file")
        _pause(0.01)
    return {"found": request["file"]}


def count_then_wait(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    count(request, report, record)
    return wait_for(request, report, record)


def ignore_cancel(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    """Reports once, then nothing any more; has a child that has to go with it."""
    if (child := os.fork()) > 0:
        Path(request["child"]).write_text(str(child))
        report(0.1, "busy")
    while True:
        _pause(60)


def fail(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    raise BadInput("There are 0 labels. Fit the label model first.")


def bug(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    report(0.3, "dividing")
    return {"never": 1 / 0}


def die(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def allocate(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    return {"size": len(bytearray(1 << 62))}


def surroundings(request: dict[str, Any], report: Report, record: Record) -> dict[str, Any]:
    on_linux = sys.platform.startswith("linux")
    return {
        "niceness": os.getpriority(os.PRIO_PROCESS, 0),
        "leads its session": os.getsid(0) == os.getpid(),
        "goes first when memory is out": not on_linux or int(Path("/proc/self/oom_score_adj").read_text()) >= 500,
        "threads": [os.environ[name] for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")],
        "home": os.environ["VOTEBOOK_HOME"],
        "loaded": [name for name in ("tensorflow", "keras", "torch", "snorkel") if name in sys.modules],
    }


TASKS: dict[str, worker.Task] = {
    task.__name__: task
    for task in (count, wait_for, count_then_wait, ignore_cancel, fail, bug, die, allocate, surroundings)
}

if __name__ == "__main__":
    sys.exit(worker.main(sys.argv[1:], TASKS))

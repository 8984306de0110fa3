"""Worker processes: started apart from whoever asks for them, recognised later by anybody, killed as a group."""

import contextlib
import importlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from recsys import files

ROOT = Path(__file__).resolve().parent.parent
NICENESS = 10
STDERR = 2  # the file descriptor, which native code writes to

# Work in the background takes one core and no graphics card; the others are for the people in front of the pages.
_ALONE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "CUDA_VISIBLE_DEVICES": "",
    "PYTHONFAULTHANDLER": "1",  # a crash in native code leaves its traceback in the log
}


def start(module: str, argument: str, log: Path) -> subprocess.Popen[bytes]:
    """`python -m module argument` in a session of its own: no Ctrl-C and no end of ours reaches it.

    The caller must `poll()` it now and then, or it stays a zombie once it has ended. Raises OSError.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", module, argument],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **_ALONE, "VOTEBOOK_HOME": str(files.home()), "PYTHONPATH": search_path},
            start_new_session=True,
        )


def import_quietly(module: str) -> None:
    """Import a module whose native code writes to stderr of its own accord; that goes to a log of its name instead."""
    if module in sys.modules:
        return
    log = files.home() / "logs" / f"{module}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stderr.flush()
    kept = os.dup(STDERR)
    try:
        with log.open("wb") as output:
            os.dup2(output.fileno(), STDERR)
        importlib.import_module(module)
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)


def peak_memory() -> int:
    """The most memory this process ever had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def step_back() -> None:
    """Leave processor and memory to the people in front of the pages; for the worker itself to call."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    # Linux alone: desktop kernels share time among sessions first, and ours is a session; and of all processes it is
    # the worker that goes when memory runs out.
    for file, value in (("autogroup", NICENESS), ("oom_score_adj", 500)):
        with contextlib.suppress(OSError):
            Path(f"/proc/self/{file}").write_text(str(value))


def born(pid: int) -> str | None:
    """When the process with that number started; None if there is none or only its zombie.

    Numbers are used again; the number together with this text is not. Nothing can be read into the text.
    """
    if not sys.platform.startswith("linux"):
        return _born_by_ps(pid)
    try:
        status = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = status.rpartition(")")[2].split()  # the program's name before it may hold anything
    return None if state in "ZX" else fields[18]  # in clock ticks since boot


def _born_by_ps(pid: int) -> str | None:
    found = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    state, _, started = found.stdout.strip().partition(" ")
    return started.strip() if state and "Z" not in state else None


def kill(pid: int, started: str) -> None:
    """End the process and all it started, if it is still the one that `born` gave `started` for."""
    if born(pid) == started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

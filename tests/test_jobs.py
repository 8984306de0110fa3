"""Jobs, with real processes that get killed."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from recsys import database, job_store, jobs, process
from recsys.errors import DamagedFile, NotFound

ASK = "from recsys import jobs; jobs.WORKER = 'tests.fake_worker'; "


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(jobs, "WORKER", "tests.fake_worker")
    yield tmp_path / "home"
    monkeypatch.setattr(jobs, "CANCEL_GRACE", -1.0)
    if not database.path().exists():
        return
    for job in jobs.active():
        jobs.cancel(job.id)
    jobs.tend()


@pytest.fixture
def door(tmp_path: Path) -> Path:
    """The file a `wait_for` job waits for."""
    return tmp_path / "door"


def until(claim: Callable[[], bool]) -> None:
    for _ in range(2000):
        if claim():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came to that")


def submit_waiting(door: Path) -> jobs.Job:
    """A job that is at work and will be until `door` is there."""
    job = jobs.submit("wait_for", {"file": str(door), "dataset": "demo"})
    until(lambda: jobs.get(job.id).fraction == 0.5)
    return job


def pid_of(job: jobs.Job) -> int:
    with database.connect(job_store.SCHEMA) as store:
        pid = store.execute("SELECT pid FROM jobs WHERE id = ?", (job.id,)).fetchone()["pid"]
    assert isinstance(pid, int)
    return pid


def python(code: str) -> subprocess.Popen[str]:
    """Another program using jobs, as a server would, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", ASK + code],
        cwd=process.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def line_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def run_worker(id: str) -> None:
    subprocess.run([sys.executable, "-m", "tests.fake_worker", id], cwd=process.ROOT, check=True, capture_output=True)


class TestAJob:
    def test_ends_with_its_result(self) -> None:
        job = jobs.wait(jobs.submit("count", {"steps": 3}).id)
        assert (job.state, job.fraction, job.result, job.error) == ("done", 1.0, {"steps": 3}, None)
        assert job.started is not None
        assert job.finished is not None
        assert job.created <= job.started <= job.finished

    def test_tells_how_far_it_is_while_it_works(self, door: Path) -> None:
        job = jobs.get(submit_waiting(door).id)
        assert (job.state, job.fraction, job.message) == ("running", 0.5, "waiting for the file")
        said = []

        def listen(fraction: float, message: str) -> None:
            said.append((fraction, message))
            door.touch()

        jobs.wait(job.id, listen)
        assert said[0] == (0.5, "waiting for the file")
        assert said[-1][0] == 1.0

    def test_keeps_every_point_in_order(self) -> None:
        job = jobs.wait(jobs.submit("count", {"steps": 500}).id)
        assert [point["step"] for point in jobs.points(job.id)] == list(range(500))
        assert jobs.points(job.id, after=498) == [{"step": 498, "loss": 1 / 499}, {"step": 499, "loss": 1 / 500}]
        assert jobs.points(job.id, after=500) == []

    def test_shows_points_before_it_ends(self, door: Path) -> None:
        job = jobs.submit("count_then_wait", {"steps": 2, "file": str(door)})
        until(lambda: len(jobs.points(job.id)) == 2)
        assert jobs.get(job.id).active

    def test_leaves_the_machine_to_others_also_when_another_worker_started_it(self, home: Path) -> None:
        first = jobs.submit("surroundings", {})
        second = jobs.wait(jobs.submit("surroundings", {"again": True}).id)
        assert jobs.get(first.id).result == second.result
        assert second.result == {
            "niceness": max(10, os.nice(0)),
            "leads its session": True,
            "goes first when memory is out": True,
            "threads": ["1", "1"],
            "home": str(home),
            "loaded": [],
        }

    def test_estimates_the_time_left_from_its_pace(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("recsys.job_store.time.time", lambda: 130.0)
        waiting = jobs.submit("count", {"steps": 1}, start=False)
        job = dataclasses.replace(waiting, state="running", started=100.0, fraction=0.25)
        assert job.elapsed == 30
        assert job.seconds_left == 90  # a quarter took 30

    def test_knows_no_time_left_before_it_has_a_pace(self) -> None:
        assert jobs.submit("count", {"steps": 1}, start=False).seconds_left is None

    def test_takes_as_long_as_the_same_work_took_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def request(epochs: int) -> dict[str, object]:
            return {"dataset": "demo", "settings": {"epochs": epochs}, "functions": jobs.latest(limit=1) != []}

        before, same, other = (jobs.submit("fit", request(epochs), start=False) for epochs in (30, 30, 31))
        with database.connect(job_store.SCHEMA) as store:
            store.execute("UPDATE jobs SET state = 'done', started = 50, finished = 60 WHERE id = ?", (before.id,))
        monkeypatch.setattr("recsys.job_store.time.time", lambda: 104.0)
        running = dataclasses.replace(same, state="running", started=100.0, fraction=0.05)
        assert jobs.outlook(running) == jobs.Outlook(pytest.approx(0.95 * 0.4), 6.0)  # 4 of 10 seconds are over
        assert jobs.outlook(dataclasses.replace(running, fraction=0.9)).fraction == 0.9
        assert jobs.outlook(dataclasses.replace(running, started=90.0)) == jobs.Outlook(0.05, None)  # it takes longer
        assert jobs.outlook(dataclasses.replace(other, state="running", started=100.0)) == jobs.Outlook(0.0, None)

    def test_is_said_to_start_before_its_worker_has_said_a_word(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(process, "start", lambda *_: subprocess.Popen(["true"]))
        assert jobs.submit("count", {"steps": 1}).message == "starting a worker process"

    def test_that_does_not_exist_is_a_sentence(self) -> None:
        with pytest.raises(NotFound, match="There is no job “nobody”"):
            jobs.get("nobody")


class TestTheSameRequest:
    def test_twice_is_one_job(self, door: Path) -> None:
        first = submit_waiting(door)
        assert jobs.submit("wait_for", {"dataset": "demo", "file": str(door)}).id == first.id

    def test_from_many_threads_at_once_is_one_job(self, home: Path, door: Path) -> None:
        together = threading.Barrier(8)

        def ask(_: int) -> str:
            together.wait()
            return jobs.submit("wait_for", {"file": str(door)}).id

        with ThreadPoolExecutor(8) as people:
            ids = set(people.map(ask, range(8)))
        assert len(ids) == 1
        assert len(list((home / "logs" / "jobs").iterdir())) == 1  # one worker was started

    def test_from_many_processes_on_a_new_home_is_one_job(self, home: Path, door: Path) -> None:
        programs = [python(f"print(jobs.submit('wait_for', {{'file': {str(door)!r}}}).id)") for _ in range(4)]
        answers = [program.communicate(timeout=30) for program in programs]
        assert len({out for out, _ in answers}) == 1, answers
        assert len(list((home / "logs" / "jobs").iterdir())) == 1

    def test_after_its_end_is_a_new_job(self) -> None:
        first = jobs.wait(jobs.submit("count", {"steps": 1}).id)
        assert jobs.submit("count", {"steps": 1}, start=False).id != first.id

    def test_while_it_is_being_cancelled_is_a_new_job(self, door: Path) -> None:
        first = submit_waiting(door)
        jobs.cancel(first.id)
        second = jobs.submit("wait_for", first.request)
        assert second.id != first.id
        door.touch()
        assert jobs.wait(second.id).state == "done"

    def test_after_its_worker_died_unseen_is_a_new_job(self, door: Path) -> None:
        first = submit_waiting(door)
        os.kill(pid_of(first), signal.SIGKILL)
        until(lambda: process.born(pid_of(first)) is None)
        assert jobs.submit("wait_for", first.request).id != first.id
        assert jobs.get(first.id).state == "failed"


class TestTheQueue:
    def test_runs_one_and_then_the_next_without_anybody_watching(self, door: Path) -> None:
        first = submit_waiting(door)
        second, third = (jobs.submit("count", {"steps": steps, "dataset": "other"}) for steps in (1, 2))
        assert [(job.id, job.state) for job in jobs.active()] == [
            (first.id, "running"),
            (second.id, "queued"),
            (third.id, "queued"),
        ]
        door.touch()
        until(lambda: not jobs.active())  # reads only
        assert [job.state for job in jobs.latest()] == ["done"] * 3

    def test_starts_one_job_however_many_tend_at_once(self, home: Path, door: Path) -> None:
        for number in range(3):
            jobs.submit("wait_for", {"file": str(door), "number": number}, start=False)
        with ThreadPoolExecutor(8) as watchers:
            list(watchers.map(lambda _: jobs.tend(), range(16)))
        assert [job.state for job in jobs.active()] == ["running", "queued", "queued"]
        assert len(list((home / "logs" / "jobs").iterdir())) == 1

    def test_is_listed_newest_first_by_kind_and_dataset(self) -> None:
        a, b, c = (
            jobs.submit(kind, {"dataset": dataset, "steps": 1}, start=False).id
            for kind, dataset in (("count", "x"), ("count", "y"), ("fail", "x"))
        )
        assert [job.id for job in jobs.latest()] == [c, b, a]
        assert [job.id for job in jobs.latest(kind="count")] == [b, a]
        assert [job.id for job in jobs.latest(dataset="x")] == [c, a]
        assert [job.id for job in jobs.latest(limit=1)] == [c]

    def test_goes_on_after_a_worker_was_killed(self, door: Path) -> None:
        first = submit_waiting(door)
        second = jobs.submit("count", {"steps": 1})
        os.kill(pid_of(first), signal.SIGKILL)
        assert jobs.wait(second.id).state == "done"
        assert jobs.get(first.id).state == "failed"


class TestCancel:
    def test_ends_a_queued_job_at_once(self, door: Path) -> None:
        submit_waiting(door)
        queued = jobs.submit("count", {"steps": 1})
        jobs.cancel(queued.id)
        assert jobs.get(queued.id).state == "cancelled"
        assert jobs.get(queued.id).elapsed == 0

    def test_ends_a_running_job_when_it_reports_next(self, door: Path) -> None:
        job = submit_waiting(door)
        jobs.cancel(job.id)
        assert jobs.get(job.id).cancel_requested
        ended = jobs.wait(job.id)
        assert (ended.state, ended.error, ended.result) == ("cancelled", None, None)

    def test_kills_a_worker_that_does_not_listen_and_its_children(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = jobs.submit("ignore_cancel", {"child": str(tmp_path / "child")})
        until(lambda: jobs.get(job.id).fraction == 0.1)
        worker, child = pid_of(job), int((tmp_path / "child").read_text())
        jobs.cancel(job.id)
        jobs.tend()
        assert jobs.get(job.id).state == "running"  # the grace is not over
        monkeypatch.setattr(jobs, "CANCEL_GRACE", 0.0)
        assert jobs.wait(job.id).state == "cancelled"
        until(lambda: process.born(worker) is None and process.born(child) is None)

    def test_is_over_two_seconds_later_whatever_the_worker_does(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = jobs.submit("ignore_cancel", {"child": str(tmp_path / "child")})
        until(lambda: jobs.get(job.id).fraction == 0.1)
        jobs.cancel(job.id)
        two_seconds_later = time.time() + 2
        monkeypatch.setattr("recsys.jobs.time.time", lambda: two_seconds_later)
        jobs.tend()
        assert jobs.get(job.id).state == "cancelled"

    def test_leaves_an_ended_job_as_it_is(self) -> None:
        job = jobs.wait(jobs.submit("count", {"steps": 1}).id)
        jobs.cancel(job.id)
        assert jobs.get(job.id) == job

    def test_before_the_worker_began_is_heeded_by_it(self) -> None:
        job = jobs.submit("count", {"steps": 1}, start=False)
        jobs.cancel(job.id)
        run_worker(job.id)
        assert jobs.get(job.id).state == "cancelled"
        assert jobs.points(job.id) == []


class TestAWorker:
    def test_killed_is_reported(self, door: Path) -> None:
        job = submit_waiting(door)
        os.kill(pid_of(job), signal.SIGKILL)
        ended = jobs.wait(job.id)
        assert ended.state == "failed"
        assert ended.error is not None
        assert ended.error.startswith("The worker died without a result: it was killed")
        assert "memory" in ended.error

    def test_that_dies_as_a_zombie_of_a_busy_server_is_reported(self) -> None:
        server = python("print(jobs.submit('die', {}).id, flush=True); input()")
        ended = jobs.wait(line_of(server))
        assert ended.state == "failed"
        assert ended.error is not None
        assert ended.error.startswith("The worker died without a result")
        os.kill(pid_of(ended), 0)  # it is still there, nobody asked for its end
        assert process.born(pid_of(ended)) is None
        server.communicate("\n")

    def test_survives_ctrl_c_and_the_death_of_the_server_that_started_it(self, door: Path) -> None:
        request = {"file": str(door)}
        server = python(f"print(jobs.submit('wait_for', {request}).id, flush=True); input()")
        id = line_of(server)
        os.killpg(server.pid, signal.SIGINT)
        os.killpg(server.pid, signal.SIGKILL)
        server.communicate()
        restarted = python("(job,) = jobs.active(); print(job.id, job.state)")
        assert line_of(restarted) == f"{id} running"
        restarted.communicate()
        door.touch()
        assert jobs.wait(id).result == {"found": str(door)}

    def test_that_was_never_started_is_reported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        job = jobs.submit("count", {"steps": 1}, start=False)
        with database.connect(job_store.SCHEMA) as store:  # what is left by a server that died between two lines
            store.execute("UPDATE jobs SET state = 'running', started = created")
        jobs.tend()
        assert jobs.get(job.id).state == "running"  # it may be on its way
        monkeypatch.setattr(jobs, "START_GRACE", -1.0)
        jobs.tend()
        assert jobs.get(job.id).state == "failed"

    def test_with_a_number_used_again_is_not_taken_for_the_old_one(self, door: Path) -> None:
        job = jobs.submit("ignore_cancel", {"child": str(door)})
        until(lambda: jobs.get(job.id).fraction == 0.1)
        worker = pid_of(job)
        with database.connect(job_store.SCHEMA) as store:
            store.execute("UPDATE jobs SET born = 'long ago'")
        assert jobs.wait(job.id).state == "failed"
        assert process.born(worker) is not None  # somebody else's: never killed
        os.killpg(worker, signal.SIGKILL)

    def test_that_cannot_be_started_is_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise BlockingIOError("Resource temporarily unavailable")

        monkeypatch.setattr(process, "start", refuse)
        job = jobs.submit("count", {"steps": 1})
        assert (job.state, job.error) == (
            "failed",
            "No worker process could be started (Resource temporarily unavailable). Free some memory, try again.",
        )


class TestATaskThatFails:
    def test_gives_its_own_sentence(self) -> None:
        job = jobs.wait(jobs.submit("fail", {}).id)
        assert (job.state, job.error) == ("failed", "There are 0 labels. Fit the label model first.")

    def test_by_a_bug_leaves_the_traceback_in_the_log_only(self) -> None:
        job = jobs.wait(jobs.submit("bug", {}).id)
        assert (job.state, job.fraction, job.message) == ("failed", 0.3, "dividing")
        assert job.error == f"Something went wrong in the program. Please report it with what stands in {job.log_file}."
        assert "ZeroDivisionError: division by zero" in job.log_file.read_text()

    def test_by_want_of_memory_says_so(self) -> None:
        job = jobs.wait(jobs.submit("allocate", {}).id)
        assert job.state == "failed"
        assert job.error == "Memory ran out. Close other programs or take a smaller dataset, then start it again."

    def test_by_a_kind_nobody_knows_is_a_bug(self) -> None:
        job = jobs.wait(jobs.submit("no such kind", {}).id)
        assert job.state == "failed"
        assert "KeyError: 'no such kind'" in job.log_file.read_text()


def test_a_damaged_database_is_named_and_never_read() -> None:
    database.path().parent.mkdir()
    database.path().write_bytes(b"not a database at all, but long enough to hold a header" * 100)
    for read in (jobs.latest, jobs.active, jobs.tend, lambda: jobs.submit("count", {})):
        with pytest.raises(DamagedFile, match=r"votebook\.db is damaged .* Move it"):
            read()
    database.path().unlink()

"""The datasets page as its tests use it."""

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from recsys import database, job_store, jobs
from tests.pages.opening import opened

HOSTILE = "<b>x</b> ![](http://evil/x.png) =1+1"
TABLE = "who,what,stars,review\na,x,5,fine\nb,y,2,bad\n"


def page(**query: str) -> AppTest:
    app = opened("datasets", **query)
    assert not app.exception
    return app


def uploaded(name: str, content: str) -> AppTest:
    return page().file_uploader(key="upload").upload(name, content.encode()).run()


def from_path(path: Path | str) -> AppTest:
    app = page()
    app.radio(key="way").set_value("A file or folder on this machine").run()
    return app.text_input(key="path").set_value(str(path)).run()


def field(app: AppTest, label: str) -> Any:
    """The number field of that label."""
    return next(found for found in app.number_input if found.label == label)


def requests() -> list[dict[str, Any]]:
    return [job.request for job in jobs.active()]


def end(id: str, state: job_store.State, error: str | None = None, result: str | None = None) -> None:
    """What a worker does to a job."""
    with database.transaction(job_store.SCHEMA) as store:
        store.execute("UPDATE jobs SET state = 'running', started = 0 WHERE id = ?", (id,))
        jobs.end(store, id, state, error, result)

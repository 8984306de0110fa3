"""The server's own process stays light: whatever it imports, and whatever the collector has to go through, it goes
through after every rerun of everybody, and nobody else can run meanwhile.
"""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import finished_runs
import inspected_streamlit
import pytest
from live import Server
from playwright.sync_api import Page

from recsys.data import dataset as datasets

from .screen import go_to, open_page

TITLES = ("Labeling functions", "Label model", "Models", "Recommendations", "Overview")
MOST_OBJECTS = 30_000  # some 3 ms a collection; without the freeze there are 170,000 and more


@pytest.fixture
def inspected(small_demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that says what it has loaded, with data, labels and a model to show."""
    shutil.copytree(small_demo_home / "datasets", tmp_path / "datasets")
    monkeypatch.setenv("VOTEBOOK_HOME", str(tmp_path))
    dataset = datasets.load("demo")
    finished_runs.model(dataset, finished_runs.labels(dataset))
    with Server(tmp_path, program=(inspected_streamlit.__file__,)) as started:
        yield started


def inspect(server: Server) -> dict[str, Any]:
    os.kill(server.pid, signal.SIGUSR1)
    found: dict[str, Any] = json.loads(
        server.line_with(inspected_streamlit.WORD).removeprefix(inspected_streamlit.WORD)
    )
    return found


def test_no_page_brings_a_heavy_library_or_much_garbage_to_collect(page: Page, inspected: Server) -> None:
    open_page(page, inspected, "")
    for title in TITLES * 2:
        go_to(page, title)
    found = inspect(inspected)
    assert found["loaded"] == []
    assert found["objects"] < MOST_OBJECTS

"""The workbench as a person has it: the real server in a process of its own, in front of it a real Chromium.

Used by the tests that drive a browser, and by `benchmarks/app.py`.
"""

import contextlib
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
STREAMLIT = ("-m", "streamlit")
START_TIMEOUT = 90.0  # seconds
SETTLE_TIMEOUT = 60_000.0  # milliseconds, as Playwright counts
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server:
    """`streamlit run` with the project's own configuration; may be ended and started again on the same port.

    home: its VOTEBOOK_HOME. script: the app, relative to the project. program: what Python runs as Streamlit.
    """

    def __init__(self, home: Path, script: str = "app.py", program: Sequence[str] = STREAMLIT) -> None:
        self.home, self.port = home, _free_port()
        self._command = [sys.executable, *program, "run", script, "--server.port", str(self.port)]
        self._lines: queue.Queue[str] = queue.Queue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, and return once it answers."""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env={**os.environ, "VOTEBOOK_HOME": str(self.home), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        self.line_with("URL:")

    def stop(self) -> None:
        """End it as Ctrl-C does; its workers live on."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a crash does; its workers live on."""
        self._process.kill()
        self._process.wait()

    def line_with(self, text: str) -> str:
        """The next line it prints with `text` in it."""
        read: list[str] = []
        try:
            while not read or text not in read[-1]:
                read.append(self._lines.get(timeout=START_TIMEOUT))
        except queue.Empty:
            raise AssertionError(f"The server did not print “{text}”, but:\n{''.join(read)}") from None
        return read[-1]

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.put(line)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def settle(page: Page) -> None:
    """Return once the page has its title and its script has run to the end."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=SETTLE_TIMEOUT)
    page.get_by_role("heading", level=1).first.wait_for(timeout=SETTLE_TIMEOUT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

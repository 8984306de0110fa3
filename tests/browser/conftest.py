"""One server and one browser for all of these tests; each test has a window of its own, which has to behave."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import live
import pytest
from live import Server
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from recsys import jobs

expect.set_options(timeout=live.SETTLE_TIMEOUT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, but never where CI is to run them all."""
    if live.CHROMIUM is None and "CI" not in os.environ:
        pytest.skip("there is no Chromium on this machine; Debian and Ubuntu have a package `chromium`")
    with live.chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def home(small_demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A `VOTEBOOK_HOME` of these tests' own with the small demo in it; at their end nothing works on it any more."""
    place = tmp_path_factory.mktemp("browser")
    shutil.copytree(small_demo_home / "datasets", place / "datasets")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VOTEBOOK_HOME", str(place))
        yield place
        for job in jobs.active():
            jobs.cancel(job.id)
            jobs.wait(job.id)


@pytest.fixture(autouse=True)
def no_home_but_the_tests_own(home: Path) -> None:
    """The home of these tests, instead of the empty one that others begin with."""


@pytest.fixture(scope="package")
def server(home: Path) -> Iterator[Server]:
    """The workbench on that home."""
    with Server(home) as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window that knows nothing of earlier tests. It fails the test in which a page asks another machine for
    anything, opens a dialog, or breaks in a script.
    """
    window = browser.new_context(viewport={"width": 1440, "height": 1000})
    window.set_default_timeout(live.SETTLE_TIMEOUT)
    wrong: list[str] = []

    def look_at(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")) or request.url.endswith("/tracked.png"):
            wrong.append(f"asked for {request.url}")

    window.on("request", look_at)
    window.on("dialog", lambda dialog: (wrong.append(f"opened a dialog: {dialog.message}"), dialog.dismiss()))
    window.on("weberror", lambda error: wrong.append(f"broke: {error.error}"))
    yield window
    window.close()
    assert wrong == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()

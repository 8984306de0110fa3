"""A job goes on whatever becomes of the page and of the server, and can be found, watched and cancelled."""

from collections.abc import Iterator

import psutil
import pytest
from live import Server
from playwright.sync_api import Page, expect

from recsys import database, job_store, jobs

from .screen import JOB_TIMEOUT, keyed, open_page


def start_a_fit(page: Page, server: Server, steps: int) -> None:
    """Fit the label model in so many steps; each number is another job."""
    open_page(page, server, "label_model")
    page.get_by_text("Settings of the fit").click()
    number = keyed(page, "label-epochs", "spinbutton")
    number.fill(str(steps))
    number.press("Enter")
    page.get_by_role("button", name="Fit the label model").click()
    expect(page.get_by_role("progressbar")).to_be_visible()


@pytest.fixture
def frozen_worker(page: Page, server: Server) -> Iterator[psutil.Process]:
    """The worker of a fit that has begun, stopped in the middle of it until the test lets it go on."""
    start_a_fit(page, server, steps=1_000)
    (job,) = jobs.active()
    with database.connect(job_store.SCHEMA) as store:
        (pid,) = store.execute("SELECT pid FROM jobs WHERE id = ?", (job.id,)).fetchone()
    worker = psutil.Process(pid)
    worker.suspend()
    yield worker
    if worker.is_running():
        worker.resume()


def test_a_job_is_found_again_after_a_reload_and_after_a_server_crash_and_finishes(
    page: Page, server: Server, frozen_worker: psutil.Process
) -> None:
    progress = page.get_by_role("progressbar")
    page.reload()
    expect(progress).to_be_visible()
    expect(page.get_by_text("Fitting the label model (demo): running")).to_be_visible()

    server.kill()
    server.start()
    open_page(page, server, "label_model")
    expect(progress).to_be_visible()
    assert len(jobs.active()) == 1

    frozen_worker.resume()
    expect(progress).to_have_count(0, timeout=JOB_TIMEOUT)
    # While the page is drawn anew, the old badge may stand beside the new one for a moment.
    expect(page.get_by_text("It stands on the functions as they are now.").first).to_be_visible()
    assert jobs.latest("fit_labels", "demo")[0].state == "done"


def test_a_job_is_cancelled_by_a_click_and_leaves_nothing(page: Page, server: Server) -> None:
    start_a_fit(page, server, steps=100_000)
    page.get_by_role("button", name="Cancel").click()
    expect(
        page.get_by_text("Fitting the label model was cancelled. Only what was finished before is kept.")
    ).to_be_visible(timeout=JOB_TIMEOUT)
    assert [job.state for job in jobs.latest("fit_labels", "demo", limit=1)] == ["cancelled"]
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_a_page_asked_for_by_its_address_on_a_cold_server_has_the_navigation(page: Page, server: Server) -> None:
    server.kill()
    server.start()
    open_page(page, server, "label_model")
    expect(page.get_by_role("heading", level=1)).to_have_text("Label model")
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(links).to_contain_text(["Overview", "Labeling functions", "Label model", "Models", "Recommendations"])

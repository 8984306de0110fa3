"""The workbench in a real Chromium beside an empty Streamlit app: `python -m benchmarks.app [--size small|full]`.

Both are measured in the same run on the same machine; every time is a median, from an action until nothing on the page
moves any more.
"""

import argparse
import json
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from benchmarks import app_clicks, browser_clock, timing
from benchmarks.timing import Line, share
from recsys import jobs, tasks, working_sets, workspace
from recsys.data import dataset as datasets
from recsys.labeling import starting_sets
from recsys.models.rating import RatingSettings
from recsys.progress import silent, unrecorded
from tests import inspected_streamlit, live

STEPS = 15
ROUNDS = 3
STARTS = 3
AIM = {"small": 2.0, "full": 3.0}
ENDLESS = RatingSettings(epochs=1_000, patience=1_000)


@dataclass(frozen=True)
class App:
    """A Streamlit app; the slider that is moved is on its second page, where it shows once `pill` was clicked."""

    script: str
    titles: tuple[str, ...]
    slider: str
    pill: str = ""


def workbench(dataset: str) -> App:
    """Ours, and the slider of a published function."""
    titles = (
        "Overview", "Labeling functions", "Data points", "Versions", "Label model", "Models", "Recommendations",
        "Changes", "Be a user", "Embeddings", "Error analysis",
    )  # fmt: skip
    return App("app.py", titles, f".st-key-{dataset}-polarity_positive-slider", "polarity_positive")


OURS = workbench("demo")
BY = "an empty Streamlit app"
EMPTY = App("benchmarks/empty_app.py", ("First", "Second"), ".st-key-value")


@dataclass(frozen=True)
class Tab:
    """An app's server, and a browser in front of it."""

    app: App
    server: live.Server
    page: Page

    def switches(self) -> dict[str, float]:
        """Seconds to each of its pages, ending with the first."""
        titles = (*self.app.titles[1:], self.app.titles[0])
        self.page.bring_to_front()
        return {title: browser_clock.page_switch(self.page, title) for title in titles}

    def open_slider(self) -> None:
        """Go where the slider is."""
        self.page.bring_to_front()
        browser_clock.page_switch(self.page, self.app.titles[1])
        if self.app.pill:
            browser_clock.choose(self.page, self.app.pill, self.app.slider)

    def step(self) -> float:
        """Seconds of a step of the slider, to a value it has not had."""
        self.page.bring_to_front()
        return browser_clock.slider_step(self.page, self.page.locator(self.app.slider).get_by_role("slider"))

    def collection(self) -> float:
        """Milliseconds of a full garbage collection in the server."""
        os.kill(self.server.pid, signal.SIGUSR1)
        printed = self.server.line_with(inspected_streamlit.WORD).removeprefix(inspected_streamlit.WORD)
        return float(json.loads(printed)["milliseconds"])


@contextmanager
def opened(browser: Browser, home: Path, app: App) -> Iterator[Tab]:
    """An app that a browser shows the first page of."""
    with (
        live.Server(home, app.script, program=(inspected_streamlit.__file__,)) as server,
        browser.new_page(viewport={"width": 1440, "height": 1000}) as page,
    ):
        browser_clock.open_tab(page, server.url, app.titles[0])
        yield Tab(app, server, page)


def prepare(size: str) -> None:
    """Make the demo and run its whole pipeline, unless that has been done in this home."""
    if "demo" not in datasets.names():
        timing.say(f"making the demo, {size}")
        tasks.make_demo({"dataset": "demo", "size": size}, silent, unrecorded)
    demo = datasets.load("demo")
    if workspace.progress(demo, working_sets.current(demo)).model is None:
        timing.say("training a model to hold beside the other")
        _wait_for("train_model", {"dataset": "demo", "model": "als", "labels": "gold"})
        timing.say("fitting the label model and training the rating model")
        _wait_for("run_all", {"dataset": "demo"})


def _wait_for(kind: str, request: dict[str, str]) -> None:
    job = jobs.wait(jobs.submit(kind, request).id)
    if job.error:
        raise SystemExit(job.error)


def first_paint(browser: Browser, home: Path, app: App) -> float:
    """Seconds from `streamlit run` until a browser shows the whole first page."""
    start = time.perf_counter()
    with live.Server(home, app.script) as server, browser.new_page() as page:
        browser_clock.open_tab(page, server.url, app.titles[0])
        return time.perf_counter() - start - browser_clock.still(page)


@contextmanager
def training() -> Iterator[None]:
    """A job that trains all the while."""
    settings = ENDLESS.model_dump(mode="json")
    job = jobs.submit("train_model", {"dataset": "demo", "labels": "weak+dev", "settings": settings})
    while not jobs.points(job.id):
        if not jobs.get(job.id).active:
            raise SystemExit(f"The training that was to run beside the pages ended: {jobs.get(job.id).error}")
        time.sleep(0.2)
    yield
    jobs.cancel(job.id)
    jobs.wait(job.id)


def slider_steps(tabs: tuple[Tab, Tab], steps: int = STEPS) -> tuple[list[float], list[float]]:
    """Both apps' times of steps, taken in turns so that whatever else the machine does hits both."""
    for tab in tabs:
        tab.step()
    times = [[tab.step() for tab in tabs] for _ in range(steps)]
    return [ours for ours, _ in times], [empty for _, empty in times]


def medians(times: tuple[list[float], list[float]]) -> tuple[float, float]:
    """Ours and the empty app's."""
    return median(times[0]), median(times[1])


def switch_lines(tabs: tuple[Tab, Tab]) -> list[Line]:
    """Each of our pages beside the empty app's, in turns; the first round, in which pages load what they need, is left
    out.
    """
    rounds = [[tab.switches() for tab in tabs] for _ in range(ROUNDS + 1)][1:]
    empty = median(seconds for _, times in rounds for seconds in times.values())
    found = {title: median(times[title] for times, _ in rounds) for title in OURS.titles}
    return [app_clicks.switch_line(title, seconds, empty, BY) for title, seconds in found.items()]


def compare(browser: Browser, home: Path, size: str) -> None:
    """Measure, and print the table."""
    timing.say("first paint")
    paints = [[first_paint(browser, home, app) for app in (OURS, EMPTY)] for _ in range(STARTS)]
    first, first_empty = (median(times) for times in zip(*paints, strict=True))
    lines = [share("first paint after `streamlit run`", first, first_empty, BY)]
    with opened(browser, home, OURS) as ours, opened(browser, home, EMPTY) as empty:
        timing.say("page switches")
        lines += switch_lines((ours, empty))
        timing.say("slider")
        for tab in (ours, empty):
            tab.open_slider()
        alone = medians(slider_steps((ours, empty)))
        lines.append(share("slider → table and charts", *alone, BY, AIM[size]))
        timing.say("slider while a model is trained")
        with training():
            beside = medians(slider_steps((ours, empty)))
        lines.append(share("… while a model is trained", *beside, BY))
        lines.append(share("… the same", beside[0], alone[0], "ours while none is", 1.5))
        timing.say("clicks")
        ours.page.bring_to_front()
        lines += app_clicks.lines(ours.page)
        print(f"The demo, {size}; {timing.machine()}")
        timing.print_table(lines)
        for what, measure, aim in (
            ("server's peak memory, MB", lambda tab: timing.memory(tab.server.pid), 1_000),
            ("full garbage collection, ms", Tab.collection, 5),
        ):
            print(f"{what}: {measure(ours):,.1f}; the empty app's: {measure(empty):,.1f}; aim: under {aim:,}")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=list(AIM), default="small")
    parser.add_argument("--home", type=Path, help="a VOTEBOOK_HOME to use, and to find the demo in the next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, live.chromium() as browser:
        home = (asked.home or Path(temporary)).absolute()
        os.environ["VOTEBOOK_HOME"] = str(home)
        prepare(asked.size)
        dataset = datasets.load("demo")
        working_sets.edit(dataset, starting_sets.of(dataset))
        compare(browser, home, asked.size)


if __name__ == "__main__":
    main()

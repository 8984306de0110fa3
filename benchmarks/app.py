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

from benchmarks import browser_clock, timing
from recsys import jobs, tasks, workspace
from recsys.data import dataset as datasets
from recsys.labeling import functions
from recsys.models.rating import RatingSettings
from recsys.progress import silent, unrecorded
from tests import inspected_streamlit, live

TITLES = ("Overview", "Labeling functions", "Label model", "Rating model", "Recommendations")
SLIDER = ".st-key-demo-polarity_positive-slider"
STEPS = 15
STARTS = 3
AIM = {"small": 2.0, "full": 3.0}
ENDLESS = RatingSettings(epochs=1_000, patience=1_000)


@dataclass(frozen=True)
class Line:
    """A measured time beside the empty app's, or beside another of ours; aim: the most it shall be of that."""

    what: str
    ours: float
    other: float
    aim: float | None = None

    def cells(self) -> tuple[str, str, str, str, str]:
        """As the table shows it."""
        ratio = self.ours / self.other
        aim = "" if self.aim is None else f"≤ {self.aim:g}× {'✓' if ratio <= self.aim else '✗'}"
        return self.what, timing.shown(self.ours), timing.shown(self.other), f"{ratio:.2f}×", aim


@dataclass(frozen=True)
class Measured:
    """What one app takes: seconds, but for memory in MB and a full collection in milliseconds."""

    first_paint: float
    switches: dict[str, float]
    slider: float
    training: float | None
    memory: float
    collection: float


def prepare(size: str) -> None:
    """Make the demo and run its whole pipeline, unless that has been done in this home."""
    if "demo" not in datasets.names():
        timing.say(f"making the demo, {size}")
        tasks.make_demo({"dataset": "demo", "size": size}, silent, unrecorded)
    if workspace.progress(datasets.load("demo")).model is None:
        timing.say("fitting the label model and training the rating model")
        job = jobs.wait(jobs.submit("run_all", {"dataset": "demo"}).id)
        if job.error:
            raise SystemExit(job.error)


def first_paint(browser: Browser, home: Path, script: str, title: str) -> float:
    """Seconds from `streamlit run` until a browser shows the whole first page."""
    start = time.perf_counter()
    with live.Server(home, script) as server, browser.new_page() as page:
        browser_clock.open_tab(page, server.url, title)
        return time.perf_counter() - start - browser_clock.still(page)


def slider_steps(page: Page, slider: str) -> list[float]:
    """Seconds of some steps of a slider, each to a value it has not had; the first, before the clock, warms up."""
    handle = page.locator(slider).get_by_role("slider")
    return [browser_clock.slider_step(page, handle) for _ in range(STEPS + 1)][1:]


@contextmanager
def training() -> Iterator[None]:
    """A job that trains all the while."""
    settings = ENDLESS.model_dump(mode="json")
    job = jobs.submit("train_rating", {"dataset": "demo", "labels": "weak+dev", "settings": settings})
    while not jobs.points(job.id):
        if not jobs.get(job.id).active:
            raise SystemExit(f"The training that was to run beside the pages ended: {jobs.get(job.id).error}")
        time.sleep(0.2)
    yield
    jobs.cancel(job.id)
    jobs.wait(job.id)


def measure(browser: Browser, home: Path, script: str, titles: tuple[str, ...], slider: str) -> Measured:
    """An app from its start to the last of its pages; the slider is on the second."""
    timing.say(f"{script}: first paint")
    paints = [first_paint(browser, home, script, titles[0]) for _ in range(STARTS)]
    with (
        live.Server(home, script, program=(inspected_streamlit.__file__,)) as server,
        browser.new_page(viewport={"width": 1440, "height": 1000}) as page,
    ):
        browser_clock.open_tab(page, server.url, titles[0])
        timing.say(f"{script}: page switches")
        rounds = [
            {title: browser_clock.page_switch(page, title) for title in (*titles[1:], titles[0])} for _ in range(4)
        ]
        switches = {title: median(times[title] for times in rounds[1:]) for title in titles}
        browser_clock.page_switch(page, titles[1])
        timing.say(f"{script}: slider")
        alone = slider_steps(page, slider)
        beside: list[float] | None = None
        if script == "app.py":
            timing.say(f"{script}: slider while a model is trained")
            with training():
                beside = slider_steps(page, slider)
        os.kill(server.pid, signal.SIGUSR1)
        found = json.loads(server.line_with(inspected_streamlit.WORD).removeprefix(inspected_streamlit.WORD))
        return Measured(
            median(paints), switches, median(alone), median(beside) if beside else None,
            browser_clock.peak_memory(server.pid), found["milliseconds"],
        )  # fmt: skip


def lines(ours: Measured, empty: Measured, size: str) -> list[Line]:
    """What is compared with what."""
    switch = median(empty.switches.values())
    assert ours.training is not None
    return [
        Line("first paint after `streamlit run`", ours.first_paint, empty.first_paint),
        *(Line(f"page switch: {title}", seconds, switch) for title, seconds in ours.switches.items()),
        Line("slider → table and charts", ours.slider, empty.slider, AIM[size]),
        Line("… while training / while not", ours.training, ours.slider, 1.5),
    ]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=list(AIM), default="small")
    parser.add_argument("--home", type=Path, help="a VOTEBOOK_HOME to use, and to find the demo in the next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = (asked.home or Path(temporary)).absolute()
        os.environ["VOTEBOOK_HOME"] = str(home)
        prepare(asked.size)
        dataset = datasets.load("demo")
        workspace.save_functions(dataset, functions.starting_set(dataset))
        with live.chromium() as browser:
            empty = measure(browser, home, "benchmarks/empty_app.py", ("First", "Second"), ".st-key-value")
            ours = measure(browser, home, "app.py", TITLES, SLIDER)
    print(f"The demo, {asked.size}; {timing.machine()}")
    timing.print_cells(
        [("", "ours", "reference", "ratio", "aim"), *(line.cells() for line in lines(ours, empty, asked.size))]
    )
    print(f"the server's peak memory: {ours.memory:,.0f} MB (empty app: {empty.memory:,.0f} MB; aim: under 1,000 MB)")
    print(
        f"a full garbage collection: {ours.collection:.2f} ms (empty app: {empty.collection:.2f} ms; aim: under 5 ms)"
    )


if __name__ == "__main__":
    main()

"""A slider let go in a real Chromium: how long until everything on the page has settled, beside an empty app."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks import browser_clock
from benchmarks.app import BY, EMPTY, Tab, opened, slider_steps, workbench
from benchmarks.timing import Line, say, share
from tests import live

STEPS = 40
NOTE = f"""{STEPS} steps of each, in turns. A step has settled once the script has ended, the numbers are others, and
nothing on the page has moved for half a second, which does not count."""
MOST = 3.0  # times the empty app's median


def lines(home: Path, dataset: str) -> list[Line]:
    """Both apps in the same run, each with a second session that is idle."""
    say("opening the workbench and an empty app in Chromium")
    with live.chromium() as browser, ExitStack() as open_apps:
        tabs = [open_apps.enter_context(opened(browser, home, app)) for app in (workbench(dataset), EMPTY)]
        for tab in tabs:
            open_apps.enter_context(idle(browser, tab))
            tab.open_slider()
        say(f"letting their sliders go {STEPS} times")
        times = slider_steps((tabs[0], tabs[1]), STEPS)
    found = []
    for what, percent, most in (("median", 50, MOST), ("95th percentile", 95, None)):
        ours, empty = (float(np.percentile(steps, percent)) for steps in times)
        found.append(share(f"slider → all settled, {what}", ours, empty, BY, most))
    return found


def idle(browser: Browser, tab: Tab) -> Page:
    """A second browser on the page with the slider, in which nobody does anything."""
    page = browser.new_page()
    browser_clock.open_tab(page, tab.server.url, tab.app.titles[0])
    browser_clock.page_switch(page, tab.app.titles[1])
    return page

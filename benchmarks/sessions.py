"""Ten people who tune functions on one server at once: each moves a slider, once a second on average."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import session
from benchmarks.session import Session
from benchmarks.timing import Line, say, share
from tests import live

PEOPLE = 10
ACTIONS = 60  # of each
ALONE = 20  # of one while nobody else does anything
NOTE = f"""Each of {PEOPLE} people makes {ACTIONS} edits, to thresholds that nobody set before. A rerun counts from when
its edit was due: having to wait for the one before counts too. In the end each looks whether the last edit was kept."""
LIMIT = 0.3  # seconds; 95 of 100 reruns shall be faster
PAGE = "labeling_functions"
TUNED = {  # functions, and between what their thresholds are moved
    "polarity_positive": (0.1, 0.5),
    "subjectivity_positive": (0.6, 0.9),
    "polarity_negative": (-0.3, 0.0),
    "shared_first_author": (5.0, 25.0),
}


@dataclass(frozen=True)
class Person:
    """One of them: a browser's cookie, the page's address and slider, and the thresholds to set, none of them twice."""

    cookie: str
    address: str
    slider: str
    thresholds: list[float]


@dataclass(frozen=True)
class Result:
    """Seconds of reruns, each from when its action was due; what went wrong, in words of the page or of ours."""

    alone: list[float]
    together: list[float]
    errors: list[str]


def lines(home: Path, dataset: str) -> list[Line]:
    """How long their reruns took, and whether anything went wrong or got lost."""
    say(f"{PEOPLE} sessions with {ACTIONS} edits each")
    with live.Server(home) as server:
        found = asyncio.run(tune(server.url, [person(server.url, dataset, number) for number in range(PEOPLE)]))
    for error in found.errors[:PEOPLE]:
        say(f"went wrong: {error}")
    alone, together = float(np.median(found.alone)), float(np.median(found.together))
    late, worst = float(np.percentile(found.together, 95)), max(found.together)
    wrong = len(found.errors)
    return [
        share(f"{PEOPLE} sessions, an edit a second each: 95th percentile", late, LIMIT, "the limit", 1),
        Line("  errors and lost edits", str(wrong), "", "", "0", f"of {len(found.together):,} edits", not wrong),
        share("  median", together, alone, "one session alone"),
        share("  slowest", worst, alone, "one session alone"),
    ]


def person(url: str, dataset: str, number: int) -> Person:
    """Somebody new."""
    function = list(TUNED)[number % len(TUNED)]
    # Four decimals: on the slider's own grid ten people would meet each other's thresholds, whose votes are kept.
    thresholds = np.random.default_rng(number).uniform(*TUNED[function], ALONE + ACTIONS).round(4)
    address = f"dataset={dataset}&function={function}"
    return Person(session.new_cookie(url), address, f"{dataset}/{function}/slider", thresholds.tolist())


async def tune(url: str, people: list[Person]) -> Result:
    """One alone first, then all at once; in the end each looks again whether the last edit was kept."""
    async with AsyncExitStack() as tabs:
        sessions = [
            await tabs.enter_async_context(session.opened(url, one.cookie, PAGE, one.address)) for one in people
        ]
        for one, tab in zip(people, sessions, strict=True):
            await tab.move(one.slider, one.thresholds[0])  # the first edit begins one's own working set
        alone = await act(sessions[0], people[0].slider, people[0].thresholds[1:ALONE], 0)
        each = [
            act(tab, one.slider, one.thresholds[ALONE:], number)
            for number, (one, tab) in enumerate(zip(people, sessions, strict=True))
        ]
        together = [seconds for of_one in await asyncio.gather(*each) for seconds in of_one]
        errors = [error for tab in sessions for error in tab.errors]
    return Result(alone, together, errors + [error for one in people for error in await lost(url, one)])


async def act(tab: Session, slider: str, thresholds: list[float], seed: int) -> list[float]:
    """Set them one by one, half to one and a half seconds apart; seconds each took from when it was due.

    Whoever has to wait for a rerun makes the next edit as soon as that has ended, so being late counts as well.
    """
    rng, times = np.random.default_rng(seed), []
    due = time.perf_counter() + rng.uniform(0, 1)
    for threshold in thresholds:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await tab.move(slider, threshold)
        times.append(time.perf_counter() - due)
        due += rng.uniform(0.5, 1.5)
    return times


async def lost(url: str, one: Person) -> list[str]:
    """What a new tab of the same browser does not show of the last edit."""
    async with session.opened(url, one.cookie, PAGE, one.address) as tab:
        shown = tab.sliders.get(one.slider)
    return [] if shown == one.thresholds[-1] else [f"{one.slider} was set to {one.thresholds[-1]}, and shows {shown}"]

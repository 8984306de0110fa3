"""What the benchmarks share: median times, and one table of ours, the reference and the ratio."""

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Comparison:
    """One line of the table. Times in seconds; target: the least ratio wanted, None for a line that only informs."""

    what: str
    ours: float
    reference: float
    by: str
    target: float | None = None

    @property
    def ratio(self) -> float:
        return self.reference / self.ours


def seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The median time of some runs."""
    return median(_once(work) for _ in range(repeats))


def seconds_of_each(works: Sequence[Callable[[], object]]) -> float:
    """The median time of pieces of work that are done once each, because a second run would find its result kept."""
    return median(_once(work) for work in works)


def say(message: str) -> None:
    """Tell whoever waits what is being measured; the table alone goes to stdout."""
    print(f"{message} …", file=sys.stderr, flush=True)


def machine() -> str:
    """Where the numbers come from, in a line."""
    python, load = platform.python_version(), os.getloadavg()[0]
    return f"{os.cpu_count()} CPUs, {platform.machine()}, Python {python}, load {load:.1f}"


def print_table(comparisons: list[Comparison]) -> bool:
    """Print ours, the reference and the ratio; whether all targets are met."""
    rows = [("", "ours", "reference", "ratio", "target", "the reference")]
    for line in comparisons:
        target = "" if line.target is None else f"≥ {line.target:,.0f}× {'✓' if line.ratio >= line.target else '✗'}"
        rows.append((line.what, shown(line.ours), shown(line.reference), f"{line.ratio:,.1f}×", target, line.by))
    print_cells(rows)
    return all(line.target is None or line.ratio >= line.target for line in comparisons)


def print_cells(rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text as a table: the first and the last column to the left, those between to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *between, last in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(between, widths[1:-1], strict=True)]
        print("  ".join([f"{first:<{widths[0]}}", *cells, last]).rstrip())


def shown(duration: float) -> str:
    """A time with the unit that suits it."""
    return f"{duration * 1e3:,.2f} ms" if duration < 1 else f"{duration:,.1f} s"


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

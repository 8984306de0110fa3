"""What the benchmarks share: median times, and one table of ours, the reference and the ratio."""

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Line:
    """One line of the table as it is printed; met: whether its target is, None for a line that only informs."""

    what: str
    ours: str
    reference: str
    ratio: str
    target: str
    by: str
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        mark = "" if self.met is None else " ✓" if self.met else " ✗"
        return self.what, self.ours, self.reference, self.ratio, self.target + mark, self.by


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

    def line(self) -> Line:
        """How many times faster ours is."""
        target = "" if self.target is None else f"≥ {self.target:,.0f}×"
        met = None if self.target is None else self.ratio >= self.target
        return Line(self.what, shown(self.ours), shown(self.reference), f"{self.ratio:,.1f}×", target, self.by, met)


def share(
    what: str,
    ours: float,
    reference: float,
    by: str,
    most: float | None = None,
    unit: Callable[[float], str] | None = None,
) -> Line:
    """How much of the reference ours is. most: the most it shall be; unit: writes both, times in seconds by default."""
    write, ratio = unit or shown, ours / reference
    target = "" if most is None else f"≤ {most:.3g}×"
    met = None if most is None else ratio <= most
    return Line(what, write(ours), write(reference), f"{ratio:,.2f}×", target, by, met)


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


def print_table(lines: Sequence[Comparison | Line]) -> bool:
    """Print ours, the reference and the ratio; whether all targets are met."""
    printed = [line.line() if isinstance(line, Comparison) else line for line in lines]
    header = ("", "ours", "reference", "ratio", "target", "the reference")
    print_cells([header, *(line.cells() for line in printed)])
    return all(line.met is not False for line in printed)


def print_cells(rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text as a table: the first and the last column to the left, those between to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *between, last in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(between, widths[1:-1], strict=True)]
        print("  ".join([f"{first:<{widths[0]}}", *cells, last]).rstrip())


def shown(duration: float) -> str:
    """A time with the unit that suits it."""
    return f"{duration * 1e3:,.2f} ms" if duration < 1 else f"{duration:,.1f} s"


def megabytes(amount: float) -> str:
    """Memory, given in MB."""
    return f"{amount:,.0f} MB"


def memory(pid: int | str = "self", most: bool = True) -> float:
    """The most memory a process ever had, in MB, or what it has now.

    Of itself alone: the system's other measure of a peak counts the process that started it.
    """
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:" if most else "VmRSS:")[1].split()[0]) / 1024


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

"""How slow work tells how far it is: every slow function takes `report(fraction, message)`.

The command line draws it as a bar, a job stores it, the page shows it with the time left. A report may raise
`errors.Cancelled`: that is how work is stopped.
"""

from collections.abc import Callable

Report = Callable[[float, str], None]
Record = Callable[[dict[str, float]], None]
"""Takes one point of a curve while work goes on, such as {"epoch": 3, "loss": 0.41}."""


def silent(fraction: float, message: str) -> None:
    """The report nobody reads."""


def unrecorded(point: dict[str, float]) -> None:
    """The record nobody keeps."""


def part(report: Report, start: float, end: float) -> Report:
    """A report for a stage: its 0 to 1 becomes `start` to `end` of the whole."""

    def of_the_whole(fraction: float, message: str) -> None:
        report(start + (end - start) * fraction, message)

    return of_the_whole

"""How many ratings were given when, and how good they were."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from recsys.exploration.ratings import Ratings

MOST_PERIODS = 150
SECONDS_A_DAY = 86_400
FIRST, LAST = (np.datetime64(day, "s").astype(np.int64) for day in ("0001-01-01", "9999-12-31"))

COLUMNS = ["period", "start", "end", "ratings", "mean"]

Days = np.ndarray  # datetime64[D]


@dataclass(frozen=True)
class OverTime:
    """periods: period ("2014", "2014-03"), start, end (milliseconds since 1970), ratings, mean (NaN where there are
    none); ascending, none left out.
    unit: how long they are. unknown: ratings without a time, or with one before the year 1 or after 9999.
    """

    periods: pd.DataFrame
    unit: str
    unknown: int


def over_time(ratings: Ratings) -> OverTime:
    """Ratings by the shortest period of which there are not too many; without periods where no time is known."""
    known = np.flatnonzero((ratings.time >= FIRST) & (ratings.time <= LAST))
    unknown = len(ratings) - len(known)
    if not len(known):
        return OverTime(pd.DataFrame({name: [] for name in COLUMNS}), "year", unknown)
    days = np.floor(ratings.time[known] / SECONDS_A_DAY).astype(np.int64).astype("datetime64[D]")
    unit = next(unit for unit in UNITS if np.ptp(UNITS[unit].number(_ends(days))) < MOST_PERIODS)
    number, begin, name = UNITS[unit]
    periods = number(days)
    first = periods.min()
    counts = np.bincount(periods - first)
    sums = np.bincount(periods - first, ratings.stars[known])
    starts = begin(np.arange(first, first + len(counts) + 1)).astype("datetime64[ms]").astype(np.float64)
    table = pd.DataFrame(
        {
            "period": [name(period) for period in range(first, first + len(counts))],
            "start": starts[:-1],
            "end": starts[1:],
            "ratings": counts,
            "mean": np.divide(sums, counts, out=np.full(len(counts), np.nan), where=counts > 0),
        }
    )
    return OverTime(table, unit, unknown)


def _ends(days: Days) -> Days:
    return np.array([days.min(), days.max()])


def _day(days: Days) -> np.ndarray:
    return days.astype(np.int64)


def _month(days: Days) -> np.ndarray:
    return days.astype("datetime64[M]").astype(np.int64)


def _year(days: Days) -> np.ndarray:
    return days.astype("datetime64[Y]").astype(np.int64) + 1970


def _century(days: Days) -> np.ndarray:
    return _year(days) // 100


def _new_year(years: np.ndarray) -> np.ndarray:
    return (years - 1970).astype("datetime64[Y]")


class Unit(NamedTuple):
    """number: from days to the periods' numbers. begin: from such numbers to when the periods begin. name: from one to
    what its period is called.
    """

    number: Callable[[Days], np.ndarray]
    begin: Callable[[np.ndarray], np.ndarray]
    name: Callable[[int], str]


UNITS = {
    "day": Unit(
        _day, lambda numbers: numbers.astype("datetime64[D]"), lambda number: str(np.datetime64(int(number), "D"))
    ),
    "month": Unit(
        _month, lambda numbers: numbers.astype("datetime64[M]"), lambda number: str(np.datetime64(int(number), "M"))
    ),
    "year": Unit(_year, _new_year, lambda number: str(number)),
    "century": Unit(
        _century, lambda numbers: _new_year(numbers * 100), lambda number: f"{number * 100} to {number * 100 + 99}"
    ),
}

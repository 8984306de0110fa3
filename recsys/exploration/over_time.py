"""How many ratings were given when, and how good they were."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from recsys.exploration.ratings import Ratings

MOST_PERIODS = 150
SECONDS_A_DAY = 86_400
FIRST, LAST = (np.datetime64(day, "s").astype(np.int64) for day in ("0001-01-01", "9999-12-31"))

Days = np.ndarray  # datetime64[D]


@dataclass(frozen=True)
class OverTime:
    """periods: period ("2014", "2014-03"), ratings, mean (NaN where there are none); ascending, none left out.
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
        return OverTime(pd.DataFrame({"period": [], "ratings": [], "mean": []}), "year", unknown)
    days = np.floor(ratings.time[known] / SECONDS_A_DAY).astype(np.int64).astype("datetime64[D]")
    unit = next(unit for unit in UNITS if np.ptp(UNITS[unit][0](_ends(days))) < MOST_PERIODS)
    number, name = UNITS[unit]
    periods = number(days)
    first = periods.min()
    counts = np.bincount(periods - first)
    sums = np.bincount(periods - first, ratings.stars[known])
    table = pd.DataFrame(
        {
            "period": [name(period) for period in range(first, first + len(counts))],
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


# Of each: from days to the periods' numbers, and from such a number to what the period is called.
UNITS: dict[str, tuple[Callable[[Days], np.ndarray], Callable[[int], str]]] = {
    "day": (_day, lambda number: str(np.datetime64(int(number), "D"))),
    "month": (_month, lambda number: str(np.datetime64(int(number), "M"))),
    "year": (_year, lambda number: str(number)),
    "century": (_century, lambda number: f"{number * 100} to {number * 100 + 99}"),
}

"""Times in people's tables."""

import math
from pathlib import Path

import polars as pl
import pytest

from recsys.data import table, times
from recsys.data.table import TableColumns
from tests.data.tables import complaint, write

TIMED = TableColumns(user="user", item="item", rating="stars", time="at")
NOON = 1_400_000_000  # 13 May 2014, 16:53:20 UTC


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1400000000", NOON),
        (" 1.4e9 ", NOON),
        ("-5", -5),
        ("1400000000000", NOON),
        ("1400000000000000", NOON),
        ("1400000000000000000", NOON),
        ("2014-05-13", 1_399_939_200),
        ("2014/05/13 16:53", NOON - 20),
        ("2014-05-13 16:53:20.5", NOON + 0.5),
        ("2014-05-13T16:53:20Z", NOON),
        ("2014-05-13 16:53:20 UTC", NOON),
        ("2014-05-13T18:53:20+02:00", NOON),
        ("2014-05-13 18:53:20+0200", NOON),
    ],
)
def test_numbers_and_dates_become_seconds_since_1970(text: str, seconds: float) -> None:
    assert times.seconds(pl.Series([text, ""])).to_list() == [seconds, None]


@pytest.mark.parametrize("text", ["soon", "04/05/2014", "2014-13-40", "nan", "inf", "1e30"])
def test_what_can_not_be_told_is_not_guessed(text: str) -> None:
    assert math.isnan(times.seconds(pl.Series([text]))[0])


def test_a_column_may_mix_them() -> None:
    mixed = ["2014-05-13", "1400000000", "", "2014-05-13 16:53:20", "1400000000000"]
    assert times.seconds(pl.Series(mixed)).to_list() == [1_399_939_200, NOON, None, NOON, NOON]


def test_a_table_with_times_gives_them_with_each_interaction(tmp_path: Path) -> None:
    content = "user,item,stars,at\na,x,5,2014-05-13 16:53:20\na,y,4,\n"
    source = table.read(write(tmp_path, content), TIMED)
    assert source.interactions["time"].to_list() == [NOON, None]
    assert source.interactions["time"].dtype == pl.Float64


def test_times_of_a_zone_in_parquet_are_taken_to_utc(tmp_path: Path) -> None:
    at = pl.Series([NOON * 1_000_000]).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone("Asia/Tokyo")
    pl.DataFrame({"user": ["a"], "item": ["x"], "stars": [5], "at": at}).write_parquet(tmp_path / "mine.parquet")
    assert table.read(tmp_path / "mine.parquet", TIMED).interactions["time"].to_list() == [NOON]


def test_what_is_no_time_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "user,item,stars,at\na,x,5,2020-01-01\na,y,5,soon\na,z,5,never\n")
    assert complaint(path, TIMED).startswith("mine.csv, line 3, column “at”: “soon” is not a time")
    path = write(tmp_path, "user,item,stars,at\na,y,5,soon\n")
    assert complaint(path, TIMED).startswith("mine.csv, line 2, column “at”: “soon” is not a time")

"""Goodreads' dates as seconds since 1970."""

from datetime import UTC, datetime, timedelta, timezone
from math import isnan

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.data.goodreads_dates import seconds

FORMAT = "%a %b %d %H:%M:%S %z %Y"


def one(date: str | None) -> float | None:
    return seconds(pl.Series([date], dtype=pl.String)).item()


def test_the_zone_is_taken_off() -> None:
    assert one("Thu Jan 01 00:00:00 +0000 1970") == 0
    assert one("Thu Jan 01 00:00:00 -0700 1970") == 7 * 3600
    assert one("Thu Jan 01 00:00:00 +0130 1970") == -90 * 60


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(
        st.datetimes(
            datetime(1900, 1, 1),
            datetime(2999, 12, 31),
            timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
        ).map(lambda date: date.replace(microsecond=0)),
        max_size=5,
    )
)
def test_any_date_is_read_as_python_reads_it(dates: list[datetime]) -> None:
    texts = pl.Series([date.strftime(FORMAT) for date in dates], dtype=pl.String)
    assert seconds(texts).to_list() == [datetime.strptime(text, FORMAT).timestamp() for text in texts]


def test_no_date_is_null_beside_dates_of_any_length() -> None:
    last = datetime(2017, 12, 31, 23, 59, 59, tzinfo=UTC)
    dates = pl.Series(["", last.strftime(FORMAT), None, "yesterday"])
    *known, wrong = seconds(dates).to_list()
    assert known == [None, last.timestamp(), None]
    assert isnan(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "2017-08-17T15:15:28",
        "Thu Feb 29 15:15:28 -0700 2017",
        "Thu Aug 00 15:15:28 -0700 2017",
        "Thu Aug 32 15:15:28 -0700 2017",
        "Thu Agu 17 15:15:28 -0700 2017",
        "Thu Aug 17 24:15:28 -0700 2017",
        "Thu Aug 17 15:60:28 -0700 2017",
        "Thu Aug 17 15:15:60 -0700 2017",
        "Thu Aug 17 15:15:28 *0700 2017",
        "Thu Aug 17 15:15:28 -2400 2017",
        "Thu Aug 17 15:15:28 -0060 2017",
        "Thu Aug 17 15.15.28 -0700 2017",
        "Thu Aug 1x 15:15:28 -0700 2017",
        "Thu Aüg 7 15:15:28 -0700 2017",
        " " * 30,
    ],
)
def test_what_is_no_date_is_nan(text: str) -> None:
    assert isnan(seconds(pl.Series([text])).item())
    good = "Thu Aug 17 15:15:28 -0700 2017"
    assert seconds(pl.Series([good, text, good])).is_nan().to_list() == [False, True, False]

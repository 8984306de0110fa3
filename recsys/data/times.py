"""Times as people's tables write them, as seconds since 1970, UTC."""

from typing import cast

import polars as pl

# A number above each of these can't be seconds (it would be after the year 5000): it counts thousandths, and so on.
MILLISECONDS, MICROSECONDS, NANOSECONDS, BEYOND = 1e11, 1e14, 1e17, 1e20

# Only formats in which day and month can't be taken for each other.
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")
CLOCKS = ("%H:%M:%S%.f", "%H:%M:%S", "%H:%M")
ZONE = "%#z"
WITH_CLOCKS = [f"{date} {clock}" for date in DATES for clock in CLOCKS]
FORMS = [*DATES, *WITH_CLOCKS, *(form + ZONE for form in WITH_CLOCKS)]
NAMED_ZONE = r"\s*(?:UTC|GMT|Z)$"


def seconds(texts: pl.Series) -> pl.Series:
    """Float64; null where there is no time (""), NaN from the first on that is none that can be told.

    Numbers count from 1970, in seconds or, if they are that big, in milli-, micro- or nanoseconds. Dates are taken as
    UTC unless they give a zone.
    """
    texts = texts.str.strip_chars()
    filled = texts != ""
    found = from_numbers(texts.cast(pl.Float64, strict=False))
    if (dates := found.is_null() & filled).any():
        found = found.zip_with(~dates, _from_dates(texts.set(~dates, None)))
    return found.set(found.is_infinite(), float("nan")).fill_null(float("nan")).set(~filled, None)


def from_numbers(numbers: pl.Series) -> pl.Series:
    """Numbers (float64) that count from 1970, in whatever part of a second, as seconds; NaN where that can't be."""
    highest, lowest = (cast(float, most or 0.0) for most in (numbers.max(), numbers.min()))
    if max(highest, -lowest) <= MILLISECONDS:
        return numbers
    number = pl.col("number")
    size = number.abs()
    scaled = (
        pl.when(size <= MILLISECONDS)
        .then(number)
        .when(size <= MICROSECONDS)
        .then(number / 1e3)
        .when(size <= NANOSECONDS)
        .then(number / 1e6)
        .when(size <= BEYOND)
        .then(number / 1e9)
        .otherwise(pl.when(number.is_not_null()).then(float("nan")))
    )
    return numbers.alias("number").to_frame().select(scaled).to_series()


def _from_dates(texts: pl.Series) -> pl.Series:
    """Null where a text is none of the dates that are known, or comes after one that is none."""
    texts = texts.str.replace(NAMED_ZONE, "").str.replace("T", " ", literal=True)
    found = pl.Series(texts.name, [None], pl.Float64).new_from_index(0, len(texts))
    missing = texts.is_not_null()
    while missing.any():
        first = texts.slice(missing.arg_max() or 0, 1)
        form = next((form for form in FORMS if _parsed(first, form).null_count() == 0), None)
        if form is None:
            break
        found = found.zip_with(~missing, _parsed(texts.set(~missing, None), form))
        missing = texts.is_not_null() & found.is_null()
    return found


def _parsed(texts: pl.Series, form: str) -> pl.Series:
    kind = pl.Date() if form in DATES else pl.Datetime("us", "UTC" if form.endswith(ZONE) else None)
    parsed = texts.str.strptime(kind, form, strict=False)
    return parsed.cast(pl.Datetime("us")).dt.epoch("us") / 1e6

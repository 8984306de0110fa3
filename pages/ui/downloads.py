"""Tables to take away: CSV whose text can't run as a formula when a spreadsheet opens it."""

import gzip
import io
from collections.abc import Callable, Iterable
from pathlib import PurePath

import pandas as pd
import polars as pl
import streamlit as st

from recsys.labeling.export import snorkel_script
from recsys.labeling.functions import FunctionSet

MIME_TYPES = {
    ".csv": "text/csv", ".gz": "application/gzip", ".html": "text/html", ".json": "application/json",
    ".py": "text/x-python", ".zip": "application/zip",
}  # fmt: skip
PACKING = 1  # twice as fast as 6, for a file a tenth bigger
DIGITS = 7  # that a Float32 tells apart
RISKY = r"^[=+\-@\t\r]"


def csv_button(table: pd.DataFrame, name: str) -> None:
    """A button that downloads a table as `name`.csv."""
    _button("Download the table as CSV", _csv(table), f"{name}.csv")


def csv_when_asked(blocks: Callable[[], Iterable[pd.DataFrame]], name: str, is_long: bool) -> None:
    """A button that downloads as `name`.csv, or if it is long `name`.csv.gz, a table that is made once it is asked for.

    blocks: gives the table in parts, so that no more than one of them is in memory beside the file.
    """
    if is_long:
        _button("Download the rows as packed CSV", lambda: packed(blocks()), f"{name}.csv.gz")
    else:
        _button("Download the rows as CSV", lambda: b"".join(map(_csv, blocks())), f"{name}.csv")


def zip_button(title: str, content: Callable[[], bytes], name: str, about: str) -> None:
    """A button that downloads as `name`.zip what is packed once it is asked for."""
    _button(title, content, f"{name}.zip", about)


def html_button(content: Callable[[], str], name: str) -> None:
    """A button that downloads as `name`.html a report that is made once it is asked for."""
    _button(
        "Download the report as HTML", lambda: content().encode(), f"{name}.html",
        "One file with the data, functions, numbers, charts and some recommendations. It opens offline, loads nothing, "
        "and is safe to mail.",
    )  # fmt: skip


def json_button(content: str, name: str) -> None:
    """A button that downloads functions as `name`.json, as `label summary --functions` reads them."""
    _button(
        "Download the functions as JSON", content, f"{name}.json",
        "`python -m recsys label summary --functions FILE.json` reads this file.",
    )  # fmt: skip


def script_button(functions: FunctionSet, dataset: str, name: str) -> None:
    """A button that downloads functions as `name`.py, a script that needs snorkel alone.

    Raises BadInput where they can't be written so.
    """
    _button(
        "Download as a snorkel script", snorkel_script.write(functions, dataset), f"{name}.py",
        "Plain Python with snorkel. `python -m recsys label export` writes the data points it runs on, too.",
    )  # fmt: skip


def _button(title: str, content: str | bytes | Callable[[], bytes], file_name: str, about: str | None = None) -> None:
    st.download_button(
        title, content, file_name=file_name, mime=MIME_TYPES[PurePath(file_name).suffix], help=about,
        icon=":material/download:", type="tertiary", on_click="ignore", key=f"download/{file_name}",
    )  # fmt: skip


def packed(blocks: Iterable[pd.DataFrame]) -> bytes:
    """The blocks of a table, one after the other, as one packed CSV."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=PACKING) as file:
        for number, block in enumerate(blocks):
            file.write(_csv(block, include_header=number == 0))
    return packed.getvalue()


def _csv(table: pd.DataFrame, include_header: bool = True) -> bytes:
    # Polars writes thirty times as fast as pandas, and lets others' pages run meanwhile.
    return neutralized(_without_noise(pl.from_pandas(table))).write_csv(include_header=include_header).encode()


def _without_noise(table: pl.DataFrame) -> pl.DataFrame:
    """The table with the digits that numbers of half the precision know, such as 4.666667 where they are 4.6666665."""
    number = pl.col(pl.Float32).cast(pl.Float64)
    return table.with_columns(pl.when(number == number.round()).then(number).otherwise(number.round_sig_figs(DIGITS)))


def neutralized(table: pl.DataFrame) -> pl.DataFrame:
    """The table with a ' before text that a spreadsheet would take for a formula."""
    return table.with_columns(pl.col(pl.String).str.replace(RISKY, "'${0}"))

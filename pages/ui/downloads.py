"""Tables to take away: CSV whose text can't run as a formula when a spreadsheet opens it."""

from collections.abc import Callable
from pathlib import PurePath

import pandas as pd
import streamlit as st

from recsys.labeling.export import snorkel_script
from recsys.labeling.functions import FunctionSet

MIME_TYPES = {".csv": "text/csv", ".json": "application/json", ".py": "text/x-python"}
RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_button(table: pd.DataFrame, name: str) -> None:
    """A button that downloads a table as `name`.csv."""
    _button("Download the table as CSV", _csv(table), f"{name}.csv")


def csv_when_asked(make: Callable[[], pd.DataFrame], name: str) -> None:
    """A button that downloads as `name`.csv a table that is made only once it is asked for."""
    _button("Download the rows as CSV", lambda: _csv(make()), f"{name}.csv")


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


def _csv(table: pd.DataFrame) -> bytes:
    return neutralized(table).to_csv(index=False).encode()


def neutralized(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a ' before text that a spreadsheet would take for a formula."""
    return table.apply(lambda column: column.map(_harmless) if column.dtype in ("object", "str") else column)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell

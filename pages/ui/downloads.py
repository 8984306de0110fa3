"""Tables to take away: CSV whose text can't run as a formula when a spreadsheet opens it."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from recsys.labeling.export import snorkel_script
from recsys.labeling.functions import FunctionSet

RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_button(table: pd.DataFrame, name: str) -> None:
    """A button that downloads a table as `name`.csv."""
    st.download_button(
        "Download the table as CSV",
        neutralized(table).to_csv(index=False).encode(),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"download/{name}",
    )


def csv_when_asked(make: Callable[[], pd.DataFrame], name: str) -> None:
    """A button that downloads as `name`.csv a table that is made only once it is asked for."""
    st.download_button(
        "Download the rows as CSV",
        lambda: neutralized(make()).to_csv(index=False).encode(),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"download/{name}",
    )


def json_button(content: str, name: str) -> None:
    """A button that downloads functions as `name`.json, as `label summary --functions` reads them."""
    st.download_button(
        "Download the functions as JSON",
        content,
        file_name=f"{name}.json",
        mime="application/json",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="`python -m recsys label summary --functions FILE.json` reads this file.",
        key=f"download/{name}",
    )


def script_button(functions: FunctionSet, dataset: str, name: str) -> None:
    """A button that downloads functions as `name`.py, a script that needs snorkel alone.

    Raises BadInput where they can't be written so.
    """
    st.download_button(
        "Download as a snorkel script",
        snorkel_script.write(functions, dataset),
        file_name=f"{name}.py",
        mime="text/x-python",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="Plain Python with snorkel. `python -m recsys label export` writes the data points it runs on, too.",
        key=f"download/{name}/py",
    )


def neutralized(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a ' before text that a spreadsheet would take for a formula."""
    return table.apply(lambda column: column.map(_harmless) if column.dtype in ("object", "str") else column)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell

"""Charts on their way to the browser: what is drawn from the same numbers as before is not built again.

Building a chart and checking it against Vega-Lite's schema took most of an edit's time: 8 charts, of which an edit
changes half.
"""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st
from altair.utils import schemapi

from pages.ui import state
from pages.ui.charts import Figure

alt.theme.enable("none")  # Streamlit brings its own, light or dark
schemapi.disable_debug_mode()  # which checks every part of a chart when it is made; a test checks every chart whole


def draw(chart: Callable[..., Figure], *arguments: Any) -> None:
    """Show what one of `charts` makes of its arguments, all of them small."""
    st.vega_lite_chart(_kept(chart, arguments))


def show(figure: Figure) -> None:
    """Show a chart that is never the same twice."""
    st.vega_lite_chart(specification(figure))


def draw_clickable(chart: Callable[..., Figure], *arguments: Any, key: str, selection: str) -> list[dict[str, Any]]:
    """`draw` a chart with a point selection of that name; returns the fields of the marks that were clicked."""
    event = st.vega_lite_chart(_kept(chart, arguments), key=key, on_select="rerun", selection_mode=selection)
    return list(event["selection"].get(selection, []))


def _kept(chart: Callable[..., Figure], arguments: tuple[Any, ...]) -> dict[str, Any]:
    kept: dict[str, Any] = state.kept((chart.__name__, arguments), lambda: specification(chart(*arguments)))
    return kept


def specification(figure: Figure) -> dict[str, Any]:
    """A chart for Vega-Lite, its tables as Arrow."""
    return figure.form.described | {"datasets": {name: _arrow(table) for name, table in figure.tables.items()}}


def _arrow(rows: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()

"""Charts on their way to the browser: a form that was made once, and its tables as Arrow."""

from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st
from altair.utils import schemapi

from pages.ui.charts import Figure, Table

alt.theme.enable("none")  # Streamlit brings its own, light or dark
schemapi.disable_debug_mode()  # which checks every part of a chart when it is made; a test checks every chart whole


def draw(figure: Figure) -> None:
    """Show one of `charts`."""
    st.vega_lite_chart(specification(figure))


def draw_clickable(figure: Figure, key: str, selection: str) -> list[dict[str, Any]]:
    """`draw` one with a point selection of that name; returns the fields of the marks that were clicked."""
    event = st.vega_lite_chart(specification(figure), key=key, on_select="rerun", selection_mode=selection)
    return list(event["selection"].get(selection, []))


def specification(figure: Figure) -> dict[str, Any]:
    """A chart for Vega-Lite, its tables as Arrow."""
    return figure.form.described | {"datasets": {name: _arrow(table) for name, table in figure.tables.items()}}


def _arrow(rows: Table) -> bytes:
    # Column by column: Table.from_pandas looks much longer at what to make of a small table.
    table = pa.table({str(name): pa.array(values, from_pandas=True) for name, values in rows.items()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()

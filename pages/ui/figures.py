"""Charts on their way to the browser: what is drawn from the same numbers as before is not built again.

Building a chart and checking it against Vega-Lite's schema took most of an edit's time: 8 charts, of which an edit
changes half.
"""

from collections.abc import Callable
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st

from pages.ui import state

alt.theme.enable("none")  # Streamlit brings its own, light or dark


def draw(chart: Callable[..., alt.Chart | alt.LayerChart], *arguments: Any) -> None:
    """Show what one of `charts` makes of its arguments, all of them small."""
    st.vega_lite_chart(_kept(chart, arguments))


def draw_clickable(
    chart: Callable[..., alt.Chart | alt.LayerChart], *arguments: Any, key: str, selection: str
) -> list[dict[str, Any]]:
    """`draw` a chart with a point selection of that name; returns the fields of the marks that were clicked."""
    event = st.vega_lite_chart(_kept(chart, arguments), key=key, on_select="rerun", selection_mode=selection)
    return list(event["selection"].get(selection, []))


def _kept(chart: Callable[..., alt.Chart | alt.LayerChart], arguments: tuple[Any, ...]) -> dict[str, Any]:
    kept: dict[str, Any] = state.kept((chart.__name__, arguments), lambda: specification(chart(*arguments)))
    return kept


def specification(chart: alt.Chart | alt.LayerChart) -> dict[str, Any]:
    """A chart for Vega-Lite, its data as Arrow under names that stay, so that the browser only exchanges the data."""
    described: dict[str, Any] = chart.to_dict(validate=False)  # a test holds every chart against the schema
    datasets = described.pop("datasets", {})
    names = {name: f"data-{number}" for number, name in enumerate(datasets)}
    for part in (described, *described.get("layer", ())):
        if "data" in part and part["data"].get("name") in names:
            part["data"] = {"name": names[part["data"]["name"]]}
    return described | {"datasets": {names[name]: _arrow(rows) for name, rows in datasets.items()}}


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    table = pa.Table.from_pylist(rows)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()

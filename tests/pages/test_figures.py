"""What goes to the browser when a chart is drawn."""

import io

import pandas as pd
import pyarrow as pa

from pages.ui import charts, figures


def bins(*rows: int) -> pd.DataFrame:
    return pd.DataFrame({"start": [0.0, 0.5], "end": [0.5, 1.0], "rows": rows, "liked": rows, "not_liked": rows})


def test_other_numbers_change_the_data_and_nothing_else() -> None:
    first = figures.specification(charts.histogram(bins(1, 2), ">", 0.25, "polarity"))
    second = figures.specification(charts.histogram(bins(3, 4), ">", 0.75, "polarity"))
    one, other = first.pop("datasets"), second.pop("datasets")
    assert first == second
    assert one.keys() == other.keys() == {"rows", "rule"}
    assert one != other


def test_the_data_travel_as_arrow() -> None:
    described = figures.specification(charts.probabilities(bins(1, 2)))
    assert described["data"] == {"name": "rows"}
    with pa.ipc.open_stream(io.BytesIO(described["datasets"]["rows"])) as stream:
        assert stream.read_all().to_pylist() == bins(1, 2).to_dict("records")

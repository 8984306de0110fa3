"""What is taken away is harmless in a spreadsheet."""

import gzip

import numpy as np
import pandas as pd
import polars as pl

from pages.ui import downloads


def test_text_that_would_run_as_a_formula_gets_an_apostrophe_and_numbers_stay_numbers() -> None:
    table = pd.DataFrame(
        {"title": ["=1+1", "@cmd", "+x", "-y", "\t=2", "Dune", None], "pull": [-1.5, 0, 1, 2, 3, 4, 5]}
    )
    safe = downloads.neutralized(pl.from_pandas(table))
    assert safe["title"].to_list() == ["'=1+1", "'@cmd", "'+x", "'-y", "'\t=2", "Dune", None]
    assert safe["pull"].to_list() == table["pull"].tolist()


def test_a_long_table_is_packed_block_by_block_under_one_header() -> None:
    blocks = [pd.DataFrame({"title": ["=1", None], "pull": [0.5, None]}), pd.DataFrame({"title": ["é"], "pull": [2.0]})]
    assert gzip.decompress(downloads.packed(blocks)).decode() == "title,pull\n'=1,0.5\n,\né,2.0\n"


def test_numbers_of_half_the_precision_are_written_with_the_digits_they_know() -> None:
    table = pd.DataFrame({"stars": np.array([14 / 3, 3.7, 4, 16_777_216, np.nan], np.float32), "score": 0.123456789012})
    written = gzip.decompress(downloads.packed([table])).decode().splitlines()[1:]
    assert [line.split(",")[0] for line in written] == ["4.666667", "3.7", "4.0", "16777216.0", ""]
    assert written[0].endswith(",0.123456789012")

"""What is taken away is harmless in a spreadsheet."""

import pandas as pd

from pages.ui import downloads


def test_text_that_would_run_as_a_formula_gets_an_apostrophe_and_numbers_stay_numbers() -> None:
    table = pd.DataFrame(
        {"title": ["=1+1", "@cmd", "+x", "-y", "\t=2", "Dune", None], "pull": [-1.5, 0, 1, 2, 3, 4, 5]}
    )
    safe = downloads.neutralized(table)
    assert safe["title"].tolist()[:6] == ["'=1+1", "'@cmd", "'+x", "'-y", "'\t=2", "Dune"]
    assert safe["pull"].tolist() == table["pull"].tolist()

"""The cells of the LF table: what changed has an arrow, and what did not has none."""

import numpy as np
import pandas as pd
import pytest
from vote_tables import by_hand

from pages.ui import function_cells
from pages.ui.function_cells import Tables
from pages.ui.numbers import interval, p_value, probability, signed
from recsys.labeling import analysis, evidence
from recsys.labeling.patterns import Patterns

BEFORE = by_hand(([1, 0], 20, 80), ([-1, 0], 60, 40))
AFTER = by_hand(([1, 0], 10, 90), ([-1, 0], 70, 30))


def tables(found: Patterns, auc: list[float], f1: list[float]) -> Tables:
    names = ["a", "b"]
    without = pd.DataFrame({"name": names, "auc_change": auc, "f1_change": f1})
    return Tables(analysis.summary(found, names), evidence.table(found, names), without)


def test_every_number_that_changed_says_by_how_much() -> None:
    before, after = tables(BEFORE, [0.01, 0], [0, -0.0004]), tables(AFTER, [-0.02, 0], [0.0001, -0.0003])
    shown = function_cells.cells(after, before).to_pydict()
    # a votes on the same 100 rows, and is right on 90 instead of 80; liked are 120 of 200, both times.
    assert [cell.strip() for cell in shown["coverage"]] == ["50.00%", "100.00%"]
    assert shown["accuracy"][0].strip() == "90.0% ▲10.0"
    assert shown["correct"][0].strip() == "90 ▲ 10"
    assert shown["lift"][0] == "+30.0% ✓ ▲10.0"  # .9 - .6 instead of .8 - .6
    assert shown["interval"][0] == "82.6–94.5 ▼"  # of 90 in 100; of 80 in 100 it was 71 to 87
    assert shown["auc_without"] == ["-0.020 ▼", "0.000"]
    assert shown["f1_without"] == ["0.000", "0.000"]


def test_what_is_new_has_no_arrow_and_what_can_not_be_had_no_number() -> None:
    nothing = Tables(
        analysis.summary(BEFORE, ["x", "y"]), evidence.table(BEFORE, ["x", "y"]),
        pd.DataFrame({"name": [], "auc_change": [], "f1_change": []}),
    )  # fmt: skip
    after = tables(AFTER, [np.nan, 0.1], [0, 0])
    shown = function_cells.cells(after._replace(without=after.without[1:]), nothing).to_pydict()
    assert shown["auc_without"] == ["–", "+0.100"]
    assert not any("▲" in cell or "▼" in cell for column in list(shown.values()) for cell in column)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [(0.0004, ".3f", "0.000"), (-0.0004, ".3f", "0.000"), (0.0006, ".3f", "+0.001"), (-0.0002, ".1%", "0.0%"),
     (-0.25, ".1%", "-25.0%"), (0, ".2f", "0.00"), (-1234.5, ",.1f", "-1,234.5")],
)  # fmt: skip
def test_nothing_has_no_sign(value: float, form: str, text: str) -> None:
    assert signed(value, form) == text


def test_intervals_and_p_values_are_written_for_people() -> None:
    assert interval(0.0481, 0.0112, -0.0001) == "+0.048 (+0.011 to 0.000)"
    assert interval(0.1, np.nan, np.nan) == ""
    assert [p_value(p) for p in (0.00002, 0.001, 0.25, np.nan)] == ["< 0.001", "0.001", "0.250", ""]


def test_a_probability_near_to_one_or_to_nothing_is_not_written_as_certain() -> None:
    shown = [probability(p) for p in (1.0, 0.9995, 0.9994, 0.5, 0.0006, 0.0004)]
    assert shown == ["> 0.999", "> 0.999", "0.999", "0.500", "0.001", "< 0.001"]

"""Rows of a bar chart that have names: each a row of its own, also where two names are alike."""

import altair as alt

PLACE, ROW = "place", "row"
EVERY_NAME = alt.Axis(labelLimit=140, labelOverlap=False, labelFlush=False)
# Ahead of the name stands what tells its row from all others; it is a number, so the first | is not the name's.
NAME_ALONE = "slice(datum.label, indexof(datum.label, '|') + 1)"


def rows_of(chart: alt.Chart, place: str, name: str) -> alt.Chart:
    """A chart whose rows are called as the field `name` says, one for each number in the field `place`."""
    return chart.transform_calculate(row=f"datum['{place}'] + '|' + datum['{name}']")


def y(axis: alt.Axis) -> alt.Y:
    """The rows of `rows_of`, in the order in which they come."""
    named = axis.copy()
    named.labelExpr = NAME_ALONE
    named.labelFlush = False  # or the first name slides down from its row
    return alt.Y(f"{ROW}:N", title=None, sort=None, axis=named)

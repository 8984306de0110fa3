"""How pages write numbers."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def percents(table: pd.DataFrame, *columns: str) -> "Styler":
    """A table to show, shares in percent with two digits each: Streamlit itself drops those that are 0."""
    return table.style.format(dict.fromkeys(columns, "{:.2%}"), na_rep="")


def signed(value: float, form: str) -> str:
    """A change with its sign, in a form such as ".3f" or ".1%"; what is rounded to nothing has none."""
    text = format(value, f"+{form}")
    return text if any(digit in text for digit in "123456789") else text[1:]


def interval(value: float, low: float, high: float) -> str:
    """A difference with its interval; empty where it is not known."""
    return f"{signed(value, '.3f')} ({signed(low, '.3f')} to {signed(high, '.3f')})" if low == low else ""


def probability(p: float) -> str:
    """A probability that a model gives, which is never certain: the best of very many come near to 1."""
    return "> 0.999" if p >= 0.9995 else "< 0.001" if p < 0.0005 else f"{p:.3f}"


def p_value(p: float) -> str:
    """A p-value, which is never nothing; empty where it is not known."""
    return "" if p != p else "< 0.001" if p < 0.001 else f"{p:.3f}"

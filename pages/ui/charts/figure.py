"""A chart in two parts: its form, made once, and its tables, which change with every edit.

A form is kept by what it is made of, so an edit costs no more than the tables, and a browser exchanges numbers only.
Channels are given as `alt.X(…)` and the like throughout: Altair takes 10 ms to look up what a bare string stands for.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

BLUE, ORANGE, GREEN, VIOLET, GREY = "#4C6FBF", "#E08A3C", "#3F9C6D", "#8A63C9", "#9AA3B2"
SHARE = alt.Axis(format="%")
KEPT_FORMS = 64

# What charts call their tables.
ROWS, RULE, PRIOR, SPANS = (alt.NamedData(name) for name in ("rows", "rule", "prior", "spans"))

AnyChart = alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart
# Columns by name. Not always a frame: to make a small one takes pandas longer than to count what is in it.
Table = pd.DataFrame | dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A chart whose data are names."""

    chart: AnyChart

    @cached_property
    def described(self) -> dict[str, Any]:
        """As Vega-Lite reads it. Not checked here: a test holds every form against the schema."""
        described: dict[str, Any] = self.chart.to_dict(validate=False)
        return described


@dataclass(frozen=True)
class Figure:
    """A form, and the tables its names stand for."""

    form: Form
    tables: dict[str, Table]


def form(make: Callable[..., AnyChart]) -> Callable[..., Form]:
    """A function that makes a chart, as one that makes its form, once for the same arguments."""

    @lru_cache(KEPT_FORMS)
    def made(*arguments: Hashable) -> Form:
        return Form(make(*arguments))

    return made


def layered(*layers: alt.Chart) -> alt.LayerChart:
    """The layers one over the other; made at once, since each `+` would copy all the layers before it."""
    return alt.LayerChart(layer=list(layers))


def stacked(table: pd.DataFrame, kept: list[str], columns: list[str], names: tuple[str, str]) -> Table:
    """Columns one under the other, each row saying which it is of: `DataFrame.melt`, but quick on small tables."""
    what, values = names
    return {name: np.tile(table[name].to_numpy(), len(columns)) for name in kept} | {
        what: np.repeat(columns, len(table)),
        values: np.concatenate([table[column].to_numpy() for column in columns]),
    }


def tooltip(*fields: str) -> list[alt.Tooltip]:
    """Tooltips of fields such as "name:N", or with a format "share:Q|.2%"."""
    parts = (field.partition("|") for field in fields)
    return [alt.Tooltip(name, format=form) if form else alt.Tooltip(name) for name, _, form in parts]

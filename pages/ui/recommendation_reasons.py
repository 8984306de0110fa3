"""Why an item is recommended: what on the shelf pulls it."""

import pandas as pd
import streamlit as st

from pages.ui import caches, charts, figures
from pages.ui.frame import Desk
from pages.ui.numbers import signed
from recsys import recommendations
from recsys.models.contract import Model
from recsys.models.feedback import Shelf
from recsys.runs import ModelRun

SHOWN_PULLS = 12


def show(desk: Desk, run: ModelRun, model: Model, shelf: Shelf, item: int) -> None:
    """Which items of the shelf pull an item up."""
    if not len(shelf):
        st.caption("Nothing is on the shelf, so nothing there pulls it.")
        return
    key = ("pulls", run.id, run.created, desk.dataset.fingerprint, shelf.user, item)
    table, whole = caches.kept(key, lambda: _pulls(desk, model, shelf, item))
    strongest = table.loc[table["pull"].abs().sort_values(ascending=False).index[:SHOWN_PULLS]]
    if not strongest["pull"].any():
        st.caption(f"No {desk.noun} of the shelf changes its score: to this model they say nothing about it.")
        return
    figures.draw(charts.pulls(strongest.sort_values("pull", ascending=False)))
    bars = f"Each bar: how far that {desk.noun} of the shelf pulls the score up, or down. "
    some = f"The {len(strongest)} strongest of {len(table)}. " if len(table) > len(strongest) else ""
    st.caption(bars + some + _how_they_add_up(desk, whole))


def _pulls(desk: Desk, model: Model, shelf: Shelf, item: int) -> tuple[pd.DataFrame, float | None]:
    table = recommendations.pulls(desk.dataset, model, shelf, item)
    return table, recommendations.share_of_shelf(model, shelf, item, table)


def _how_they_add_up(desk: Desk, whole: float | None) -> str:
    if whole is None:
        return (
            f"Each is the score less the score without that {desk.noun}. The model is not linear, so they need not add "
            "up to the score."
        )
    return f"All together they add up, exactly, to what the shelf brings to the score: {signed(whole, '.3f')}."

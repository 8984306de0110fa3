"""What the person in front of the browser is recommended for their own ratings, and why."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import caches, charts, downloads, figures, recommendation_list
from pages.ui.frame import Desk
from pages.ui.parts import part
from recsys.inspection import folded_in
from recsys.inspection.folded_in import FoldedIn
from recsys.models import families
from recsys.models.contract import Model
from recsys.models.feedback import Shelf
from recsys.own_ratings import OwnRatings
from recsys.runs import ModelRun

K = 10
SHOWN_PULLS = 12
PREDICTED = {
    "stars": ("predicted stars", "%.2f ★", "They may lie beyond the scale."),
    "order": ("score", "%.3f", "Good for the order only."),
}


@part
def show(desk: Desk, run: ModelRun, model: Model, mine: OwnRatings) -> None:
    """The list for one's own ratings, and the reasons for the row that is chosen."""
    shelf = mine.shelf(run.labels == "ratings")
    st.subheader(f"Your top {K}", anchor=False, help="None of what you rated is in it.")
    st.caption(_seen(desk, run, mine))
    found = _folded_in(desk, run, model, shelf)
    if found.table.empty:
        st.info(f"You have rated every {desk.noun} there is, so nothing is left to recommend.")
        return
    shown = recommendation_list.with_likely(found.table)
    event = st.dataframe(
        shown, hide_index=True, placeholder="", on_select="rerun", selection_mode="single-row",
        key=f"own top/{desk.name}/{run.id}/{len(mine)}", column_config=_config(run),
        column_order=_order(shown, bool(len(mine))),
    )  # fmt: skip
    downloads.csv_button(found.table.drop(columns="item"), f"{desk.name}-my-recommendations")
    if len(mine):
        rows = event["selection"]["rows"]
        _why(desk, shelf, found, rows[0] if rows and rows[0] < len(found.table) else 0)


def _folded_in(desk: Desk, run: ModelRun, model: Model, shelf: Shelf) -> FoldedIn:
    key = ("folded in", run.id, run.created, desk.dataset.fingerprint, shelf.items.tobytes(), shelf.stars.tobytes())
    found: FoldedIn = caches.kept(key, lambda: folded_in.recommend(desk.dataset, model, shelf, K))
    return found


def _seen(desk: Desk, run: ModelRun, mine: OwnRatings) -> str:
    """What the model knows of the person, in a sentence."""
    if not len(mine):
        return "You have rated nothing yet: this is what the model gives somebody it knows nothing about."
    if run.labels == "ratings":
        return "The model learned from stars, so it sees yours. It was not trained again: your ratings are folded in."
    return (
        f"The model learned from liked or not liked, so it sees which {desk.noun}s you rated, but not your stars. "
        "It was not trained again: your ratings are folded in."
    )


def _why(desk: Desk, shelf: Shelf, found: FoldedIn, row: int) -> None:
    st.subheader(
        "Why this one?", anchor=False,
        help="Each bar: how far one of your ratings pulls its score up, or down. Choose another row above.",
    )  # fmt: skip
    st.text(str(found.table["title"][row]))
    table = folded_in.of_item(desk.dataset, shelf, found.pulls[row])
    strongest = table.loc[table["pull"].abs().sort_values(ascending=False).index[:SHOWN_PULLS]]
    if not strongest["pull"].any():
        st.caption("None of your ratings changes its score: to this model they say nothing about it.")
        return
    figures.draw(charts.pulls(strongest.sort_values("pull", ascending=False)))


def _order(table: pd.DataFrame, has_reasons: bool) -> list[str]:
    reasons = ["pulled up by"] if has_reasons else []
    wanted = ["rank", "title", *reasons, *recommendation_list.scores(table), "author", "average_rating", "item_id"]
    return [name for name in wanted if name in table]


def _config(run: ModelRun) -> dict[str, Any]:
    predicts = families.named(run.model).predicts
    title, form, about = PREDICTED["stars" if predicts == "stars" and run.labels == "ratings" else "order"]
    return {
        "rank": st.column_config.NumberColumn("rank", width=50),
        "title": st.column_config.TextColumn("title", width=190),  # with P(liked) and log-odds: what 1,280 leave
        **recommendation_list.likely(),
        "score": st.column_config.NumberColumn(title, format=form, help=about),
        "pulled up by": st.column_config.TextColumn("pulled up by", width=220, help="The strongest of your ratings."),
        "average_rating": st.column_config.NumberColumn("average rating", format="%.2f"),
        "item_id": "id",
    }

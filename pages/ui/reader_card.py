"""One user: the shelf, the recommendations, the reasons, and the votes behind them."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from pages.ui import charts, downloads, figures, nouns
from pages.ui.frame import Desk
from pages.ui.words import VOTE_WORDS
from recsys import recommendations, runs
from recsys.models import families
from recsys.models.contract import Model
from recsys.models.feedback import Shelf
from recsys.runs import LabelRun, ModelRun

K = 10
SHOWN_PULLS = 12
STARS = st.column_config.NumberColumn("stars", format="%g ★", help="As they were given; empty: touched, not rated.")
AVERAGE = st.column_config.NumberColumn("average rating", format="%.2f", help="Over all that the source has.")


def show_shelf(desk: Desk, user: int) -> None:
    """Everything the user touched."""
    table = recommendations.shelf(desk.dataset, user)
    st.subheader(f"The shelf: {len(table)} {desk.noun}s", anchor=False)
    st.dataframe(
        table, hide_index=True, placeholder="", column_config=_config(stars=STARS),
        column_order=_columns(table, "stars"),
    )  # fmt: skip


def show_top(desk: Desk, run: ModelRun, model: Model, shelf: Shelf) -> int | None:
    """The user's top 10; returns the item whose row is chosen, the first if none is."""
    table = recommendations.top(desk.dataset, model, shelf, K)
    st.subheader(f"Top {K} of the {desk.noun}s not touched", anchor=False, help="Choose a row to see why it is there.")
    if table.empty:
        st.info(f"This {_person(desk)} has touched everything there is, so nothing is left to recommend.")
        return None
    event = st.dataframe(
        table, hide_index=True, placeholder="", on_select="rerun", selection_mode="single-row",
        column_config=_config(score=_score(run)), column_order=_columns(table, "rank", "score"),
        key=f"top/{desk.name}/{shelf.user}",
    )  # fmt: skip
    downloads.csv_button(table.drop(columns="item"), f"{desk.name}-recommendations-{shelf.user}")
    chosen = event["selection"]["rows"]
    return int(table["item"][chosen[0] if chosen else 0])


def _score(run: ModelRun) -> ColumnConfig:
    """What the numbers beside the recommendations are, which the family tells."""
    predicts = families.named(run.model).predicts
    if predicts == "liked":
        return st.column_config.ProgressColumn("P(liked)", format="%.3f", min_value=0, max_value=1)
    if predicts == "order":
        return st.column_config.NumberColumn("score", format="%.3f", help="Good for the order only.")
    if run.labels == "ratings":
        return st.column_config.NumberColumn("predicted stars", format="%.2f ★", help="They may lie beyond the scale.")
    return st.column_config.NumberColumn("predicted label", format="%.3f", help="P(liked), learned as if stars.")


def show_why(desk: Desk, model: Model, shelf: Shelf, item: int) -> None:
    """Which items of the shelf pull an item up."""
    title = str(recommendations.describe(desk.dataset, [item])["title"][0])
    st.subheader(
        "Why this one?", anchor=False, help=f"Each bar: its score less its score without that {desk.noun} of the shelf."
    )
    st.text(title)
    table = recommendations.pulls(desk.dataset, model, shelf, item)
    strongest = table.loc[table["pull"].abs().sort_values(ascending=False).index[:SHOWN_PULLS]]
    figures.draw(charts.pulls(strongest.sort_values("pull", ascending=False)))


def show_votes(desk: Desk, run: ModelRun, user: int, item: int | None) -> None:
    """The votes behind a recommendation: on the item's train rows, and on the user's own rows."""
    if run.label_run is None:
        st.info(f"This model was trained on {runs.LABEL_SOURCES[run.labels]}, so no votes stand behind it.")
        return
    labels = runs.load(run.label_run)
    assert isinstance(labels, LabelRun)
    st.subheader("The votes behind it", anchor=False, help=f"By the functions of {labels.id}; – is an abstention.")
    on_item, of_user = st.tabs([f"on this {desk.noun}'s train rows", f"on this {_person(desk)}'s rows"])
    with on_item:
        if item is not None:
            _votes(
                recommendations.votes_on_item(desk.voter, labels, item),
                f"No function voted on a train row of this {desk.noun}.",
            )
    with of_user:
        _votes(recommendations.votes_of_user(desk.voter, labels, user), f"This {_person(desk)} rated nothing.")


def _votes(table: pd.DataFrame, empty: str) -> None:
    if table.empty:
        st.info(empty)
        return
    coded = [str(name) for name in table.columns if table[name].dtype == "int8"]  # the votes, and gold
    words = {name: table[name].map(VOTE_WORDS) for name in coded}
    probability = st.column_config.NumberColumn("P(positive)", format="%.3f", help="The label it got; empty: none.")
    gold = st.column_config.TextColumn("gold", help="– where it is withheld, as on train.")
    st.dataframe(table.assign(**words), hide_index=True, column_config={"P(positive)": probability, "gold": gold})


def _person(desk: Desk) -> str:
    return nouns.person(desk.dataset.about)


def _columns(table: pd.DataFrame, *first: str) -> list[str]:
    """What is shown, the telling columns first; a title that only repeats the id is left out."""
    has_titles = not table["title"].equals(table["item_id"])
    wanted = [*first, *(["title"] if has_titles else []), "author", "average_rating", "item_id"]
    return [name for name in wanted if name in table]


def _config(**more: ColumnConfig) -> dict[str, ColumnConfig | ButtonColumnResult | str | None]:
    return {"average_rating": AVERAGE, "item_id": "id", **more}

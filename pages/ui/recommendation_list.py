"""The recommendations of one user: a list of which a row can be chosen."""

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from pages.ui import (
    caches,
    downloads,
    nouns,
    numbers,
    reader_card,
    recommendation_company,
    recommendation_filters,
    state,
)
from pages.ui.frame import Desk
from pages.ui.rank_comparison import Asked
from recsys import files, recommendations
from recsys.columns import ITEM_ID
from recsys.data.dataset import Ints
from recsys.inspection import filters, similar_users
from recsys.models import families
from recsys.models.contract import Model
from recsys.models.feedback import Shelf
from recsys.runs import ModelRun

ITEM = "item"  # in the address
LIKELY = "likely"  # the column with P(liked) in words
PROBABILITY = (
    "How probably it is liked, says the model. The best of very many come near to 1; how far to believe that is told "
    "under Error analysis, Thresholds."
)
LOG_ODDS = "Of being liked: log(P / (1 − P)). The list is ordered by it, and pulls are told in it."


def show(desk: Desk, run: ModelRun, model: Model, shelf: Shelf, asked: Asked) -> tuple[Ints, int | None]:
    """The user's list, and the item of it whose row is chosen: the first if none is, None where nothing is listed."""
    st.subheader(f"Top {asked.k}", anchor=False, help="Choose a row to see why it is there and where it comes from.")
    key = ("list", run.id, run.created, desk.dataset.fingerprint, asked.user, vars(asked.filters), asked.k)
    table: pd.DataFrame = caches.kept(key, lambda: _made(desk, run, model, shelf, asked))
    items = table["item"].to_numpy(np.int32)
    if not len(items):
        st.info(_why_empty(desk, asked))
        return items, None
    linked = desk.dataset.items[ITEM_ID].index_of(state.in_address(ITEM) or "")
    rows = np.flatnonzero(items == (-1 if linked is None else linked)).tolist()
    shown = with_likely(table)
    event = st.dataframe(
        shown, hide_index=True, placeholder="", on_select="rerun", selection_mode="single-row",
        column_config=_config(desk, run), selection_default={"selection": {"rows": rows, "columns": []}},
        column_order=reader_card.columns(shown, "rank", *scores(shown), "dot", "cosine", last=("touched", "alike")),
        key=f"top/{desk.name}/{run.id}/{shelf.user}/{files.text_checksum(str(items.tolist()))[:8]}",
    )  # fmt: skip
    downloads.csv_button(table.drop(columns="item"), f"{desk.name}-recommendations-{shelf.user}")
    chosen = [row for row in event["selection"]["rows"] if row < len(items)]
    state.put_into_address(ITEM, str(table[ITEM_ID][chosen[0]]) if chosen else "")
    return items, int(items[chosen[0] if chosen else 0])


def _made(desk: Desk, run: ModelRun, model: Model, shelf: Shelf, asked: Asked) -> pd.DataFrame:
    """The list, each item with how popular it is, and how many of the users most alike touched it."""
    values = filters.worth(model, shelf, asked.filters.order)
    items = filters.best(filters.ranks(values, asked.mask), asked.k)
    scores = values if asked.filters.order == "score" else model.scores(shelf)
    table = recommendations.listed(desk.dataset, model, items, scores[items])
    if asked.filters.order != "score":
        table.insert(2, asked.filters.order, values[items])
    popular, did = recommendation_filters.popular(desk), recommendation_company.did(desk, run, shelf)
    return table.assign(touched=popular.touches[items], alike=did["touched"].to_numpy()[items])


def _why_empty(desk: Desk, asked: Asked) -> str:
    if asked.filters == filters.Filters():
        person = nouns.person(desk.dataset.about)
        return f"This {person} has touched everything there is, so nothing is left to recommend."
    return f"No {desk.noun} is left with these filters. Choose every genre, or all of the popularity."


def _config(desk: Desk, run: ModelRun) -> dict[str, ColumnConfig | ButtonColumnResult | str | None]:
    person = nouns.person(desk.dataset.about)
    near = st.column_config.NumberColumn(format="%.3f", help="Of its vector with the mean of the shelf's.")
    return reader_card.named(
        rank=st.column_config.NumberColumn("rank", width=50),
        title=st.column_config.TextColumn("title", width=260),
        score=_score(run),
        **likely(),
        dot=near,
        cosine=near,
        touched=st.column_config.NumberColumn(
            f"train {person}s", format="localized", help=f"Its popularity: how many {person}s of train touched it."
        ),
        alike=st.column_config.NumberColumn(
            f"alike {person}s",
            help=f"How many touched it, of the {similar_users.COUNT} train {person}s whose shelves are most alike.",
        ),
    )


def scores(table: pd.DataFrame) -> tuple[str, ...]:
    """The columns that tell what the model gives: a probability and the number it comes from, or a score alone."""
    return (LIKELY, "log_odds") if LIKELY in table else ("score",)


def with_likely(table: pd.DataFrame) -> pd.DataFrame:
    """A list of recommendations to show: P(liked), where it is told, in words as well, and no log-odds of −0.00."""
    if "log_odds" not in table:
        return table
    return table.assign(**{LIKELY: table["score"].map(numbers.probability), "log_odds": table["log_odds"].round(2) + 0})


def likely() -> dict[str, ColumnConfig]:
    """How the columns that `scores` names where P(liked) is told are headed."""
    return {
        LIKELY: st.column_config.TextColumn("P(liked)", width=70, help=PROBABILITY),
        "log_odds": st.column_config.NumberColumn("log-odds", width=75, format="%.2f", help=LOG_ODDS),
    }


def _score(run: ModelRun) -> ColumnConfig:
    """What the numbers beside the recommendations are, which the family tells; P(liked) has its own columns."""
    predicts = families.named(run.model).predicts
    if predicts == "order":
        return st.column_config.NumberColumn("score", format="%.3f", help="Good for the order only.")
    if run.labels == "ratings":
        return st.column_config.NumberColumn("predicted stars", format="%.2f ★", help="They may lie beyond the scale.")
    return st.column_config.NumberColumn("predicted label", format="%.3f", help="P(liked), learned as if stars.")

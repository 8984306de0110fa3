"""One user: the shelf, and the recommendations for it."""

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from pages.ui import charts, downloads, figures, nouns, recommendation_filters, recommendation_reasons, state
from pages.ui.frame import Desk
from pages.ui.rank_comparison import Asked
from recsys import files, recommendations
from recsys.columns import ITEM_ID
from recsys.data.dataset import Ints
from recsys.inspection import filters, similar_users, tastes
from recsys.models import families
from recsys.models.contract import Model
from recsys.models.feedback import Shelf
from recsys.runs import ModelRun

ITEM = "item"  # in the address
STARS = st.column_config.NumberColumn("stars", format="%g ★", help="As they were given; empty: touched, not rated.")
AVERAGE = st.column_config.NumberColumn("average rating", format="%.2f", help="Over all that the source has.")


def show_shelf(desk: Desk, user: int) -> None:
    """Everything the user touched, as a list."""
    table = recommendations.shelf(desk.dataset, user)
    _head_shelf(desk, len(table))
    if len(table):
        _list(table)


def show_shelf_and_tastes(desk: Desk, user: int, listed: Ints) -> None:
    """Everything the user touched, as a list and as a picture beside what is recommended, `listed`."""
    table = recommendations.shelf(desk.dataset, user)
    _head_shelf(desk, len(table))
    if table.empty:
        st.info(f"Nothing is on the shelf of this {_person(desk)}: the list is what the model gives anybody.")
        return
    as_list, as_picture = st.tabs(["List", "Genres and authors"])
    with as_list:
        _list(table)
    with as_picture:
        _picture(desk, desk.dataset.histories.of(user), listed)


def _head_shelf(desk: Desk, size: int) -> None:
    many = f"{size} {desk.noun}s" if size != 1 else f"1 {desk.noun}"
    st.subheader(f"The shelf: {many}", anchor=False)


def _list(table: pd.DataFrame) -> None:
    st.dataframe(
        table, hide_index=True, placeholder="", column_config=_config(stars=STARS),
        column_order=_columns(table, "stars"),
    )  # fmt: skip


def _picture(desk: Desk, shelf: Ints, listed: Ints) -> None:
    kinds: tuple[tastes.What, ...] = ("genre", "author")
    known = {kind: tastes.compared(desk.dataset, shelf, listed, kind) for kind in kinds}
    for kind, table in known.items():
        if table.empty:
            st.caption(f"These data name no {kind} of these {desk.noun}s.")
        else:
            figures.draw(charts.tastes(table, f"{kind.capitalize()}s"))
    if not all(table.empty for table in known.values()):
        st.caption(f"list: the recommendations above. A {desk.noun} counts in each of its genres.")


def show_top(desk: Desk, run: ModelRun, model: Model, shelf: Shelf, asked: Asked) -> tuple[Ints, int | None]:
    """The user's list, and the item of it whose row is chosen: the first if none is, None where nothing is listed."""
    values = filters.worth(model, shelf, asked.filters.order)
    items = filters.best(filters.ranks(values, asked.mask), asked.k)
    st.subheader(f"Top {asked.k}", anchor=False, help="Choose a row to see why it is there and where it comes from.")
    if not len(items):
        st.info(_why_empty(desk, asked))
        return items, None
    scores = values if asked.filters.order == "score" else model.scores(shelf)
    table = recommendations.listed(desk.dataset, model, items, scores[items])
    if asked.filters.order != "score":
        table.insert(2, asked.filters.order, values[items])
    table = _with_company(desk, run, shelf, table)
    linked = desk.dataset.items[ITEM_ID].index_of(state.in_address(ITEM) or "")
    rows = np.flatnonzero(items == (-1 if linked is None else linked)).tolist()
    event = st.dataframe(
        table, hide_index=True, placeholder="", on_select="rerun", selection_mode="single-row",
        column_config=_top_config(desk, run), selection_default={"selection": {"rows": rows, "columns": []}},
        column_order=_columns(table, "rank", "score", "dot", "cosine", last=("touched", "alike")),
        key=f"top/{desk.name}/{run.id}/{shelf.user}/{files.text_checksum(str(items.tolist()))[:8]}",
    )  # fmt: skip
    downloads.csv_button(table.drop(columns="item"), f"{desk.name}-recommendations-{shelf.user}")
    chosen = [row for row in event["selection"]["rows"] if row < len(items)]
    state.put_into_address(ITEM, str(table[ITEM_ID][chosen[0]]) if chosen else "")
    return items, int(items[chosen[0] if chosen else 0])


def _why_empty(desk: Desk, asked: Asked) -> str:
    if asked.filters == filters.Filters():
        return f"This {_person(desk)} has touched everything there is, so nothing is left to recommend."
    return f"No {desk.noun} is left with these filters. Choose every genre, or all of the popularity."


def _with_company(desk: Desk, run: ModelRun, shelf: Shelf, table: pd.DataFrame) -> pd.DataFrame:
    """The list with how popular each item is, and how many of the users most alike touched it."""
    popular = recommendation_filters.popular(desk)
    items = table["item"].to_numpy()
    did = recommendation_reasons.company(desk, run, shelf, items)
    return table.assign(touched=popular.touches[items], alike=did["touched"].to_numpy())


def _top_config(desk: Desk, run: ModelRun) -> dict[str, ColumnConfig | ButtonColumnResult | str | None]:
    person = _person(desk)
    near = st.column_config.NumberColumn(format="%.3f", help="Of its vector with the mean of the shelf's.")
    return _config(
        rank=st.column_config.NumberColumn("rank", width=50),
        title=st.column_config.TextColumn("title", width=260),
        score=_score(run),
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


def _person(desk: Desk) -> str:
    return nouns.person(desk.dataset.about)


def _columns(table: pd.DataFrame, *first: str, last: tuple[str, ...] = ()) -> list[str]:
    """What is shown, the telling columns first; a title that only repeats the id is left out."""
    has_titles = not table["title"].equals(table["item_id"])
    wanted = [*first, *(["title"] if has_titles else []), *last, "author", "average_rating", "item_id"]
    return [name for name in wanted if name in table]


def _config(**more: ColumnConfig) -> dict[str, ColumnConfig | ButtonColumnResult | str | None]:
    return {"average_rating": AVERAGE, "item_id": "id", **more}

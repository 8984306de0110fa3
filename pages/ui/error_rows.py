"""Rows on which labels or the model are right or wrong: a page of them, one in full, and the way into the studio."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from pages.ui import current_labels, downloads, point_card, state
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from pages.ui.parts import part
from pages.ui.text import plain
from pages.ui.words import VOTE_WORDS
from recsys.columns import USER_ID
from recsys.labeling import data_point_table
from recsys.labeling.functions import FunctionSet
from recsys.labeling.selections import Selection, to_text

PAGE = 15
MOST_LINKS = 4
NO_FUNCTIONS = FunctionSet(functions=())
WIDTHS = {"title": 200, "review": 380, "gold": 75, "label": 70, "model": 70}


@part
def show(desk: Desk, found: Analysis, places: npt.NDArray[np.int64], key: str) -> None:
    """Some rows of an analysis in the order given, by their places in `judged`."""
    if not len(places):
        st.info("No row is of that kind.")
        return
    number, pages = 1, -(-len(places) // PAGE)
    page_key = f"page/{found.run.id}/{found.split}/{key}"
    if pages > 1:
        state.show_within(page_key, 1, pages)
        number = int(st.number_input(f"page, of {pages:,}", 1, pages, key=page_key, width=160))
    shown = places[(number - 1) * PAGE : number * PAGE]
    table = _table(desk, found, shown)
    event = st.dataframe(
        table.drop(columns="row"), hide_index=True, placeholder="", on_select="rerun", selection_mode="single-row",
        key=f"rows/{page_key}/{number}", height="content", column_config=_config(desk, found),
    )  # fmt: skip
    downloads.csv_button(table.drop(columns="row"), f"{desk.name}-errors")
    chosen = event["selection"]["rows"]
    place = int(chosen[0]) if chosen and chosen[0] < len(shown) else 0
    _links(desk, found, int(shown[place]))
    today = current_labels.current(desk)
    if found.labels is not None and (today is None or today.title != found.labels.id):
        st.caption(
            f"The label in the table is by {plain(found.labels.id)}, from which the model learned. Below stands the "
            "same row under your functions as they are now."
        )
    point_card.show(desk, today, int(table["row"][place]))


def _table(desk: Desk, found: Analysis, places: npt.NDArray[np.int64]) -> pd.DataFrame:
    judged = found.judged
    page = data_point_table.page(desk.voter, NO_FUNCTIONS, judged.rows[places], 0, PAGE)
    known = [name for name in ("row", "title", "review", "stars", USER_ID) if name in page]
    table = page[known].assign(gold=[VOTE_WORDS[int(liked)] for liked in judged.liked[places]])
    if found.labels is not None:
        table["label"] = judged.label[places]
    if judged.can_be_wrong:
        table["model"] = judged.predicted[places]
    order = ["row", "title", "review", "gold", "label", "model", "stars", USER_ID]
    return table[[name for name in order if name in table and (name == "row" or table[name].notna().any())]]


def _config(desk: Desk, found: Analysis) -> dict[str, Any]:
    said = "P(liked) by the model" if found.judged.is_probability else "What the model predicts"
    return {
        "title": st.column_config.Column("title", width=WIDTHS["title"]),
        "review": st.column_config.Column(desk.dataset.about.text_noun, width=WIDTHS["review"]),
        "gold": st.column_config.Column("gold", width=WIDTHS["gold"]),
        "label": st.column_config.NumberColumn(
            "label", format="%.3f", width=WIDTHS["label"], help="P(positive) by the label run; empty: no label."
        ),
        "model": st.column_config.NumberColumn("model", format="%.3f", width=WIDTHS["model"], help=f"{said}."),
    }


def _links(desk: Desk, found: Analysis, place: int) -> None:
    """From one row to the functions that voted wrongly on it, and to its like under Data points."""
    blamed = _against_gold(desk, found, place)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_who_is_to_blame(found, place, bool(blamed)), width="content")
        there = {function.name for function in desk.functions.functions}
        for name in blamed[:MOST_LINKS]:
            if st.button(
                plain(name), icon=":material/edit:", key=f"edit/{name}", disabled=name not in there,
                help="Edit it in the studio, and see at once what that does to every number.",
            ):  # fmt: skip
                edit(name)
        if blamed:
            selection = Selection(split=found.split, function=blamed[0], outcome="wrong")
            if blamed[0] in there:
                st.page_link(
                    "pages/data_points.py", label=f"All wrong votes of {plain(blamed[0])}", icon=":material/list:",
                    query_params={"dataset": desk.name, "rows": to_text(selection)},
                )  # fmt: skip


def _who_is_to_blame(found: Analysis, place: int, has_votes: bool) -> str:
    if has_votes:
        return "Voted against gold here:"
    if found.labels is not None and found.judged.label_is("wrong")[place]:
        return (
            f"No function voted against gold here, but {plain(found.labels.id)} turned their votes round. Look at its "
            "weights under Label model, or fit another kind of label model."
        )
    return "No function voted against gold here."


def edit(name: str) -> None:
    """Open the studio with a function on the bench."""
    state.choose("function", name)
    st.switch_page("pages/labeling_functions.py")


def _against_gold(desk: Desk, found: Analysis, place: int) -> list[str]:
    """The functions behind the labels that voted against a row's gold."""
    if found.labels is None:
        return []
    row, liked = int(found.judged.rows[place]), int(found.judged.liked[place])
    return [f.name for f in found.labels.functions.enabled if int(desk.voter.column(f)[row]) == 1 - liked]

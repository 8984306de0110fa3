"""Data points page by page: those a number stands for, one of them in full, and all of them to take away."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import current_labels, downloads, nouns, point_card, selection_words, state
from pages.ui.current_labels import CurrentLabels
from pages.ui.frame import Desk
from pages.ui.text import plain
from pages.ui.words import VOTE_WORDS
from recsys.labeling import data_point_table, data_points, selections
from recsys.labeling.data_points import Rows
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import ThresholdFunction
from recsys.labeling.selections import Selection

PAGE = 25
ROWS_AT_A_TIME = 50_000  # of a download, whose memory they bound
# What one reads to judge a row comes first, and narrow enough to be seen beside the sidebar at 1,280 pixels.
FIRST = ("title", "review", "gold", "P(positive)")
LAST = ("stars", "author", "author_id", "item_id", "user_id")
GOLD_HELP = "– where there is none, as on train, where it is withheld."
WIDTHS = {"title": 150, "review": 420, "gold": 75, "P(positive)": 90}


def show(desk: Desk, selection: Selection, in_address: bool = False) -> None:
    """The rows of a selection, a page of them, and one of these in full. in_address: whether the page's address says
    which page."""
    found = current_labels.current(desk)
    probability = None
    if selection.queue == "confident_wrong":
        probability = current_labels.probabilities(desk, found, selection.split)
    rows = data_points.select(desk.voter, desk.functions, selection, probability)
    many = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    st.markdown(f"**{many}**: {plain(selection_words.in_words(selection, desk.dataset.about))}")
    if not len(rows):
        st.info("No row is of that kind. Choose another queue, or ask for less.")
        return
    key = f"page/{desk.name}/{selections.to_text(selection)}"
    number = _page_number(key, -(-len(rows) // PAGE), in_address)
    shown = rows[(number - 1) * PAGE : number * PAGE]
    table = data_point_table.page(desk.voter, desk.functions, shown, 0, PAGE)
    chosen = _table(desk, found, table, f"rows/{key}/{number}", selection)
    _download(desk, rows)
    point_card.show(desk, found, int(table["row"][chosen]))


def _page_number(key: str, pages: int, in_address: bool) -> int:
    number = 1
    if pages > 1:
        given = st.query_params.get("page", "") if in_address else ""
        state.show_within(key, int(given[:9]) if given.isdecimal() else 1, pages)
        number = int(st.number_input(f"page, of {pages:,}", 1, pages, key=key, width=160))
    if in_address and (number > 1 or "page" in st.query_params):
        state.put_into_address("page", str(number))
    return number


def show_behind(desk: Desk, selection: Selection, number: str) -> None:
    """The rows behind a number that was clicked; a click beside it puts them away again."""
    with st.container(border=True):
        st.page_link(
            "pages/data_points.py", label="Filter these rows under Data points", icon=":material/filter_alt:",
            query_params={"dataset": desk.name, "rows": selections.to_text(selection)},
            help=f"They stay here until another cell of {number} is clicked, or the same again.",
        )  # fmt: skip
        show(desk, selection)


def _table(desk: Desk, found: CurrentLabels | None, table: pd.DataFrame, key: str, selection: Selection) -> int:
    """Draw a page of rows; returns the place of the one that is chosen, the first if none is."""
    votes = {data_point_table.votes_column(name): name for name in (f.name for f in desk.functions.functions)}
    on = [column for column, name in votes.items() if name in desk.names]
    shown = table.assign(**{name: table[name].map(VOTE_WORDS) for name in (*votes, "gold")})
    if found is not None:
        shown["P(positive)"] = found.probabilities(table[on].to_numpy())
    known = {name for name in shown if shown[name].notna().any()}
    event = st.dataframe(
        shown.drop(columns="row"), hide_index=True, on_select="rerun", selection_mode="single-row", key=key,
        placeholder="",
        column_order=[
            *(name for name in FIRST if name in known), *(near := _near(desk, selection)), *on,
            *(name for name in LAST if name in known), *(name for name in _scores(table) if name not in near),
        ],
        column_config={
            **{column: st.column_config.Column(votes[column]) for column in votes},
            "P(positive)": st.column_config.NumberColumn(
                format="%.3f", width=WIDTHS["P(positive)"], help="The label it gets; empty: none."
            ),
            "title": st.column_config.Column("title", width=WIDTHS["title"]),
            "gold": st.column_config.Column("gold", width=WIDTHS["gold"], help=GOLD_HELP),
            "review": st.column_config.Column(desk.dataset.about.text_noun, width=WIDTHS["review"]),
            **{name: _of_score(desk, name) for name in _scores(table)},
        },
    )  # fmt: skip
    chosen = event["selection"]["rows"]
    return int(chosen[0]) if chosen and chosen[0] < len(table) else 0


def _near(desk: Desk, selection: Selection) -> list[str]:
    """The score that rows closest to a threshold go by."""
    if selection.queue != "near_threshold" or selection.function is None:
        return []
    function = desk.functions[selection.function]
    return [function.feature] if isinstance(function, ThresholdFunction) else []


def _of_score(desk: Desk, name: str) -> Any:
    """A score's column under the name that people know it by."""
    about, feature = desk.dataset.about, FEATURES[name]
    return st.column_config.NumberColumn(
        nouns.of_text(about, feature.title), format="%.4g", help=nouns.of_text(about, feature.help)
    )


def _scores(table: pd.DataFrame) -> list[str]:
    return [name for name in FEATURES if name in table]


def _download(desk: Desk, rows: Rows) -> None:
    def blocks() -> Iterator[pd.DataFrame]:
        for start in range(0, len(rows), ROWS_AT_A_TIME):
            yield data_point_table.page(desk.voter, desk.functions, rows, start, ROWS_AT_A_TIME)

    downloads.csv_when_asked(blocks, f"{desk.name}-rows", is_long=len(rows) > ROWS_AT_A_TIME)

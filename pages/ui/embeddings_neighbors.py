"""What is alike to a model: the titles nearest to one, by cosine or dot product."""

import streamlit as st

from pages.ui import caches, state, title_search
from pages.ui.frame import Desk
from pages.ui.parts import part
from recsys.inspection import neighbors
from recsys.models.contract import By, Model
from recsys.runs import ModelRun

K = 10
SHOWN = ("rank", "title", "similarity", "shelves", "author", "item_id")
MEASURES: dict[By, str] = {"cosine": "cosine", "dot": "dot product"}
MEASURE_HELP = (
    "- **cosine**: by the direction of the vectors alone, so unknown titles count as much as known ones.\n"
    "- **dot product**: by direction and length. Popular titles tend to have long vectors, and win."
)


@part
def find(desk: Desk, run: ModelRun, model: Model) -> None:
    """A title that is searched for, and those nearest to it."""
    st.subheader("What is like a title?", anchor=False, help="By what this model has learned of them.")
    item = title_search.choose(desk, "title", "Find a title")
    if item is not None:
        show(desk, run, model, item, choose_measure())


def choose_measure() -> By:
    """Cosine or dot product, as the address says it."""
    state.from_address("measure", list(MEASURES), "cosine")
    st.segmented_control(
        "Alike by", list(MEASURES), key="measure", format_func=lambda by: MEASURES[by], required=True,
        help=MEASURE_HELP,
    )  # fmt: skip
    state.to_address("measure")
    return "dot" if state.shown("measure") == "dot" else "cosine"


def show(desk: Desk, run: ModelRun, model: Model, item: int, by: By) -> None:
    """The titles that a model takes for most alike to one."""
    key = ("nearest", run.id, run.created, desk.dataset.fingerprint, item, by, K)
    table = caches.kept(key, lambda: neighbors.nearest(desk.dataset, model, item, by, K))
    if table.empty:
        st.info(f"There is no other {desk.noun} in these data.")
        return
    st.dataframe(
        table, hide_index=True, placeholder="", column_order=[name for name in SHOWN if name in table],
        column_config={
            "rank": st.column_config.NumberColumn("rank", width=50),
            "title": st.column_config.TextColumn("title", width=220),
            "similarity": st.column_config.NumberColumn(MEASURES[by], format="%.3f", width=85),
            "shelves": st.column_config.NumberColumn("shelves", format="localized", help="On which it stands."),
            "item_id": "id",
        },
    )  # fmt: skip

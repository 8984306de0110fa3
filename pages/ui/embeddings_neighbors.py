"""What is alike to a model: the titles nearest to one, by cosine or dot product."""

import streamlit as st

from pages.ui import caches, state
from pages.ui.frame import Desk
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
        table, hide_index=True, placeholder="", key=f"neighbors/{desk.name}/{run.id}/{item}/{by}",
        column_order=[name for name in SHOWN if name in table],
        column_config={
            "rank": st.column_config.NumberColumn("rank", width=50),
            "title": st.column_config.TextColumn("title", width=220),
            "similarity": st.column_config.NumberColumn(MEASURES[by], format="%.3f", width=85),
            "shelves": st.column_config.NumberColumn("shelves", format="localized", help="On which it stands."),
            "item_id": "id",
        },
    )  # fmt: skip

"""Read the rows themselves: conflicted, uncovered, wrongly labeled, or whatever is asked for."""

import streamlit as st

from pages.ui import frame, points, selection_filters, state
from recsys.labeling import selections

with frame.open_page(
    "Data points",
    "The rows behind the numbers: each with its text, every function's vote, its label and, where known, its gold.",
) as desk:
    asked = st.query_params.get("rows")
    selection = selection_filters.asked_for(asked) if asked else selection_filters.START
    chosen = selection_filters.filters(desk, selection, anew=asked != state.remembered("rows"))
    if chosen != selection:
        st.query_params.pop("page", None)  # that of another list
    state.remember("rows", selections.to_text(chosen))
    state.put_into_address("rows", selections.to_text(chosen))
    points.show(desk, chosen, in_address=True)

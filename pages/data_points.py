"""Read the rows themselves: conflicted, uncovered, wrongly labeled, or whatever is asked for."""

import streamlit as st

from pages.ui import frame, points, state
from recsys.labeling import selections
from recsys.labeling.selections import Selection

with frame.open_page(
    "Data points",
    "The rows behind the numbers: each with its review, every function's vote, its label and, where known, its gold.",
) as desk:
    asked = st.query_params.get("rows")
    selection = selections.from_text(asked) if asked else Selection(queue="conflicted")
    selection = points.filters(desk, selection)
    state.put_into_address("rows", selections.to_text(selection))
    points.show(desk, selection)

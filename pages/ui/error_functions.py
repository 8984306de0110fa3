"""Which functions taught the model wrong."""

import pandas as pd
import streamlit as st

from pages.ui import caches, downloads, error_rows
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from recsys.inspection import error_functions
from recsys.labeling import patterns
from recsys.runs import LabelRun

HELP = {
    "name": "The function, as it was when these labels were made. Choose one to open it in the studio.",
    "votes": "Votes it cast on rows with gold.",
    "against_gold": "Those that gold contradicts.",
    "misled": "Over its votes against gold, how much nearer to gold P(positive) would be without the vote, added up.",
    "wrong_labels": "Rows labeled wrong on which it voted against gold.",
    "mended": "Rows labeled wrong that would not be if it were left out, the other functions as they are.",
    "broken": "Rows labeled right that would lose that if it were left out.",
}
TITLES = {
    "against_gold": "against gold", "wrong_labels": "wrong labels", "mended": "mended without",
    "broken": "broken without",
}  # fmt: skip


def show(desk: Desk, found: Analysis) -> None:
    """The functions by how far they misled the labels, each a click from the studio."""
    labels = found.labels
    if labels is None:
        st.info("This model stands on no labeling functions. Choose one that was trained on weak labels.")
        return
    if not labels.functions.enabled:
        st.info("No function was on when these labels were made. Switch some on, and fit the label model.")
        return
    st.caption(
        f"Votes of {labels.id} on the rows of {found.split} with gold. Who misled most comes first; a function that "
        "would break more than it mends is worth keeping, and may want another threshold or term."
    )
    table = caches.kept((*found.key, "functions"), lambda: _blamed(desk, found, labels))
    event = st.dataframe(
        table, hide_index=True, on_select="rerun", selection_mode="single-row", height="content",
        key=f"blame/{found.run.id}/{found.split}",
        column_config={
            name: st.column_config.NumberColumn("misled", help=text, format="%.2f")
            if name == "misled"
            else st.column_config.Column(TITLES.get(name, name), help=text)
            for name, text in HELP.items()
        },
    )  # fmt: skip
    downloads.csv_button(table, f"{desk.name}-misleading-functions")
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(table):
        _show_one(desk, found, str(table["name"][chosen[0]]))


def _blamed(desk: Desk, found: Analysis, labels: LabelRun) -> pd.DataFrame:
    columns = desk.voter.columns(labels.functions.enabled, desk.dataset.rows(found.split))
    return error_functions.table(labels.label_model, patterns.count(columns, desk.dataset.gold(found.split)))


def _show_one(desk: Desk, found: Analysis, name: str) -> None:
    """The rows that one function got wrong, and the way to its bench."""
    assert found.labels is not None
    if any(function.name == name for function in desk.functions.functions):
        if st.button(f"Edit `{name}` in the studio", icon=":material/edit:", type="primary"):
            error_rows.edit(name)
    else:
        st.caption("It is not among your functions any more.")
    votes = desk.voter.column(found.labels.functions[name])[found.judged.rows]
    against = (votes >= 0) & (votes != found.judged.liked)
    error_rows.show(desk, found, found.judged.surest_first(against, by="label"), f"by {name}")

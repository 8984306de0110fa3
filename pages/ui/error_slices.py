"""Where errors gather: every slice's rate as a chart, and the slices and pairs that hold the most errors too many."""

from typing import Any, Literal

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import caches, charts, downloads, error_rows, figures, nouns, state
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from recsys.inspection import error_slices
from recsys.inspection.error_slices import Found

KEY = "errors_of"  # in the address
MODEL, LABELS = "the model", "the labels"
MOST = 25  # slices that are listed
HELP = {
    "slice": "A slice of the rows, or what two slices share. Choose one to read its wrong rows.",
    "rows": "Its rows on which there is something to be right or wrong.",
    "errors": "Those that are wrong.",
    "too many": "Errors above those there would be at the rate of all rows: what mending it could win.",
    "rate": "Share of its rows that are wrong.",
    "interval": "Where the rate may well lie (Wilson), made wide enough for all slices that were compared.",
    "surely": "Whether that interval lies above the rate of all rows.",
}


def show(desk: Desk, found: Analysis) -> None:
    """Slices of the rows by how wrong the model, or the labels, are on them."""
    of = _choose(found)
    if of is None:
        st.info("Neither the model nor labels can be right or wrong on these rows. See Users for the model's ranking.")
        return
    judged = found.judged
    is_asked = judged.is_asked if of == MODEL else ~judged.label_is("none")
    is_wrong = (judged.model_is("wrong") if of == MODEL else judged.label_is("wrong"))[is_asked]
    rows, slices = judged.rows[is_asked], desk.voter.slices
    if not len(rows):
        st.info(f"There are no labels on {found.split}. Cover more, or choose another split.")
        return
    worst: Found = caches.kept((*found.key, "worst", of), lambda: error_slices.worst(slices, rows, is_wrong))
    st.subheader("Slices that matter most", anchor=False)
    _explain(worst, of)
    chosen = None
    if worst.table.empty:
        st.info("No slice of that size has more errors than its share.")
    else:
        chosen = _list(desk, worst, f"{found.run.id}/{found.split}/{of}")
    if chosen is None:
        st.subheader("All slices, kind by kind", anchor=False)
        kinds = caches.kept((*found.key, "kinds", of), lambda: error_slices.by_kind(slices, rows, is_wrong))
        _draw_by_kind(desk, kinds)
    else:
        _show_rows(desk, found, of, worst.table.iloc[chosen])


def _show_rows(desk: Desk, found: Analysis, of: str, chosen: "pd.Series[Any]") -> None:
    """The wrong rows of a slice, the surest first."""
    judged, kinds, names = found.judged, tuple(chosen["kinds"]), tuple(chosen["names"])
    inside = error_slices.holds(desk.voter.slices, judged.rows, kinds, names)
    by: Literal["model", "label"] = "model" if of == MODEL else "label"
    is_wrong = judged.model_is("wrong") if of == MODEL else judged.label_is("wrong")
    error_rows.show(desk, found, judged.surest_first(inside & is_wrong, by), f"{of}/{'/'.join(names)}")


def _choose(found: Analysis) -> str | None:
    options = [MODEL] if found.judged.can_be_wrong else []
    options += [LABELS] if found.labels is not None else []
    if not options:
        return None
    state.from_address(KEY, options, options[0])
    st.segmented_control("Errors of", options, key=KEY, required=True)
    state.to_address(KEY)
    return str(state.shown(KEY))


def _draw_by_kind(desk: Desk, found: Found) -> None:
    """One chart for all kinds, so that their rates stand under one another."""
    about, table = desk.dataset.about, found.table
    kinds = [kinds[0] for kinds in table["kinds"]]
    named = [
        f"{nouns.kind_of_slice(about, kind)}: {names[0]}" for kind, names in zip(kinds, table["names"], strict=True)
    ]
    told = np.array([kinds.count(kind) > 1 for kind in kinds], bool)  # a kind of one slice tells nothing
    figures.draw(charts.error_rates(table.assign(slice=named).drop(columns=["kinds", "names"])[told], found.rate))
    st.caption(f"Line: the rate of all rows, {found.rate:.1%}. Bars: where each rate may well lie.")


def _explain(worst: Found, of: str) -> None:
    st.caption(
        f"{worst.compared:,} slices and pairs of {error_slices.LEAST} rows or more were compared, and some look bad by "
        f"chance alone; the intervals are widened for that (Bonferroni), so that “surely” is wrong anywhere in this "
        f"list with a chance of at most 5%. First comes where {of} would gain most by doing as well as elsewhere."
    )


def _list(desk: Desk, worst: Found, key: str) -> int | None:
    table = worst.table.head(MOST)
    about = desk.dataset.about
    names = [
        " and ".join(f"{nouns.kind_of_slice(about, kind)}: {name}" for kind, name in zip(kinds, names, strict=True))
        for kinds, names in zip(table["kinds"], table["names"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "slice": names, "rows": table["rows"], "errors": table["errors"], "too many": table["excess"],
            "rate": 100 * table["rate"],
            "interval": [f"{low:.0%} – {high:.0%}" for low, high in zip(table["low"], table["high"], strict=True)],
            "surely": np.where(table["is_sure"], "yes", "may be chance"),
        }
    )  # fmt: skip
    formats = {"rows": "localized", "errors": "localized", "too many": "%.1f", "rate": "%.1f%%"}
    event = st.dataframe(
        shown, hide_index=True, on_select="rerun", selection_mode="single-row", key=f"worst slices/{key}",
        column_config={
            name: st.column_config.NumberColumn(name, help=text, format=formats[name])
            if name in formats
            else st.column_config.Column(name, help=text, width=400 if name == "slice" else None)
            for name, text in HELP.items()
        },
    )  # fmt: skip
    downloads.csv_button(shown, f"{desk.name}-error-slices")
    chosen = event["selection"]["rows"]
    return int(chosen[0]) if chosen and chosen[0] < len(table) else None

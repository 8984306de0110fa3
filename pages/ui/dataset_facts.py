"""What is known of a dataset, or would be of one that is only being checked, as numbers and tables."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.ui.words import SPLIT_WORDS
from recsys.columns import SPLITS
from recsys.data.nouns import with_text
from recsys.settings import About, BuildSettings


def show_counts(counts: dict[str, Any], about: About, more: dict[str, str]) -> None:
    """How much there is of everything. more: further numbers, in words."""
    shown = {
        "users": f"{counts['users']:,}",
        f"{about.item_noun}s": f"{counts['items']:,}",
        **_rated(counts, about),
        "ratings": f"{counts['ratings']:,}",
        with_text(about): f"{counts['reviews']:,}",
    } | more
    for column, (name, value) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(name, value)


def _rated(counts: dict[str, Any], about: About) -> dict[str, str]:
    """How many items have a rating: others were only touched. Nothing for datasets from before that was counted."""
    return {f"{about.item_noun}s rated": f"{counts['items_rated']:,}"} if "items_rated" in counts else {}


def show_splits(counts: dict[str, Any]) -> None:
    """How many rows each split has."""
    rows = [{"split": split, "rows": counts["splits"][split]} for split in SPLITS]
    _table("Rows in each split", pd.DataFrame(rows))


def show_settings(settings: dict[str, Any]) -> None:
    """What it was built with."""
    given = BuildSettings.model_validate(settings)
    rows = [
        {"setting": name.replace("_", " "), "value": _in_words(getattr(given, name)), "meaning": field.description}
        for name, field in BuildSettings.model_fields.items()
    ]
    how, _, meaning = SPLIT_WORDS[given.split].partition(": ")
    rows = [row | {"value": how, "meaning": meaning} if row["setting"] == "split" else row for row in rows]
    _table("Built with", pd.DataFrame(rows))


def show_left_out(left_out: dict[str, int], places: dict[str, str]) -> None:
    """What was not taken, why, and where it stands."""
    if not left_out:
        st.markdown("**Left out**: nothing.")
        return
    rows = pd.DataFrame(left_out.items(), columns=["what and why", "how many"])
    if any(what in places for what in left_out):
        rows["where"] = [places.get(what, "") for what in left_out]
    _table("Left out", rows)


def _table(title: str, rows: pd.DataFrame) -> None:
    st.markdown(f"**{title}**")
    numbers = {name: st.column_config.NumberColumn(format="localized") for name in ("rows", "how many")}
    st.dataframe(rows, hide_index=True, column_config=numbers)


def _in_words(value: object) -> str:
    if isinstance(value, int) and value >= 10**9:
        return "no limit"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)

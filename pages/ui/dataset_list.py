"""All datasets in one table, and one of them to look at closely."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import state
from pages.ui.text import plain
from pages.ui.words import SPLIT_WORDS
from recsys.data import inventory
from recsys.data.inventory import Entry
from recsys.data.nouns import WITH_TEXT, counts_with_text
from recsys.settings import About

KEY = "looked at"
DAMAGED = "damaged: see below"
COUNTS = ("users", "items", "ratings")
TEXTS = list(WITH_TEXT.values())
HELP = {
    "data": "Synthetic data are generated; no person stands behind them.",
    "source": "What it was read from.",
    "size": "On disk, with all that functions go by.",
    "reviews": "Ratings that have a review.",
    "ratings with tags": "Ratings whose item was given tags, which take the place of a review.",
    "split": "How rows were put into train, dev, valid and test.",
    "checksum": "Of all its files. Two datasets with the same are the same.",
}


def choose(opened: str | None) -> Entry | None:
    """Show all, and let one be chosen, at first the one that is `opened`; None if there is none."""
    entries = {entry.name: entry for entry in inventory.listing()}
    if not entries:
        return None
    _show_table(list(entries.values()))
    names = list(entries)
    if opened is not None and opened != state.remembered(KEY):
        state.remember(KEY, opened)
        look_at(opened)
    state.from_address(KEY, names, names[0])
    chosen = st.selectbox("Look at", names, key=KEY, width=320)
    _warn_of(entry for entry in entries.values() if entry.damage and entry.name != chosen)
    return entries[chosen]


def look_at(name: str) -> None:
    """Let that dataset be the one that is looked at in the next run."""
    state.choose(KEY, name)


def _show_table(entries: list[Entry]) -> None:
    table = pd.DataFrame([_row(entry) for entry in entries])
    table = table.drop(columns=[name for name in table.columns.intersection(TEXTS) if table[name].isna().all()])
    st.dataframe(
        table, hide_index=True, placeholder="–",
        column_config={name: st.column_config.Column(name, help=text) for name, text in HELP.items()}
        | {"name": st.column_config.Column("name", pinned=True)}
        | {"what it is": st.column_config.Column("what it is", width=130), "size": _number("bytes", HELP["size"])}
        | {"license": st.column_config.Column("license", width=70)}
        | {name: _number("localized", HELP.get(name)) for name in (*COUNTS, *TEXTS)},
    )  # fmt: skip


def _warn_of(damaged: Iterable[Entry]) -> None:
    """Say what is wrong with those whose card, which says it too, is not shown."""
    for entry in damaged:
        st.warning(f"**{plain(entry.name)}** is damaged. {plain(entry.damage)}", icon=":material/broken_image:")


def _row(entry: Entry) -> dict[str, Any]:
    if not entry.info:
        return {"name": entry.name, "what it is": DAMAGED, "size": entry.bytes}
    about, counts = entry.info["about"], entry.info["counts"]
    return {
        "name": entry.name,
        "what it is": DAMAGED if entry.damage else about["description"],
        "data": "synthetic" if about["synthetic"] else "real",
        "source": about["source"],
        **{name: counts[name] for name in COUNTS},
        **counts_with_text(About.model_validate(about), counts["reviews"]),
        "size": entry.bytes,
        "made": about["created"][:10],
        "split": SPLIT_WORDS[entry.info["settings"].get("split", "user")].partition(":")[0],
        "license": about["license"] or None,
        "checksum": entry.info["fingerprint"][:8],
    }


def _number(form: str, text: str | None = None) -> Any:
    return st.column_config.NumberColumn(format=form, help=text)

"""Every trained model of a dataset in one table, and which of them are looked at."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import choices, model_metrics, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import files, runs
from recsys.models.families import FAMILIES
from recsys.runs import ModelRun

KEY, CHOSEN = "runs", "model"  # in the address: several, and one
NUMBERS = ("ndcg@10", "recall@10", "auc", "rmse")
MOST, HEIGHT = 8, 320  # rows that are shown at once, and pixels where there are more of them
MEGABYTE = 1_000_000


def choose(desk: Desk) -> ModelRun | None:
    """One of the dataset's models, the newest unless the person chooses; None if there is none."""
    return choices.run(runs.models_of(desk.name), "Trained model", CHOSEN, title)


def stay(desk: Desk, run: ModelRun) -> None:
    """Keep looking at `run` when the next model is trained, which is to be held against it."""
    choices.stay(CHOSEN, run.id, runs.models_of(desk.name)[0].id)


def name(run: ModelRun) -> str:
    """What a run is called where there is little room: by a person, or else by its id."""
    return run.title or run.id


def names(found: Iterable[ModelRun]) -> dict[str, ModelRun]:
    """The runs by name; those that share one are told apart by their ids."""
    listed = list(found)
    shared = [name(run) for run in listed]
    return {name(run) if shared.count(name(run)) == 1 else f"{name(run)} ({run.id})": run for run in listed}


def title(run: ModelRun) -> str:
    """A run in a line."""
    called = f"{run.title} ({run.id})" if run.title else run.id
    when = run.created[:16].replace("T", " ")
    return f"{called} · {FAMILIES[run.model].title} · {run.labels} labels · {run.examples:,} examples · {when} UTC"


def select(desk: Desk, found: list[ModelRun]) -> list[ModelRun]:
    """Show all and let some be chosen, which then stand in the address; the newest if none is."""
    by_id = {run.id: run for run in found}
    wanted = [id for id in _wanted(desk, list(by_id)) if id in by_id]
    event = st.dataframe(
        pd.DataFrame([_row(desk, run) for run in found]).dropna(axis=1, how="all"),
        hide_index=True, placeholder="–", on_select="rerun", selection_mode="multi-row",
        # Rows are known by their place alone: another list is another table, which starts with what is wanted now.
        key=f"{KEY}/{desk.name}/{files.text_checksum(','.join(by_id))[:8]}",
        selection_default={"selection": {"rows": [list(by_id).index(id) for id in wanted], "columns": []}},
        height="content" if len(found) <= MOST else HEIGHT, column_config=_config(),
    )  # fmt: skip
    st.caption("Choose a row to look at it, several to compare them; without a choice it is the newest.")
    chosen = [found[row].id for row in sorted(event["selection"]["rows"]) if row < len(found)]
    state.remember(f"{KEY}/{desk.name}", chosen)
    state.put_into_address(KEY, ",".join(chosen))
    return [by_id[id] for id in chosen] or found[:1]


def look_at(desk: Desk, ids: list[str]) -> None:
    """Let these be chosen in the next run, if the list is another one by then."""
    state.remember(f"{KEY}/{desk.name}", ids)


def _wanted(desk: Desk, newest_first: list[str]) -> list[str]:
    """The ids that are to be chosen: those chosen last, or else the address's; a run that is new in place of one."""
    kept = state.remembered(f"{KEY}/{desk.name}")
    asked = [id for id in (state.in_address(KEY) or "").split(",") if id]
    if kept is None and (gone := [id for id in asked if id not in newest_first]):
        st.warning(
            f"There is no run {plain(', '.join(gone)[: state.LONGEST_SHOWN])} of these data any more.",
            icon=":material/link_off:",
        )
    wanted = asked if kept is None else kept
    seen = state.remembered(f"newest/{KEY}/{desk.name}")
    state.remember(f"newest/{KEY}/{desk.name}", newest_first[0])
    return newest_first[:1] if seen in newest_first[1:] and len(wanted) < 2 else wanted


def _row(desk: Desk, run: ModelRun) -> dict[str, Any]:
    return {
        "run": run.id,
        "name": run.title or None,
        "family": FAMILIES[run.model].title,
        "labels": run.labels,
        **{number: run.metrics.get(number) for number in NUMBERS},
        "seconds": run.seconds,
        "memory": run.memory / MEGABYTE if run.memory else None,
        "made": pd.Timestamp(run.created).tz_localize(None),
        "data": None if run.fingerprint == desk.dataset.fingerprint else "earlier",
    }


def _config() -> dict[str, Any]:
    numbers = {
        number: st.column_config.NumberColumn(
            model_metrics.title(number), format="%.4f", help=model_metrics.ALL[number].meaning
        )
        for number in NUMBERS
    }
    return numbers | {
        "run": st.column_config.Column("run", pinned=True),
        "labels": st.column_config.Column("labels", help="What it was trained on."),
        "seconds": st.column_config.NumberColumn("seconds", format="%.1f", help="From the data to the last number."),
        "memory": st.column_config.NumberColumn("memory", format="%.0f MB", help="The most its process ever had."),
        "made": st.column_config.DatetimeColumn("made", format="D MMM, HH:mm", help="UTC"),
        "data": st.column_config.Column("data", help="Of runs on earlier data of this name: not to be compared."),
    }

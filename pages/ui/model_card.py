"""One trained model: what it is, whether it is of today, what it is worth, what it was trained with."""

import pandas as pd
import streamlit as st

from pages.ui import frame, model_actions, model_list, model_numbers
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import label_runs, run_comparison, workspace
from recsys.models.families import FAMILIES
from recsys.runs import LABEL_SOURCES, WEAK, ModelRun


def show(desk: Desk, run: ModelRun) -> None:
    """All that is known of a run."""
    st.subheader(plain(model_list.name(run)), anchor=False)
    with st.container(horizontal=True):  # a line of its own: at 1,280 pixels four buttons need the whole of it
        model_actions.show(desk, run)
    _show_freshness(desk, run)
    _show_facts(run)
    model_numbers.show(desk, run)
    _show_settings(run)


def _show_freshness(desk: Desk, run: ModelRun) -> None:
    """Say whether a model still stands on today's data and labels."""
    needs_labels = run.labels in WEAK
    newest = label_runs.newest(desk.dataset) if needs_labels else None
    if not workspace.is_fresh(run, desk.dataset):
        frame.stale("It was trained on earlier data of this name. Train it again.")
    elif not needs_labels:
        frame.fresh(f"It stands on today's data: {LABEL_SOURCES[run.labels]}.")
    elif newest is None:
        frame.stale("The labels it was trained on don't stand any more. Fit the label model again, then train.")
    elif run.label_run != newest.id:
        frame.stale(f"It was trained on {run.label_run}; the newest labels are {newest.id}.")
    elif newest.functions.enabled != desk.functions.enabled:
        frame.stale("The functions have been edited since its labels were made.")
    else:
        frame.fresh(f"It stands on the newest labels: {LABEL_SOURCES[run.labels]}.")


def _show_facts(run: ModelRun) -> None:
    seed = run_comparison.seed(run)
    facts = [
        f"{run.id}: {FAMILIES[run.model].title}",
        f"learned from {run.examples:,} data points" + (f" by {run.label_run}" if run.label_run else ""),
        f"{run.seconds:.1f} s",
        f"{run.memory / model_list.MEGABYTE:,.0f} MB of memory" if run.memory else "",
        f"seed {seed}" if seed is not None else "",
        f"data {run.fingerprint[:8]}",
        f"made {run.created[:16].replace('T', ' ')} UTC",
    ]
    st.caption(plain(" · ".join(fact for fact in facts if fact)))


def _show_settings(run: ModelRun) -> None:
    """What it was trained with, what differs from its family's own first."""
    fields = FAMILIES[run.model].settings.model_fields
    own = {name: _as_stored(info.get_default(call_default_factory=True)) for name, info in fields.items()}
    rows = [
        {
            "setting": name.replace("_", " "),
            "value": run_comparison.text(value),
            "default": run_comparison.text(own[name]) if name in own else None,
            "changed": "●" if name in own and value != own[name] else "",
            "meaning": fields[name].description if name in own else None,
        }
        for name, value in run.settings.items()
    ]
    with st.expander("Settings", key=f"settings of/{run.id}"):
        table = pd.DataFrame(rows, columns=["setting", "value", "default", "changed", "meaning"])
        st.dataframe(table.sort_values("changed", ascending=False, kind="stable"), hide_index=True)


def _as_stored(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value

"""Slow work as a page sees it: started, watched, cancelled, found again."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import charts, figures
from pages.ui.text import plain
from recsys import jobs, run_comparison
from recsys.jobs import Job, Outlook

NAMES = {
    "make_demo": "Making the demo dataset",
    "fit_labels": "Fitting the label model",
    "train_model": "Training a model",
    "retrain": "Training again on other functions",
    "map_items": "Drawing the map of items",
    "rank_users": "Ranking for every user",
    "run_all": "Running what is missing",
    "check_import": "Checking the data",
    "import_dataset": "Importing the data",
}


def start(kind: str, request: dict[str, Any]) -> None:
    """Queue the work; asked for twice, it is done once."""
    jobs.submit(kind, request)
    st.rerun()


def start_all(kind: str, requests: list[dict[str, Any]]) -> None:
    """Queue several; they are done one after the other."""
    for request in requests:
        jobs.submit(kind, request)
    st.rerun()


def watch_latest(kind: str, dataset: str) -> Job | None:
    """Show the job of a kind on a dataset that is at work or next, or how the last one failed; returns the former."""
    going_on = [job for job in jobs.active() if job.kind == kind and job.request.get("dataset") == dataset]
    if going_on:
        _watch(going_on[0].id)
        _show_waiting(going_on[1:])
        return going_on[0]
    found = jobs.latest(kind, dataset, limit=1)
    if not found:
        return None
    job = found[0]
    # What went wrong is old news once anything newer was started on the same data.
    if job.id == jobs.latest(dataset=dataset, limit=1)[0].id:
        show_failure(job)
    return None


def _show_waiting(waiting: list[Job]) -> None:
    """How many more of the same kind wait on the same data, and a way out of them all."""
    if not waiting:
        return
    words, button = st.columns([5, 1], vertical_alignment="center")
    words.caption(f":material/hourglass_top: {len(waiting)} more after it, one at a time.")
    if button.button("Cancel these", key="cancel waiting", width="stretch"):
        for job in waiting:
            jobs.cancel(job.id)
        st.rerun()


def show_progress(job: Job) -> None:
    """Show a job that is active while it is, and run the page again once it has ended."""
    _watch(job.id)


def show_failure(job: Job) -> None:
    """Say how a job failed, or that it was cancelled; nothing if it went well."""
    if job.state == "failed":
        st.error(f"{NAMES[job.kind]} failed. {plain(job.error or '')}", icon=":material/error:")
    elif job.state == "cancelled":
        st.warning(f"{NAMES[job.kind]} was cancelled. Only what was finished before is kept.", icon=":material/cancel:")


def queue() -> None:
    """Say in the sidebar what runs and what waits, on whatever dataset."""
    jobs.tend()
    for job in jobs.active():
        st.caption(f":material/hourglass_top: {NAMES[job.kind]} ({job.request['dataset']}): {job.state}")


@st.fragment(run_every=0.5)
def _watch(job_id: str) -> None:
    """The one fragment that polls; drawn only while its job is active, and nothing else is in it."""
    jobs.tend()
    job = jobs.get(job_id)
    if not job.active:
        st.rerun()
    with st.container(border=True):
        words, button = st.columns([5, 1], vertical_alignment="center")
        ahead = jobs.outlook(job)
        message = _waits_for(job) or f"{plain(job.message)}{_time(job, ahead)}"
        words.progress(ahead.fraction, text=f"**{NAMES[job.kind]}**: {message}")
        if button.button("Cancel", key=f"cancel/{job_id}", disabled=job.cancel_requested, width="stretch"):
            jobs.cancel(job_id)
        if points := jobs.points(job_id):
            learning_curves(run_comparison.thinned(pd.DataFrame(points)))


def _waits_for(job: Job) -> str:
    """What has to end before a queued job begins; empty for one that is at work, or that nothing is ahead of."""
    if job.state != "queued":
        return ""
    queued = jobs.active()
    ahead = queued[: next((place for place, other in enumerate(queued) if other.id == job.id), 0)]
    if not ahead:
        return ""
    first = ahead[0]
    others = f" and {len(ahead) - 1} more" if len(ahead) > 1 else ""
    name = f"{NAMES[first.kind].lower()} ({plain(first.request['dataset'])})"
    return f"waits for {name}{others} to end; one job runs at a time"


def learning_curves(points: pd.DataFrame) -> None:
    """How a model learned or is learning: its losses, and beside them its other metrics."""
    panels = charts.curves(points)
    for column, chart in zip(st.columns(len(panels)), panels.values(), strict=True):
        with column:
            figures.draw(chart)


def _time(job: Job, ahead: Outlook) -> str:
    if job.cancel_requested:
        return " · stopping"
    if ahead.seconds_left is None:
        return f" · {duration(job.elapsed)} so far" if job.elapsed else ""
    return f" · about {duration(ahead.seconds_left)} left"


def duration(seconds: float) -> str:
    """A time span for people."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"

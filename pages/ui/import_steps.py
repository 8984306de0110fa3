"""An import on its way: checked, looked at, kept, opened. Which one stands in the page's address."""

from dataclasses import replace
from typing import Any

import streamlit as st

from pages.ui import dataset_card, dataset_facts, import_words, jobs, state
from pages.ui.text import plain
from recsys import jobs as all_jobs
from recsys.data import dataset as datasets
from recsys.errors import NotFound
from recsys.import_report import ImportReport
from recsys.jobs import Job

KEY = "import"
FILLED_IN = "the form is filled in"
BUSY = "One is on its way below: wait until it has ended, or cancel it."
READ = "Reads it all and says what it would give. Nothing is kept yet."
DOWNLOADED_FIRST = (
    "Downloads the genre first, which stays on this machine, then reads it and says what it would give. "
    "No dataset is kept yet."
)
KINDS = ("check_import", "import_dataset", "make_demo")  # of jobs; an address may name any


def start(request: dict[str, Any] | None) -> None:
    """Offer to check what the form asks for."""
    if request is not None and st.button(
        "Check", type="primary", icon=":material/fact_check:", disabled=(busy := is_busy()), help=BUSY if busy else None
    ):  # fmt: skip
        _begin("check_import", request)
    if request is not None:
        st.caption(DOWNLOADED_FIRST if request["source"]["kind"] == "goodreads download" else READ)


def is_busy() -> bool:
    """Whether what was begun here last is still on its way: another would only wait behind it."""
    job = _begun()
    return job is not None and job.active


def open_what_is_done() -> None:
    """Go to the Overview with the dataset whose import was begun here last, once it is there."""
    job = _begun()
    if job is not None and job.state == "done" and job.kind != "check_import":
        _forget()
        if job.request["dataset"] in datasets.names():
            dataset_card.open_dataset(job.request["dataset"])


def show(request: dict[str, Any] | None) -> None:
    """The check or import that was begun here last: how far it is, or what came of it. request: what the form asks."""
    job = _begun()
    if job is None:
        return
    if job.active:
        jobs.show_progress(job)
    elif job.state != "done":
        _failure(job, request)
    elif job.kind == "check_import":
        _report(job, request)
    else:  # it became so while the page was being drawn
        st.rerun()


def begin_demo(name: str, size: str) -> None:
    """Make the demo, and open it when it is there."""
    _begin("make_demo", {"dataset": name, "size": size})


def _begin(kind: str, request: dict[str, Any]) -> None:
    state.put_into_address(KEY, all_jobs.submit(kind, request).id)
    st.rerun()


def _begun() -> Job | None:
    id = st.query_params.get(KEY) or state.remembered(KEY)  # the address forgets it at a change of page
    if id is None:
        return None
    try:
        job = all_jobs.get(id)
    except NotFound:
        job = None
    if job is None or job.kind not in KINDS:
        _forget()
        return None
    state.remember(KEY, id)
    state.put_into_address(KEY, id)
    return job


def _forget() -> None:
    state.forget(KEY)
    st.query_params.pop(KEY, None)


def _report(job: Job, request: dict[str, Any] | None) -> None:
    """What a check found, and the choice to keep it."""
    found, name = ImportReport.model_validate(job.result), job.request["dataset"]
    with st.container(border=True):
        st.markdown(f"#### {plain(name)} would be this")
        st.caption(plain(f"{found.about.description} {found.about.license}"))
        dataset_facts.show_counts(
            found.counts, found.about, {"rows read": f"{found.rows:,}", "liked": f"{found.liked:.1%}"}
        )
        for sentence in found.warnings:
            st.warning(plain(import_words.of_form(sentence)), icon=":material/info:")
        left, right = st.columns([2, 3], gap="medium")
        with left:
            dataset_facts.show_splits(found.counts)
        with right:
            dataset_facts.show_left_out(found.left_out, found.places)
        _decide(job, request)


def _failure(job: Job, request: dict[str, Any] | None) -> None:
    """Why it came to nothing, as long as the form asks for the same, or for nothing at all."""
    is_empty = request is None and not state.remembered(FILLED_IN)  # else it says itself what is missing or wrong
    if request == job.request or is_empty:
        jobs.show_failure(replace(job, error=import_words.of_form(job.error or "")))


def _decide(job: Job, request: dict[str, Any] | None) -> None:
    with st.container(horizontal=True):
        if request is not None and request != job.request:
            st.info("The form asks for something else by now. Check again to see what that gives.")
        elif st.button(f"Keep it as {plain(job.request['dataset'])}", type="primary", icon=":material/save:"):
            _begin("import_dataset", job.request)
        if st.button("Discard", help="Nothing has been kept."):
            _forget()
            st.rerun()

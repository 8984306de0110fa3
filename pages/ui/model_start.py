"""Training begun, or gone on with where it was stopped; and when it will end by itself."""

from typing import Any

import streamlit as st

from pages.ui import jobs
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import jobs as queue
from recsys.errors import DamagedFile, VotebookError
from recsys.model_runs import TrainModel
from recsys.settings import checked

KIND = "train_model"


def start(desk: Desk, wanted: TrainModel) -> None:
    """Buttons that train it, from the beginning or from where the same training was stopped; when it will end."""
    epoch = _stopped_at(wanted)
    label = "Train" if epoch is None else "Train from the beginning"
    if epoch is not None:
        st.info(
            f"This very training was stopped after epoch {epoch}, and that far it is kept.",
            icon=":material/pause_circle:",
        )
        if st.button(f"Resume after epoch {epoch}", type="primary", width="stretch"):
            _resume(wanted)
    if st.button(label, type="primary" if epoch is None else "secondary", width="stretch"):
        jobs.start(KIND, wanted.model_dump(mode="json"))
    _explain_stopping(desk, wanted.model_settings)


def offer_the_last(desk: Desk, wanted: TrainModel | None) -> None:
    """A button that goes on with the training that was stopped last, whatever the form asks for by now."""
    found = queue.latest(KIND, desk.name, limit=1)
    if not found or found[0].state not in ("cancelled", "failed"):
        return
    try:
        last = checked(TrainModel, found[0].request, "the last training")
        epoch = _stopped_at(last)
    except VotebookError:  # asked for what there is no more, or never was
        return
    if epoch is None or (wanted is not None and wanted.checkpoint.folder == last.checkpoint.folder):
        return  # nothing of it is kept, or the form offers it already
    name = plain(last.title or last.family.title)
    if st.button(f"Resume “{name}” after epoch {epoch}", icon=":material/resume:", help="So far it is kept."):
        _resume(last)


def _resume(stopped: TrainModel) -> None:
    jobs.start(KIND, stopped.model_copy(update={"resume": True}).model_dump(mode="json"))


def _stopped_at(wanted: TrainModel) -> int | None:
    """After which epoch the same training was stopped; None if it was not, or is going on."""
    checkpoint = wanted.checkpoint
    try:
        epoch = checkpoint.epoch()
    except DamagedFile:  # training anew replaces it
        return None
    going_on = (job.request for job in queue.active() if job.kind == KIND)
    if epoch is None or any(TrainModel(**request).checkpoint.folder == checkpoint.folder for request in going_on):
        return None
    return epoch


def _explain_stopping(desk: Desk, settings: Any) -> None:
    """When training ends by itself; nothing for families that don't learn epoch after epoch."""
    patience = getattr(settings, "patience", None)
    if patience is None:
        return
    valid = desk.dataset.rows("valid")
    if valid.stop > valid.start:
        st.caption(
            f"Early stopping: after {patience} epochs without anything better on valid, whose gold is never learned "
            "from, training ends, and the best epoch is what is kept."
        )
    else:
        st.caption("These data have no valid split to stop by, so all epochs are trained and the last is kept.")

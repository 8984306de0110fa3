"""What is trained next: which family, on which labels, with which settings, and from where."""

from typing import Any

import streamlit as st

from pages.ui import jobs, labels, settings_form, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import jobs as queue
from recsys.errors import DamagedFile
from recsys.model_runs import TrainModel
from recsys.models.contract import Family
from recsys.models.families import FAMILIES
from recsys.runs import MOST_TITLE, WEAK, LabelSource

KINDS = {"ours": "Ours", "baseline": "Baseline"}
PREDICTS = {
    "liked": "Its scores are probabilities of being liked.",
    "stars": "It predicts stars.",
    "order": "Its scores are good for an order, and mean nothing else.",
}
SOURCES: dict[LabelSource, tuple[str, str]] = {
    "weak": ("weak labels", "What the functions' votes say of train; no gold at all."),
    "weak+dev": ("weak labels and dev", "The same, and the few rows of dev whose gold is known."),
    "gold": ("the gold of dev alone", "Few rows, but all true: what there would be without labeling functions."),
    "ratings": (
        "ratings",
        "The stars of train and dev, as if nothing had to be labeled: what withheld gold would give.",
    ),
}


def choose_family() -> Family:
    """One of the families, ours first, with what there is to say of it."""
    names = sorted(FAMILIES, key=lambda name: list(KINDS).index(FAMILIES[name].kind))
    state.from_address("family", names, names[0])
    chosen = st.selectbox(
        "Model family", names, key="family",
        format_func=lambda name: f"{KINDS[FAMILIES[name].kind]} · {FAMILIES[name].title}",
        help="Ours are made for these data. Baselines are what one would take instead: whatever does not beat them "
        "is not worth its time.",
    )  # fmt: skip
    state.to_address("family")
    family = FAMILIES[chosen]
    source = f" Source: {family.source}." if family.source else ""
    st.caption(plain(f"{family.about} {PREDICTS[family.predicts]}{source}"))
    return family


def ask(desk: Desk, family: Family) -> TrainModel | None:
    """Choose how to train a model of a family; None, with the reason shown, where it can't be."""
    source, label_run = _choose_labels(desk, family)
    settings = settings_form.ask(family)
    title = st.text_input(
        "Name", key="model title", placeholder="optional", max_chars=MOST_TITLE, help="What you call this run."
    )
    if settings is None:
        return None
    _explain_stopping(desk, settings)
    return TrainModel(
        dataset=desk.name,
        model=family.name,
        labels=source,
        label_run=label_run,
        settings=settings.model_dump(mode="json", exclude_defaults=True),
        title=title.strip(),
    )


def start(wanted: TrainModel) -> None:
    """Buttons that train it, from the beginning or from where the same training was stopped."""
    epoch = _stopped_at(wanted)
    label = "Train" if epoch is None else "Train from the beginning"
    if epoch is not None:
        st.info(
            f"This very training was stopped after epoch {epoch}, and that far it is kept.",
            icon=":material/pause_circle:",
        )
        if st.button(f"Resume after epoch {epoch}", type="primary", width="stretch"):
            jobs.start("train_model", wanted.model_copy(update={"resume": True}).model_dump(mode="json"))
    if st.button(label, type="primary" if epoch is None else "secondary", width="stretch"):
        jobs.start("train_model", wanted.model_dump(mode="json"))


def _choose_labels(desk: Desk, family: Family) -> tuple[LabelSource, str | None]:
    label_runs = labels.trainable(desk)
    sources: list[LabelSource] = [source for source in SOURCES if label_runs or source not in WEAK]
    likely: LabelSource = "weak+dev" if label_runs and family.predicts != "stars" else "ratings"
    chosen: LabelSource = st.radio(
        "Train on", sources, index=sources.index(likely), format_func=lambda source: SOURCES[source][0],
        captions=[SOURCES[source][1] for source in sources], persist_state="session",
        key=f"label source/{desk.name}/{bool(label_runs)}/{family.predicts == 'stars'}",
    )  # fmt: skip
    if not label_runs:
        st.caption("There are no weak labels yet: fit the label model to train on them too.")
    if chosen not in WEAK:
        return chosen, None
    return chosen, st.selectbox(
        "Labels by", list(label_runs), format_func=label_runs.__getitem__, key=f"labels by/{desk.name}",
        help="Which label model gives the weak labels; the newest is first.",
    )  # fmt: skip


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


def _stopped_at(wanted: TrainModel) -> int | None:
    """After which epoch the same training was stopped; None if it was not, or is going on."""
    checkpoint = wanted.checkpoint
    try:
        epoch = checkpoint.epoch()
    except DamagedFile:  # training anew replaces it
        return None
    going_on = (job.request for job in queue.active() if job.kind == "train_model")
    if epoch is None or any(TrainModel(**request).checkpoint.folder == checkpoint.folder for request in going_on):
        return None
    return epoch

"""Which label models there are for the current functions, and which of them ranks best."""

from dataclasses import dataclass

import streamlit as st

from pages.ui import caches
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import runs, workspace
from recsys.labeling import halves
from recsys.labeling.combining import lab, label_models, live_fitting
from recsys.labeling.combining.label_models import LEAST_FUNCTIONS, LabelModel
from recsys.labeling.patterns import Patterns
from recsys.runs import LabelRun

SNORKEL = label_models.TITLES["snorkel"]
JUDGED_ON = {"dev": "the half of dev they were not fitted on", "test": "test"}


@dataclass(frozen=True)
class LineUp:
    """Every label model there is for the current functions, by title, and the rows that are new to all of them.

    reasons: for each model that is missing, why, as a sentence.
    """

    models: dict[str, LabelModel]
    judged_on: Patterns
    reasons: list[str]


def of(desk: Desk, where: str) -> LineUp:
    """The label models judged on "dev" (the half they were not fitted on) or "test"."""
    fitted_on, judged_on = halves.patterns_of_halves(desk.voter, desk.functions.enabled)
    if where == "test":
        fitted_on, judged_on = desk.patterns("dev"), desk.patterns("test")
    train, names = desk.patterns("train"), desk.names
    models, reasons = caches.kept(
        ("label models", names, _content(train, fitted_on)), lambda: live_fitting.fit_all(train, fitted_on, names)
    )
    if run := _snorkel(desk):
        return LineUp({**models, f"{SNORKEL} ({run.id})": run.label_model}, judged_on, reasons)
    absent = f"{SNORKEL} is not in the comparison: it has not been fitted on the functions as they are."
    if len(names) < LEAST_FUNCTIONS:
        remedy = f"It needs at least {LEAST_FUNCTIONS}, and {len(names)} are on: switch more on."
    else:
        remedy = "Fit it with the button on this page."
    return LineUp(models, judged_on, [*reasons, f"{absent} {remedy}"])


def _snorkel(desk: Desk) -> LabelRun | None:
    """The newest fit of snorkel's model that stands on the functions as they are."""
    found = runs.labels_of(desk.name)
    return next(
        (
            run
            for run in found
            if run.label_model.settings.model == "snorkel"
            and run.functions.enabled == desk.functions.enabled
            and workspace.is_fresh(run, desk.dataset)
        ),
        None,
    )


def show_leader(desk: Desk) -> None:
    """Say which label model ranks best, for whoever has to choose one; nothing where that can't be told."""
    if not desk.names:
        return
    run, parts = _snorkel(desk), halves.patterns_of_halves(desk.voter, desk.functions.enabled)
    fitted = (run.id, run.created) if run else ()
    key = ("leader", desk.names, _content(desk.patterns("train"), *parts), fitted)
    if said := caches.kept(key, lambda: _leader(desk)):
        st.caption(plain(said))


def _leader(desk: Desk) -> str:
    lined_up = of(desk, "dev")
    said = lab.leader(lab.compare(lined_up.models, lined_up.judged_on)) if lined_up.models else ""
    return " ".join([f"On {JUDGED_ON['dev']}, {said}", *lined_up.reasons]) if said else ""


def _content(*found: Patterns) -> list[bytes]:
    """All that is fitted on and judged by in some patterns, as a key."""
    return [array.tobytes() for patterns in found for array in vars(patterns).values()]

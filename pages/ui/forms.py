"""What a person chooses before slow work: each form gives a request for a job, or None with the reason shown."""

from typing import Any

import streamlit as st

from pages.ui import label_line_up
from pages.ui.frame import Desk
from recsys.labeling import analysis
from recsys.labeling.combining import label_models
from recsys.labeling.combining.label_models import LEAST_FUNCTIONS, LabelModelSettings

MODELS = label_models.TITLES


def label_model(desk: Desk) -> dict[str, Any] | None:
    """Choose how to combine the votes."""
    defaults = LabelModelSettings()
    kind = st.radio("Model", list(MODELS), format_func=MODELS.__getitem__, key="label model", persist_state="session")
    label_line_up.show_leader(desk)
    measured = analysis.class_balance(desk.patterns("dev"))
    start = min(max(round(measured, 3), 0.001), 0.999) if measured is not None else 0.5
    balance = st.number_input(
        "class balance", 0.001, 0.999, start, step=0.01,
        format="%.3f", key=f"class balance/{desk.name}", persist_state="session",
        help="The share of liked among all rows. It starts at what was measured on dev; the published tutorial gives "
        "none, and then the model takes one half.",
    )  # fmt: skip
    with st.expander("Settings of the fit"):
        epochs = st.number_input(
            "steps", 1, 100_000, defaults.epochs, step=500, key="label epochs", persist_state="session",
            help=LabelModelSettings.model_fields["epochs"].description,
        )  # fmt: skip
        seed = st.number_input(
            "seed", 0, 2**32 - 1, defaults.seed, key="label seed", persist_state="session",
            help=LabelModelSettings.model_fields["seed"].description,
        )  # fmt: skip
    enabled = desk.functions.enabled
    if not desk.functions.functions:
        st.info("There is no labeling function to combine. Make one under Labeling functions.")
        return None
    if not enabled:
        st.info("No function is switched on, so there is nothing to combine. Switch one on under Labeling functions.")
        return None
    if kind == "snorkel" and len(enabled) < LEAST_FUNCTIONS:
        st.info(
            f"snorkel's LabelModel needs at least {LEAST_FUNCTIONS} functions, and {len(enabled)} are on. "
            "Switch more on under Labeling functions, or take the majority vote."
        )
        return None
    # Left as it was, it is measured anew without rounding, as on the command line.
    is_measured = measured is not None and 0 < measured < 1 and balance == start
    settings = LabelModelSettings(model=kind, class_balance=None if is_measured else balance, epochs=epochs, seed=seed)
    return {
        "dataset": desk.name,
        "settings": settings.model_dump(mode="json"),
        "functions": desk.functions.model_dump(mode="json"),
    }

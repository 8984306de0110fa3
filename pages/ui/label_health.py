"""Whether the newest fit of snorkel's LabelModel is to be trusted."""

import streamlit as st

from pages.ui import charts, figures, labels
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import runs, workspace
from recsys.labeling.combining import health, reliability

MARKS = {
    True: (":material/check_circle:", "green"),
    False: (":material/error:", "orange"),
    None: (":material/help:", "gray"),
}


def show(desk: Desk) -> None:
    """Whether the newest fit of snorkel's model is to be trusted, point by point."""
    found = runs.labels_of(desk.name)
    run = next((run for run in found if run.label_model.settings.model == "snorkel"), None)
    if run is None or not workspace.is_fresh(run, desk.dataset):
        st.info("snorkel's LabelModel has not been fitted on these data yet. Fit it with the button on the left.")
        return
    st.caption(f"Of {run.id}, the newest fit of snorkel's LabelModel; judged by the gold of dev, which it never saw.")
    labels.show_freshness(desk, run)
    train, dev = (desk.voter.patterns(run.functions.enabled, split) for split in ("train", "dev"))
    for finding in health.findings(run.label_model, run.health, train, dev):
        icon, color = MARKS[finding.well]
        st.markdown(f":{color}[{icon}] {plain(finding.sentence)}")
    diagram = reliability.table(run.label_model.probabilities(dev.votes), dev.gold_counts)
    if len(diagram):
        figures.draw(charts.reliability(diagram))

"""A threshold function's rule, and what every other threshold would be worth."""

import numpy as np
import streamlit as st

from pages.ui import autotune, caches, charts, edits, fields, figures, nouns, state
from pages.ui.frame import Desk
from recsys.labeling import analysis
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import ThresholdFunction
from recsys.labeling.tuning import sweeps

COMPARISON_WORDS = {">": "above", ">=": "at or above", "<": "below", "<=": "at or below"}


def edit(desk: Desk, function: ThresholdFunction, prefix: str) -> None:
    """Its label, comparison and threshold, the last by slider or as a number."""
    feature = FEATURES[function.feature]
    title = nouns.of_text(desk.dataset.about, feature.title)
    vote, compare = st.columns(2)
    with vote:
        fields.choose_label(desk, function, prefix)
    state.show(f"{prefix}/comparison", function.comparison)
    compare.selectbox(
        f"where {title} is", list(COMPARISON_WORDS), key=f"{prefix}/comparison",
        help=nouns.of_text(desk.dataset.about, feature.help),
        format_func=lambda sign: f"{COMPARISON_WORDS[sign]} ({sign})",
        on_change=fields.take, args=(desk, function.name, "comparison", f"{prefix}/comparison"),
    )  # fmt: skip
    bins = caches.histogram(desk.dataset, function.feature)
    low = float(min(max(feature.low, np.floor(bins["start"].min())), function.threshold))
    high = float(max(min(feature.high, np.ceil(bins["end"].max())), function.threshold))
    step = feature.step if feature.step >= 1 else feature.step / 5
    slider, number = st.columns([3, 2], vertical_alignment="bottom")
    state.show(f"{prefix}/slider", float(function.threshold))
    slider.slider(
        "threshold", low, high, step=step, format="%g", key=f"{prefix}/slider",
        on_change=fields.take, args=(desk, function.name, "threshold", f"{prefix}/slider"),
    )  # fmt: skip
    if edits.refusal(desk.dataset, function.name) is None:
        state.show(f"{prefix}/number", float(function.threshold))
    number.number_input(
        "exactly", value=None, step=step, key=f"{prefix}/number", format="%g",
        on_change=fields.take, args=(desk, function.name, "threshold", f"{prefix}/number"),
    )  # fmt: skip
    autotune.offer(desk, function, prefix)  # above the chart: what it opens needs room below
    figures.draw(charts.histogram(bins, function.comparison, function.threshold, title))
    st.caption("Of dev's liked rows, and of its not liked ones, the share with each value; the scale favors rare ones.")


def show_evidence(desk: Desk, function: ThresholdFunction) -> None:
    """The sweep: what the votes would be at every threshold; a click on it sets the threshold."""
    points = caches.sweeper(desk.dataset).curve(function)
    judged = points[points["correct"] + points["incorrect"] > 0]
    title = nouns.of_text(desk.dataset.about, FEATURES[function.feature].title)
    st.markdown(f"**Every other threshold**: accuracy of the votes by {title}. Click a point to take it.")
    if judged.empty:
        st.info("No row with gold on dev has a value of this score, so no threshold can be judged.")
        return
    shown = sweeps.thin(judged, function.threshold)
    prior = _blind(desk, function)
    clicked = figures.draw_clickable(
        charts.sweep(shown, function.threshold, prior, title),
        key=f"sweep/{desk.name}/{function.name}/{function.threshold!r}", selection="point",
    )  # fmt: skip
    if len(shown) < len(judged):
        st.caption(f"{len(shown)} of {len(judged):,} thresholds, evenly by the votes cast.")
    figures.draw(charts.sweep_votes(shown, function.threshold, title))
    # Today's own point changes nothing, and its click would be found again in every rerun.
    taken = float(clicked[0]["threshold"]) if clicked else function.threshold
    if taken != function.threshold and edits.edit_function(desk.dataset, function.name, threshold=taken):
        st.rerun()


def _blind(desk: Desk, function: ThresholdFunction) -> float | None:
    """The accuracy of whoever votes the function's label on every row."""
    liked = analysis.class_balance(desk.patterns("dev"))
    return liked if liked is None or function.label == 1 else 1 - liked

"""What the model calls liked at any threshold, and whether its probabilities mean what they say."""

import streamlit as st

from pages.ui import caches, charts, error_lists, figures, state
from pages.ui.error_data import Analysis
from pages.ui.frame import Desk
from recsys.evaluation import calibration
from recsys.inspection import curves
from recsys.inspection.curves import Confusion

KEY = "threshold"  # in the address
HELP = {
    "precision": "Of the rows called liked, the share that is.",
    "recall": "Of the liked rows, the share that is called so.",
    "F1": "The harmonic mean of precision and recall.",
    "accuracy": "The share of rows called rightly.",
}


def show(desk: Desk, found: Analysis) -> None:
    """The confusion at a threshold, its place on the precision-recall curve, and the reliability of probabilities."""
    judged = found.judged
    if found.predicts == "order":
        st.info("The scores of this family are good for an order only, so no threshold on them means anything.")
        return
    if not judged.can_be_wrong:
        error_lists.offer(desk, found, "This family predicts what is held out of each user's shelf, one at a time.")
        return
    score, liked = judged.predicted[judged.is_asked], judged.liked[judged.is_asked]
    at = _slider(desk, found)
    _numbers(curves.confusion(score, liked, at))
    left, right = st.columns(2, gap="medium")
    with left:
        curve = caches.kept((*found.key, "precision and recall"), lambda: curves.precision_recall(score, liked))
        st.markdown("**Precision and recall**")
        if curve.empty:
            st.info("No row is liked, so there is nothing to recall.")
        else:
            called = curves.confusion(score, liked, at)
            figures.draw(charts.precision_recall(curve, called.precision, called.recall))
            st.caption("The dot: the threshold chosen above.")
    with right:
        st.markdown("**Reliability**")
        if not judged.is_probability:
            st.info("This family predicts no probabilities, so there is nothing to compare with shares.")
            return
        table = calibration.reliability(score, liked)
        figures.draw(charts.calibration(table))
        error = calibration.calibration_error(table)
        st.caption(
            f"On the dashed line a probability means what it says. Off by {error:.1%} on average: the expected "
            "calibration error. Larger dots stand for more rows."
        )


def _slider(desk: Desk, found: Analysis) -> float:
    judged = found.judged
    # Another scale is another slider: stars would not fit into that of probabilities.
    low, high, step = (0.0, 1.0, 0.01)
    if judged.liked_from > 1:
        stars = desk.dataset.pairs.stars
        low, high, step = float(stars.min()), float(stars.max()), 0.1
    key = f"{KEY}/{low}/{high}"
    asked = _number(state.in_address(KEY))
    if asked is None or not low <= asked <= high:
        asked = judged.liked_from
    state.start(key, asked, anew=False)
    st.slider("Call liked from", low, high, key=key, step=step)
    state.put_into_address(KEY, f"{state.shown(key):g}")
    return float(state.shown(key))


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _numbers(at: Confusion) -> None:
    counts = st.columns(4)
    for column, (name, count) in zip(
        counts,
        {
            "liked, called liked": at.hits, "not liked, called liked": at.false_alarms,
            "liked, called not": at.misses, "not liked, called not": at.rightly_not,
        }.items(),
        strict=True,
    ):  # fmt: skip
        column.metric(name, f"{count:,}")
    shares = {"precision": at.precision, "recall": at.recall, "F1": at.f1, "accuracy": at.accuracy}
    for column, (name, share) in zip(st.columns(4), shares.items(), strict=True):
        column.metric(name, "–" if share is None else f"{share:.1%}", help=HELP[name])

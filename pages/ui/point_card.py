"""One data point in full: its text with its matches marked, each vote and its reason, the label, the shelf."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import edits, highlights, nouns
from pages.ui.current_labels import CurrentLabels
from pages.ui.frame import Desk
from pages.ui.text import plain
from pages.ui.words import VOTE_WORDS
from recsys import hand_labels, recommendations
from recsys.errors import BadInput
from recsys.labeling import data_point_table, python_functions
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import KeywordFunction, LabelingFunction, PythonFunction, ThresholdFunction
from recsys.labeling.text.matches import spans

WIDTHS = {"function": 122, "vote": 62, "because": 270}  # pixels: what 1,280 leave
SHELF = "shelf of a point"  # the expander
MOST_REASONS = 15  # that are shown at once
TWO_LINES, LONG = 58, 52  # pixels of a row (from 57 on Streamlit breaks lines), characters that one line holds


def show(desk: Desk, found: CurrentLabels | None, row: int) -> None:
    """One data point in full: its text with the matches marked, each vote with its reason, the label, the shelf."""
    dataset = desk.dataset
    point = data_point_table.page(desk.voter, desk.functions, np.array([row]), 0, 1).iloc[0]
    with st.container(border=True):
        text, why = st.columns([4, 5], gap="medium")
        with text:
            st.text(str(point["title"] if point.get("title") else point["item_id"]))
            person = nouns.person(dataset.about)
            st.caption(f"by {person} {plain(str(point['user_id']))}, gold: {VOTE_WORDS[int(point['gold'])]}")
            if point["review"]:
                _review(desk, str(point["review"]))
            else:
                st.caption(f"It has no {dataset.about.text_noun}.")
            with st.expander(f"The {person}'s shelf", key=SHELF, on_change="rerun") as shelf:
                if shelf.open:
                    table = recommendations.shelf(dataset, int(dataset.pairs.user[row]))
                    st.dataframe(table, hide_index=True, placeholder="")
            _label_by_hand(desk, row, int(point["gold"]))
        with why:
            st.markdown("**Why it got this label**")
            reasons = _reasons(desk, point)
            st.dataframe(
                reasons, hide_index=True, height="content" if len(reasons) <= MOST_REASONS else "auto",
                row_height=TWO_LINES if (reasons["because"].str.len() > LONG).any() else None,
                column_config={name: st.column_config.Column(name, width=width) for name, width in WIDTHS.items()},
            )  # fmt: skip
            if found is not None:
                votes = np.array([[point[data_point_table.votes_column(name)] for name in desk.names]], np.int8)
                label = float(found.probabilities(votes)[0])
                st.markdown(
                    f"P(positive) by {found.title}: **{label:.3f}**"
                    if label == label
                    else "No vote, so it gets no label."
                )


def _label_by_hand(desk: Desk, row: int, gold: int) -> None:
    """Say what the row's gold is; the numbers follow, and undo takes it back."""
    by_hand = row in desk.dataset.hand_labeled
    st.caption(
        f"Gold by hand: {VOTE_WORDS[gold]}" if by_hand else "Say what its gold is; the dataset's own is kept.",
        help="Every number follows, and the rating model trains on it. Rows of test can't be labeled.",
    )
    with st.container(horizontal=True):
        for words, label, off in (
            ("Liked", 1, gold == 1),
            ("Not liked", 0, gold == 0),
            ("As it was", None, not by_hand),
        ):
            st.button(words, key=f"by hand/{words}", disabled=off, on_click=_give, args=(desk, row, label))
        st.button(
            "Undo", key="by hand/undo", icon=":material/undo:", help="Take your last label back.",
            disabled=not hand_labels.can_undo(desk.dataset, desk.person),
            on_click=hand_labels.undo, args=(desk.dataset, desk.person),
        )  # fmt: skip
    if reason := edits.refusal(desk.dataset, "by hand"):
        st.error(plain(reason), icon=":material/block:")


def _give(desk: Desk, row: int, label: hand_labels.Label | None) -> None:
    try:
        hand_labels.give(desk.dataset, row, label, desk.person)
    except BadInput as error:
        edits.refuse(desk.dataset, "by hand", str(error))
    else:
        edits.accept(desk.dataset, "by hand")
        said = "as the dataset has it again" if label is None else f"{VOTE_WORDS[label]} by hand"
        st.toast(
            f"Its gold is {said}. Where the list asks for another, the row leaves it.", icon=":material/back_hand:"
        )


def _review(desk: Desk, text: str) -> None:
    found = sorted(span for f in desk.functions.enabled if isinstance(f, KeywordFunction) for span in spans(f, text))
    st.markdown(highlights.marked(text, found, whole=True))


def _reasons(desk: Desk, point: "pd.Series[float]") -> pd.DataFrame:
    """Each function that is on: its vote, and what that rests on."""
    rows = []
    for function in desk.functions.enabled:
        vote = VOTE_WORDS[int(point[data_point_table.votes_column(function.name)])]
        rows.append({"function": function.name, "vote": vote, "because": _because(desk, function, point)})
    return pd.DataFrame(rows, columns=["function", "vote", "because"])


def _because(desk: Desk, function: LabelingFunction, point: "pd.Series[float]") -> str:
    if isinstance(function, ThresholdFunction):
        value = point.get(function.feature, np.nan)
        known = "not known" if value is None or value != value else f"{value:.4g}"
        title = nouns.of_text(desk.dataset.about, FEATURES[function.feature].title)
        return f"{title} {known}, threshold {function.comparison} {function.threshold:g}"
    if isinstance(function, KeywordFunction):
        terms = [span.term for span in spans(function, str(point["review"] or ""))]
        return ", ".join(f"“{term}”" for term in dict.fromkeys(terms)) or "no term found"
    if isinstance(function, PythonFunction):
        return f"{function.function}() in {python_functions.FILE}"
    listed = point[data_point_table.votes_column(function.name)] >= 0
    return f"its {function.field} is {'' if listed else 'not '}in the list"

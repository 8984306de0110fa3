"""A better threshold of one function, found on one half of dev and told on the other."""

from typing import Literal

import pandas as pd
import streamlit as st

from pages.ui import edits, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.errors import BadInput
from recsys.labeling.functions import ThresholdFunction
from recsys.labeling.tuning import thresholds, tuning_sentences
from recsys.labeling.tuning.threshold_search import LabelModelGoal, PrecisionGoal
from recsys.labeling.tuning.tuning_report import Tuned

GOALS = {
    "precision": "as many votes as possible, this precise",
    "auc": "the label model that ranks best (AUC)",
    "macro_f1": "the label model that labels best (macro F1)",
}
HALVES = {"fitting": "tuned on", "reporting": "held out"}


def offer(desk: Desk, function: ThresholdFunction, prefix: str) -> None:
    """Look for a threshold when asked, show what it would be worth on rows it was not fitted on, and take it."""
    with st.popover("Autotune", icon=":material/auto_fix_high:", width="stretch", key=f"{prefix}/autotune",
                    on_change="rerun") as opened:  # fmt: skip
        if not opened.open:
            return
        wanted = st.radio(
            "Look for", list(GOALS), format_func=GOALS.__getitem__, key="tune for", persist_state="session"
        )
        goal: PrecisionGoal | LabelModelGoal
        if wanted == "precision":
            percent = st.number_input("precision, in %", 50, 100, 85, key="tune/precision", persist_state="session")
            goal = PrecisionGoal(precision=percent / 100)
        else:
            goal = LabelModelGoal(metric="auc" if wanted == "auc" else "macro_f1")
        try:
            tuned = thresholds.tune_threshold(desk.voter, desk.functions, function.name, goal)
        except BadInput as error:
            st.info(plain(str(error)))
            return
        _show(desk, function, tuned, prefix)


def button_text(take: str, is_better: bool) -> tuple[str, Literal["primary", "secondary"]]:
    """What the button says that takes what was found, and how loudly: none is urged to take what is no gain."""
    return (take, "primary") if is_better else (f"{take} all the same", "secondary")


def _show(desk: Desk, function: ThresholdFunction, tuned: Tuned, prefix: str) -> None:
    st.markdown(plain(tuned.sentence))
    if function.name in tuned.trial.moves:
        threshold = tuned.trial.moves[function.name][1]
        take, kind = button_text(f"Take {tuning_sentences.number(threshold)}", tuned.is_borne_out)
        st.button(
            take, type=kind, width="stretch", key=f"{prefix}/tuned",
            on_click=_take, args=(desk, function.name, threshold, prefix), help="Undo takes it back.",
        )  # fmt: skip
    st.dataframe(_votes(tuned.votes), hide_index=True)


def _votes(table: pd.DataFrame) -> pd.DataFrame:
    """A table of `tuning_report.judge_votes` as people read it."""
    spans = zip(table["accuracy"], table["low"], table["high"], strict=True)
    return pd.DataFrame(
        {
            "half": table["half"].map(HALVES),
            "when": table["when"],
            "threshold": table["threshold"].map(tuning_sentences.number),
            "votes with gold": table["n"],
            "accuracy (95 %)": [
                f"{a:.1%} ({100 * low:.1f}–{100 * high:.1f})" if a == a else "–" for a, low, high in spans
            ],
            "coverage": [f"{share:.1%}" for share in table["coverage"]],
        }
    )


def _take(desk: Desk, name: str, threshold: float, prefix: str) -> None:
    edits.edit_function(desk.dataset, name, threshold=threshold)
    state.show(f"{prefix}/autotune", False)
    st.toast(
        f"The threshold is now {tuning_sentences.number(threshold)}; undo takes that back.", icon=":material/check:"
    )

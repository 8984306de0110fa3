"""Better thresholds and further terms, found on one half of dev and told on the other."""

from typing import Literal

import pandas as pd
import streamlit as st

from pages.ui import edits, nouns, state
from pages.ui.frame import Desk
from pages.ui.numbers import interval, p_value
from pages.ui.text import plain
from recsys import working_sets
from recsys.errors import BadInput
from recsys.labeling import changes
from recsys.labeling.functions import FunctionSet, ThresholdFunction
from recsys.labeling.tuning import autotune, thresholds, tuning_gains, tuning_sentences
from recsys.labeling.tuning.autotune import Autotuned
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


def offer_all(desk: Desk) -> None:
    """Suggested terms and all thresholds at once, judged on the half of dev they were not fitted on."""
    with st.popover("Autotune all", icon=":material/auto_fix_high:", key="tune all", on_change="rerun") as opened:
        if not opened.open:
            return
        texts = nouns.texts(desk.dataset.about)
        st.caption(f"Adds terms that dev's {texts} suggest and moves every threshold, by the gold of one half of dev.")
        if st.button("Look for better functions", type="primary", width="stretch"):
            bar = st.progress(0.0)

            def tell(fraction: float, words: str) -> None:
                bar.progress(fraction, text=words)

            try:
                found = autotune.tune(desk.voter, desk.functions, report=tell)
            except BadInput as error:
                st.info(plain(str(error)))
                return
            bar.empty()
            state.remember("tuned", (desk.functions, found))
        before, tuned = state.remembered("tuned") or (None, None)
        if tuned is not None and before == desk.functions:
            _show_all(desk, tuned)


def _show_all(desk: Desk, tuned: Autotuned) -> None:
    st.markdown(plain(tuned.sentence))
    take, kind = _offered("Take these functions", tuning_gains.is_gain(tuned.gains))
    st.button(
        take, type=kind, width="stretch", on_click=_take_all, args=(desk, tuned.trial.after),
        disabled=tuned.trial.after == desk.functions, help="Undo takes it back.",
    )  # fmt: skip
    changed = changes.between(tuned.trial.before, tuned.trial.after)
    for _, change in changed[changed["what"] != "threshold"].iterrows():  # the sentence tells of those
        st.caption(plain(f"{change['function']}, {change['what']}: {change['after']}"))
    st.dataframe(
        _gains(tuned.gains), hide_index=True,
        column_config={
            "before": st.column_config.NumberColumn(format="%.3f"),
            "after": st.column_config.NumberColumn(format="%.3f"),
            "p": st.column_config.Column("p", help="How often chance alone makes a difference as large as that."),
        },
    )  # fmt: skip


def _offered(take: str, is_better: bool) -> tuple[str, Literal["primary", "secondary"]]:
    """What the button says that takes what was found, and how loudly: none is urged to take what is no gain."""
    return (take, "primary") if is_better else (f"{take} all the same", "secondary")


def _gains(table: pd.DataFrame) -> pd.DataFrame:
    """A table of `tuning_gains.auc` as people read it."""
    ends = zip(table["difference"], table["low"], table["high"], strict=True)
    return pd.DataFrame(
        {
            "label model": table["label_model"],
            "AUC on rows": table["rows"],
            "rows with gold": table["n"],
            "before": table["before"],
            "after": table["after"],
            "difference (95 %)": [interval(*numbers) for numbers in ends],
            "p": [p_value(p) for p in table["p"]],
        }
    )


def _take_all(desk: Desk, functions: FunctionSet) -> None:
    working_sets.edit(desk.dataset, functions, desk.person)
    state.show("tune all", False)
    st.toast("These functions are taken; undo takes that back.", icon=":material/check:")


def _show(desk: Desk, function: ThresholdFunction, tuned: Tuned, prefix: str) -> None:
    st.markdown(plain(tuned.sentence))
    if function.name in tuned.trial.moves:
        threshold = tuned.trial.moves[function.name][1]
        take, kind = _offered(f"Take {tuning_sentences.number(threshold)}", tuned.is_borne_out)
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

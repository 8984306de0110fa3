"""Better thresholds and further terms at once, found on one half of dev and told on the other."""

import pandas as pd
import streamlit as st

from pages.ui import autotune, nouns, state
from pages.ui.frame import Desk
from pages.ui.numbers import interval, p_value
from pages.ui.text import plain
from recsys import working_sets
from recsys.errors import BadInput
from recsys.labeling import changes
from recsys.labeling.functions import FunctionSet
from recsys.labeling.tuning import autotune as tuning
from recsys.labeling.tuning import tuning_gains
from recsys.labeling.tuning.autotune import Autotuned


def offer(desk: Desk) -> None:
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
                found = tuning.tune(desk.voter, desk.functions, report=tell)
            except BadInput as error:
                st.info(plain(str(error)))
                return
            bar.empty()
            state.remember("tuned", (desk.functions, found))
        before, tuned = state.remembered("tuned") or (None, None)
        if tuned is not None and before == desk.functions:
            _show(desk, tuned)


def _show(desk: Desk, tuned: Autotuned) -> None:
    st.markdown(plain(tuned.sentence))
    take, kind = autotune.button_text("Take these functions", tuning_gains.is_gain(tuned.gains))
    st.button(
        take, type=kind, width="stretch", on_click=_take, args=(desk, tuned.trial.after),
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


def _take(desk: Desk, functions: FunctionSet) -> None:
    working_sets.edit(desk.dataset, functions, desk.person)
    state.show("tune all", False)
    st.toast("These functions are taken; undo takes that back.", icon=":material/check:")

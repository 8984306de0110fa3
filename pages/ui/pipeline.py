"""The overview: what there is of everything, and the state of each step of the pipeline."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import forms, frame
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys import workspace
from recsys.columns import SPLITS
from recsys.labeling import analysis
from recsys.runs import LABEL_SOURCES

SPLIT_HELP = {
    "train": "Their ratings are withheld; functions label them.",
    "dev": "Their gold judges and tunes the functions.",
    "valid": "Their gold says when training stops.",
    "test": "Held out for the final numbers.",
}


def show_dataset(desk: Desk) -> None:
    """What is loaded, and how much of it."""
    counts, about = desk.dataset.counts(), desk.dataset.about
    st.markdown(f"**{'Synthetic' if about.synthetic else 'Real'} data.** {plain(about.description)}")
    shown = {
        "users": counts["users"],
        f"{about.item_noun}s": counts["items"],
        "interactions": counts["interactions"],
        "ratings": counts["ratings"],
        "reviews": counts["reviews"],
    }
    for column, (name, value) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(name, f"{value:,}")
    st.subheader("Data points in each split", anchor=False, help="Split by user: no user is in two splits.")
    for column, split in zip(st.columns(len(SPLITS)), SPLITS, strict=True):
        column.metric(split, f"{counts['splits'][split]:,}", help=SPLIT_HELP[split])
    if desk.dataset.left_out:
        with st.expander("What was left out, and why"):
            st.dataframe(pd.DataFrame(desk.dataset.left_out.items(), columns=["what", "how many"]), hide_index=True)


def show_steps(desk: Desk) -> bool:
    """The state of each step; returns whether one is missing or stale."""
    progress = workspace.progress(desk.dataset, desk.functions)
    functions, labels, model = st.columns(3)
    with functions.container(border=True, height="stretch"):
        st.markdown("**1 · Labeling functions**")
        on = len(desk.functions.enabled)
        if desk.functions.functions:
            covered = analysis.coverage(desk.patterns("train"))
            st.markdown(f"{on} of {len(desk.functions.functions)} on, covering {covered:.1%} of train")
        else:
            st.markdown("none applies: these data have neither review text nor authors")
    with labels.container(border=True, height="stretch"):
        st.markdown("**2 · Label model**")
        if progress.labels is None:
            st.markdown("not fitted yet" if on else "no function to combine")
        else:
            auc = progress.labels.metrics["test"]["auc"]
            kind = forms.MODELS[progress.labels.label_model.settings.model]
            st.markdown(
                f"{progress.labels.id}, {kind}" + (f", AUC {auc:.3f} on covered test rows" if auc is not None else "")
            )
            frame.fresh("fresh") if progress.labels_fresh else frame.stale("stale: the functions changed since")
    with model.container(border=True, height="stretch"):
        st.markdown("**3 · Rating model**")
        if progress.model is None:
            st.markdown("not trained yet")
        else:
            ndcg = progress.model.metrics.get("ndcg@10")
            st.markdown(
                f"{progress.model.id}, trained on {LABEL_SOURCES[progress.model.labels]}"
                + (f", NDCG@10 {ndcg:.3f}" if ndcg is not None else "")
            )
            frame.fresh("fresh") if progress.model_fresh else frame.stale("stale: its labels changed since")
    return not (progress.model_fresh and (progress.labels_fresh or not on))


def request(desk: Desk) -> dict[str, Any]:
    """What to ask a job for, so that it runs what is missing."""
    return {"dataset": desk.name, "functions": desk.functions.model_dump(mode="json")}

"""The overview: what there is of everything, and the state of each step of the pipeline."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import forms, frame
from pages.ui.frame import Desk
from pages.ui.text import plain
from pages.ui.words import SPLIT_WORDS
from recsys import training_labels, workspace
from recsys.columns import SPLITS
from recsys.data.nouns import with_text
from recsys.labeling import analysis
from recsys.runs import LABEL_SOURCES
from recsys.workspace import Progress

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
        with_text(about): counts["reviews"],
    }
    for column, (name, value) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(name, f"{value:,}")
    st.subheader("Data points in each split", anchor=False, help=f"Split {SPLIT_WORDS[desk.dataset.settings.split]}.")
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
        _show_functions(desk)
    with labels.container(border=True, height="stretch"):
        st.markdown("**2 · Label model**")
        _show_label_model(desk, progress)
    with model.container(border=True, height="stretch"):
        st.markdown("**3 · Rating model**")
        _show_rating_model(desk, progress)
    return not (progress.model_fresh and (progress.labels_fresh or not desk.names))


def _show_functions(desk: Desk) -> None:
    if desk.functions.functions:
        covered = analysis.coverage(desk.patterns("train"))
        st.markdown(f"{len(desk.names)} of {len(desk.functions.functions)} on, covering {covered:.1%} of train")
    else:
        st.markdown("none applies: these data have neither review text nor authors")


def _show_label_model(desk: Desk, progress: Progress) -> None:
    if progress.labels is None:
        st.markdown("not fitted yet" if desk.names else "no function to combine")
        return
    auc = progress.labels.metrics["test"]["auc"]
    kind = forms.MODELS[progress.labels.label_model.settings.model]
    st.markdown(f"{progress.labels.id}, {kind}" + (f", AUC {auc:.3f} on covered test rows" if auc is not None else ""))
    if not desk.names:
        frame.stale("not in use: no function is on")
    elif progress.labels_fresh:
        frame.fresh("fresh")
    else:
        frame.stale("stale: the functions changed since")


def _show_rating_model(desk: Desk, progress: Progress) -> None:
    if progress.model is None:
        st.markdown("not trained yet")
        return
    ndcg = progress.model.metrics.get("ndcg@10")
    st.markdown(
        f"{progress.model.id}, trained on {LABEL_SOURCES[progress.model.labels]}"
        + (f", NDCG@10 {ndcg:.3f}" if ndcg is not None else "")
    )
    if not progress.model_fresh:
        frame.stale("stale: its labels changed since")
    elif switched_off(desk):
        frame.stale("without weak labels: no function is on")
    else:
        frame.fresh("fresh")


def switched_off(desk: Desk) -> bool:
    """Whether there are functions, but none is on."""
    return bool(desk.functions.functions) and not desk.functions.enabled


def show_what_will_run(desk: Desk) -> None:
    """Say what a run would do without weak labels, before anybody starts it."""
    if reason := training_labels.why_gold_alone(desk.functions):
        remedy = "Switch functions on" if desk.functions.functions else "Make a function"
        st.info(
            f"{reason}: the rating model would be trained on the gold of dev alone. "
            f"{remedy} under Labeling functions, or run it so.",
            icon=":material/info:",
        )


def show_nothing_missing(desk: Desk) -> None:
    """Say that nothing is left to run, and what to do next."""
    if switched_off(desk):
        st.info(
            "Nothing is left to run as long as no function is on: the rating model has learned from the gold of dev "
            "alone. Switch functions on under Labeling functions, then run again.",
            icon=":material/info:",
        )
    else:
        st.success("Everything is up to date: see Recommendations, or edit a function to start the next round.")


def request(desk: Desk) -> dict[str, Any]:
    """What to ask a job for, so that it runs what is missing."""
    return {"dataset": desk.name, "functions": desk.functions.model_dump(mode="json")}

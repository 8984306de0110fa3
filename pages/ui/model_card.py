"""One trained model: what it is, whether it is of today, what it is worth, how it learned, and what to do with it."""

import pandas as pd
import streamlit as st

from pages.ui import charts, downloads, figures, frame, jobs, model_list, model_metrics, nouns, state
from pages.ui.frame import Desk
from pages.ui.model_metrics import CLASSIFICATION, LISTS, RANKING, STARS, Metric
from pages.ui.text import plain
from recsys import label_runs, run_comparison, run_export, runs, workspace
from recsys.models.families import FAMILIES
from recsys.runs import LABEL_SOURCES, MOST_TITLE, WEAK, ModelRun

RECOMMENDATIONS = "pages/recommendations.py"


def show(desk: Desk, run: ModelRun) -> None:
    """All that is known of a run."""
    heading, buttons = st.columns([2, 3], vertical_alignment="center")
    heading.subheader(plain(model_list.name(run)), anchor=False)
    with buttons.container(horizontal=True, horizontal_alignment="right"):
        _act(desk, run)
    show_freshness(desk, run)
    _show_facts(run)
    _show_classification(run)
    _show_stars(run)
    _show_ranking(run, desk)
    _show_curves(run)
    _show_settings(run)


def show_freshness(desk: Desk, run: ModelRun) -> None:
    """Say whether a model still stands on today's data and labels."""
    needs_labels = run.labels in WEAK
    newest = label_runs.newest(desk.dataset) if needs_labels else None
    if not workspace.is_fresh(run, desk.dataset):
        frame.stale("It was trained on earlier data of this name. Train it again.")
    elif not needs_labels:
        frame.fresh(f"It stands on today's data: {LABEL_SOURCES[run.labels]}.")
    elif newest is None:
        frame.stale("The labels it was trained on don't stand any more. Fit the label model again, then train.")
    elif run.label_run != newest.id:
        frame.stale(f"It was trained on {run.label_run}; the newest labels are {newest.id}.")
    elif newest.functions.enabled != desk.functions.enabled:
        frame.stale("The functions have been edited since its labels were made.")
    else:
        frame.fresh(f"It stands on the newest labels: {LABEL_SOURCES[run.labels]}.")


def _show_facts(run: ModelRun) -> None:
    seed = run_comparison.seed(run)
    facts = [
        f"{run.id}: {FAMILIES[run.model].title}",
        f"learned from {run.examples:,} data points" + (f" by {run.label_run}" if run.label_run else ""),
        f"{run.seconds:.1f} s",
        f"{run.memory / model_list.MEGABYTE:,.0f} MB of memory" if run.memory else "",
        f"seed {seed}" if seed is not None else "",
        f"data {run.fingerprint[:8]}",
        f"made {run.created[:16].replace('T', ' ')} UTC",
    ]
    st.caption(plain(" · ".join(fact for fact in facts if fact)))


def _show_classification(run: ModelRun) -> None:
    """Is this liked? The tutorial's own test: gold rows, and a random negative for each positive."""
    about = "The published test: rows with gold, and for each liked one a random item its user never touched."
    _show_numbers(run, CLASSIFICATION, "Liked or not, on test", about)


def _show_stars(run: ModelRun) -> None:
    about = "Of the held-out ratings, each predicted from what else stands on its user's shelf."
    _show_numbers(run, STARS, "Errors in stars, on test", about)


def _show_numbers(run: ModelRun, metrics: dict[str, Metric], heading: str, about: str) -> None:
    """Numbers in a row; nothing where the family has none of them."""
    if all(run.metrics.get(name) is None for name in metrics):
        return
    st.subheader(heading, anchor=False, help=about)
    for column, (name, metric) in zip(st.columns(len(metrics)), metrics.items(), strict=True):
        column.metric(model_metrics.title(name), metric.text(run.metrics.get(name)), help=metric.meaning)


def _show_ranking(run: ModelRun, desk: Desk) -> None:
    """Where do held-out liked items stand in a test user's list?"""
    noun = desk.noun
    st.subheader(
        f"Ranking for test {nouns.person(desk.dataset.about)}s", anchor=False,
        help=f"All {noun}s the {nouns.person(desk.dataset.about)} has not touched are ranked, none sampled.",
    )  # fmt: skip
    if run.metrics.get("ndcg@10") is None:
        st.info(f"No test user has a liked {noun} among those held out, so a ranking can't be judged on these data.")
        return
    table = run_comparison.metrics({"this model": run}, list(RANKING)).rename(index=model_metrics.title)
    rows = table.rename_axis("metric").reset_index().melt("metric", var_name="ranking by", value_name="value")
    chart, numbers = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with chart:
        figures.draw(charts.ranking(rows))
    numbers.dataframe(
        table, column_config=dict.fromkeys(map(str, table.columns), st.column_config.NumberColumn(format="%.4f"))
    )
    coverage, difference = (metric.text(run.metrics.get(name)) for name, metric in LISTS.items())
    st.caption(
        f"Lists of two test users differ by {difference} on average; "
        f"{coverage} of all {noun}s stand in somebody's top 10."
    )


def _show_curves(run: ModelRun) -> None:
    if run.curve:
        st.subheader("How it learned", anchor=False)
        jobs.learning_curves(run_comparison.thinned(pd.DataFrame(run.curve)))


def _show_settings(run: ModelRun) -> None:
    """What it was trained with, what differs from its family's own first."""
    fields = FAMILIES[run.model].settings.model_fields
    own = {name: _as_stored(info.get_default(call_default_factory=True)) for name, info in fields.items()}
    rows = [
        {
            "setting": name.replace("_", " "),
            "value": run_comparison.text(value),
            "default": run_comparison.text(own[name]) if name in own else None,
            "changed": "●" if name in own and value != own[name] else "",
            "meaning": fields[name].description if name in own else None,
        }
        for name, value in run.settings.items()
    ]
    with st.expander("Settings", key=f"settings of/{run.id}"):
        table = pd.DataFrame(rows, columns=["setting", "value", "default", "changed", "meaning"])
        st.dataframe(table.sort_values("changed", ascending=False, kind="stable"), hide_index=True)


def _as_stored(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _act(desk: Desk, run: ModelRun) -> None:
    """What can be done with a run."""
    if workspace.is_fresh(run, desk.dataset) and st.button(
        "Recommend", icon=":material/recommend:", help="See what it recommends, and why."
    ):
        state.choose("model", run.id)
        st.switch_page(RECOMMENDATIONS)
    with st.popover("Rename", icon=":material/edit:", key=f"rename/{run.id}", on_change="rerun") as popover:
        if popover.open:
            _rename(run)
    with st.popover("Download", icon=":material/download:", key=f"download/{run.id}", on_change="rerun") as popover:
        if popover.open:
            _download(run)
    with st.popover("Delete", icon=":material/delete:", key=f"delete/{run.id}", on_change="rerun") as popover:
        if popover.open:
            _delete(run)


def _rename(run: ModelRun) -> None:
    typed = st.text_input("Name", run.title, key=f"name of/{run.id}", max_chars=MOST_TITLE, placeholder=run.id)
    if st.button("Rename it", type="primary", key=f"do rename/{run.id}"):
        runs.rename(run.id, typed)
        st.rerun()


def _download(run: ModelRun) -> None:
    downloads.zip_button(
        "Download the run", lambda: run_export.packed(run), run.id,
        "A zip of run.json (settings, data, labels, metrics, curve) and the model's arrays, as NumPy reads them.",
    )  # fmt: skip
    if run.curve:
        downloads.csv_button(pd.DataFrame(run.curve), f"{run.id}-curve")


def _delete(run: ModelRun) -> None:
    st.markdown(f"Delete **{plain(model_list.name(run))}** with its model? There is no way back.")
    if st.button("Delete it for good", type="primary", key=f"do delete/{run.id}"):
        runs.remove(run.id)
        st.rerun()

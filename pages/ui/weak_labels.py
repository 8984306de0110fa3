"""Are the weak labels worth it? What the page shows of `label_worth`."""

import pandas as pd
import streamlit as st

from pages.ui import jobs, model_metrics
from pages.ui.frame import Desk
from pages.ui.numbers import signed
from recsys import jobs as queue
from recsys import label_runs, label_worth, workspace
from recsys.label_worth import METRICS, SEEDS, SOURCES, Worth
from recsys.models.contract import Family
from recsys.runs import ModelRun

NAMES = {"weak+dev": "weak labels and dev", "gold": "the gold of dev alone"}


def show(desk: Desk, family: Family, found: list[ModelRun]) -> None:
    """The same model with the weak labels and without them, over seeds; nothing where there are no weak labels."""
    labels = label_runs.newest(desk.dataset)
    if labels is None or "seed" not in family.settings.model_fields:
        return
    fresh = [run for run in found if workspace.is_fresh(run, desk.dataset)]
    worth = label_worth.of(desk.name, family.name, labels.id, fresh)
    with st.container(border=True):
        st.markdown(f"**Are the weak labels worth it?** {family.title}, trained with them and without.")
        if worth.is_known:
            _show_numbers(worth)
        else:
            st.caption(
                "Not known yet: it takes runs that differ in nothing but their labels, over several seeds, "
                "for with one seed it may be chance."
            )
        _offer(worth)


def _show_numbers(worth: Worth) -> None:
    rows = []
    for source in SOURCES:
        numbers = {metric: worth.mean(source, metric) for metric in METRICS}
        rows.append(
            {"trained on": NAMES[source]}
            | {model_metrics.title(metric): _mean(number, worth.seeds(source)) for metric, number in numbers.items()}
            | {"seeds": str(worth.seeds(source))}
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content")
    st.markdown(_verdict(worth))


def _mean(number: tuple[float, float] | None, seeds: int) -> str:
    if number is None:
        return "–"
    return f"{number[0]:.4f} ± {number[1]:.4f}" if seeds > 1 else f"{number[0]:.4f}"


def _verdict(worth: Worth) -> str:
    """Who is ahead, as a sentence."""
    if not worth.verdict():
        return "These data have nothing to judge them by."
    gains = worth.gains().items()
    said = " and ".join(f"{signed(gain, '.4f')} in {model_metrics.title(metric)}" for metric, gain in gains)
    few = "" if min(worth.seeds(source) for source in SOURCES) > 1 else " One seed alone may be chance."
    return f"{worth.verdict()}: {said}.{few}"


def _offer(worth: Worth) -> None:
    """Train what is missing of both sides over the seeds."""
    missing = [wanted.model_dump(mode="json") for wanted in worth.missing()]
    if not missing:
        return
    waiting = [job.request for job in queue.active() if job.kind == "train_model"]
    if all(request in waiting for request in missing):
        st.caption("All that is missing is being trained.")
    elif st.button(f"Train both over {len(SEEDS)} seeds ({len(missing)} runs to go)", icon=":material/queue:"):
        jobs.start_all("train_model", missing)

"""What an edit does to the labels: which rows gained, lost or turned theirs, and what the labels are worth."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from pages.ui import before_and_after, caches, charts, figures
from pages.ui.changes import Edit
from pages.ui.frame import Desk
from recsys import retraining, runs, versions
from recsys.inspection import label_changes
from recsys.inspection.label_changes import Labels
from recsys.labeling.combining import label_models
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.runs import ModelRun

ABOUT = {
    "gained": "no vote before, now a label", "lost": "a label before, now no vote",
    "flipped": "the label crossed one half: liked became not liked, or the other way round",
    "moved": f"P(liked) moved by {label_changes.LEAST} or more, on the same side of one half",
    "same": "the label stayed, within that",
}  # fmt: skip
WHAT = "new: switched on or added; gone: switched off or removed."


@dataclass(frozen=True)
class Found:
    """What the page shows of two sets of labels. by: of which label model. judged: on dev, by name of the number."""

    by: str
    counts: dict[str, int]
    functions: pd.DataFrame
    gold: dict[str, int]
    numbers: pd.DataFrame


def show_labels(desk: Desk, edit: Edit, run: ModelRun | None) -> None:
    """How many rows of train gained, lost, flipped or moved a label, in all and by function."""
    st.subheader(
        "Labels", anchor=False, help="\n".join(f"- **{kind}**: {text}" for kind, text in ABOUT.items())
    )  # fmt: skip
    found = _kept(desk, edit, run)
    st.caption(f"On train, by {found.by}. Rows without a vote before and after ({found.counts['none']:,}) have none.")
    total = max(sum(found.counts.values()), 1)
    rows = [{"change": k, "rows": found.counts[k], "share": found.counts[k] / total} for k in ABOUT]
    left, right = st.columns([1, 2], gap="large")
    with left:
        figures.draw(charts.label_changes(pd.DataFrame(rows)))
    with right:
        _functions(found.functions)
    st.caption(
        f"Of the dev rows with gold and a label before and after, {found.gold['became right']:,} became right and "
        f"{found.gold['became wrong']:,} became wrong."
    )


def _functions(table: pd.DataFrame) -> None:
    if table.empty:
        st.caption("No function votes otherwise; what changed is only their order.")
        return
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "function": st.column_config.TextColumn("function", width=140, pinned=True),
            "what": st.column_config.TextColumn("what", width=100, help=WHAT),
            "votes": _count("votes", "Train rows on which its vote is another, or is there on one side alone."),
        }
        | {kind: _count(kind, ABOUT[kind]) for kind in label_changes.CHANGED},
    )
    st.caption("A row on which several functions changed counts with each of them.")


def _count(name: str, about: str) -> ColumnConfig:
    return st.column_config.NumberColumn(name, help=about, format="localized", width=62)


def show_numbers(desk: Desk, edit: Edit, run: ModelRun | None) -> None:
    """What the labels are worth, before and after."""
    st.subheader("What the labels are worth", anchor=False, help="On dev, on the rows that have a label.")
    before_and_after.show(_kept(desk, edit, run).numbers, ".3f")


def _kept(desk: Desk, edit: Edit, run: ModelRun | None) -> Found:
    key = (
        "label changes", caches.votes_key(desk.voter, edit.before, "all"),
        caches.votes_key(desk.voter, edit.after, "all"), run.label_run if run else None,
        [labels.id for labels in runs.labels_of(desk.name)],
    )  # fmt: skip
    found: Found = caches.kept(key, lambda: _compute(desk, edit, run))
    return found


def _compute(desk: Desk, edit: Edit, run: ModelRun | None) -> Found:
    first, second = _labels(desk, edit, run)
    of_train = label_changes.kinds(first.train, second.train)
    model = first.model or second.model
    return Found(
        by=label_models.TITLES[model.settings.model] if model else "nothing: no function votes",
        counts=label_changes.counts(of_train),
        functions=label_changes.by_function(desk.voter, (edit.before, edit.after), of_train),
        gold=label_changes.judged_by_gold(first.dev, second.dev, desk.dataset.gold("dev")),
        numbers=_numbers(desk, first, second),
    )


def _numbers(desk: Desk, first: Labels, second: Labels) -> pd.DataFrame:
    """Coverage and what the majority vote and the label model are worth on dev: number, before, after."""
    columns = {}
    for side, found in (("before", first), ("after", second)):
        votes = versions.numbers(desk.voter, found.functions)
        judged = label_changes.judged_on_dev(desk.voter, found)
        numbers = {name: votes[name] for name in ("dev coverage", "train coverage")}
        numbers |= {f"majority vote: {name}": votes[name] for name in ("accuracy", "f1", "auc")}
        model = judged["model"] if judged else {}
        numbers |= {f"label model: {name}": model.get(name) for name in ("accuracy", "f1", "auc")}
        columns[side] = numbers
    return pd.DataFrame(columns).astype(float)


def _labels(desk: Desk, edit: Edit, run: ModelRun | None) -> tuple[Labels, Labels]:
    """What both function sets give: by the label models of runs that are there already, else by votes fitted at once.

    run: whose kind of label model it is; a calibrated vote without one.
    """
    both = (edit.before, edit.after)
    origin = retraining.labels_if_there(run) if run else None
    if origin is not None:
        found = [retraining.labels_found(desk.dataset, origin, one) for one in both]
        if all(found):
            first, second = (
                label_changes.labels(desk.voter, one, labels.label_model)
                for one, labels in zip(both, found, strict=True)
                if labels
            )
            return first, second
    settings = origin.label_model.settings if origin else LabelModelSettings(model="calibrated")
    return label_changes.of_both(desk.voter, both, settings)

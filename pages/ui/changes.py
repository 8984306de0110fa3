"""Two function sets of a dataset, chosen by version; and what the step from one to the other does to the labels."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from pages.ui import caches, charts, figures, lineage, state
from pages.ui.frame import Desk
from pages.ui.numbers import signed
from recsys import retraining, runs, versions, workspace
from recsys.inspection import label_changes
from recsys.inspection.label_changes import Labels
from recsys.labeling import changes
from recsys.labeling.combining import label_models
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.functions import FunctionSet
from recsys.runs import ModelRun

NOW, BASELINE = "now", "baseline"
BEFORE, AFTER = "from", "to"  # in the address
ABOUT = {
    "gained": "no vote before, now a label", "lost": "a label before, now no vote",
    "flipped": "the label crossed one half: liked became not liked, or the other way round",
    "moved": f"P(liked) moved by {label_changes.LEAST} or more, on the same side of one half",
    "same": "the label stayed, within that",
}  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """The step from one function set to another. names: what the two are called."""

    names: tuple[str, str]
    before: FunctionSet
    after: FunctionSet


def choose(desk: Desk) -> Edit:
    """Two of the saved versions, of the functions as they are now, and of what the studio compares these with."""
    saved = versions.of_dataset(desk.name)
    sets = {NOW: desk.functions, BASELINE: desk.standing.baseline} | {str(v.number): v.functions for v in saved}
    called = {NOW: "as they are now", BASELINE: "the baseline of the LF table"}
    called |= {str(v.number): f"{v.number} · {v.name}" for v in saved}
    first = next((str(v.number) for v in saved if v.functions.enabled != desk.functions.enabled), BASELINE)
    before, after = st.columns(2)
    with before:
        state.from_address(BEFORE, list(called), first)
        st.selectbox("Before", list(called), key=BEFORE, format_func=called.__getitem__, help=_help())
        state.to_address(BEFORE)
    with after:
        state.from_address(AFTER, list(called), NOW)
        st.selectbox("After", list(called), key=AFTER, format_func=called.__getitem__)
        state.to_address(AFTER)
    chosen = (str(state.shown(BEFORE)), str(state.shown(AFTER)))
    return Edit((called[chosen[0]], called[chosen[1]]), sets[chosen[0]], sets[chosen[1]])


def _help() -> str:
    return (
        "Saved function sets of the page Versions, the functions as they are now, and the baseline that the arrows of "
        "the LF table speak of."
    )


def show_rules(edit: Edit) -> bool:
    """What differs between the two in the rules; whether anything that votes does."""
    rules = changes.between(edit.before, edit.after)
    if rules.empty or edit.before.enabled == edit.after.enabled:
        st.info(
            "The functions that are on are the same in both, so nothing changes. Edit one under Labeling functions, or "
            "choose two other versions. Saving a version under Versions gives you one to compare with."
        )
        return False
    st.dataframe(rules, hide_index=True, height="content" if len(rules) <= 10 else 400)
    return True


def runs_on_votes(desk: Desk) -> list[ModelRun]:
    """The models that can be trained again on other functions, newest first: those that stand on weak labels."""
    found = [run for run in runs.models_of(desk.name) if run.label_run and workspace.is_fresh(run, desk.dataset)]
    return [run for run in found if lineage.labels_of(run) is not None]


def labels(desk: Desk, edit: Edit, run: ModelRun | None) -> tuple[Labels, Labels]:
    """What both function sets give: by the label models of runs that are there already, else by votes fitted at once.

    run: whose kind of label model it is; a calibrated vote without one.
    """
    both = (edit.before, edit.after)
    origin = lineage.labels_of(run) if run else None
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


def show_labels(desk: Desk, edit: Edit, run: ModelRun | None) -> None:
    """How many rows of train gained, lost, flipped or moved a label, in all and by function."""
    st.subheader(
        "Labels", anchor=False, help="\n".join(f"- **{kind}**: {text}" for kind, text in ABOUT.items())
    )  # fmt: skip
    found = _kept(desk, edit, run)
    st.caption(f"On train, by {found.by}. Rows without a vote before and after ({found.counts['none']:,}) have none.")
    total = max(sum(found.counts.values()), 1)
    rows = [{"change": k, "rows": found.counts[k], "share": found.counts[k] / total} for k in ABOUT]
    left, right = st.columns([2, 3], gap="large")
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
            "function": st.column_config.TextColumn("function", width=150, pinned=True),
            "what": st.column_config.TextColumn("what", width=150),
            "votes": _count("other votes", "Train rows on which its vote is another, or is there on one side alone."),
        }
        | {kind: _count(kind, ABOUT[kind]) for kind in label_changes.CHANGED},
    )
    st.caption("A row on which several functions changed counts with each of them.")


def _count(name: str, about: str) -> ColumnConfig:
    return st.column_config.NumberColumn(name, help=about, format="localized")


@dataclass(frozen=True)
class Found:
    """What the page shows of two sets of labels. by: of which label model. judged: on dev, by name of the number."""

    by: str
    counts: dict[str, int]
    functions: pd.DataFrame
    gold: dict[str, int]
    numbers: pd.DataFrame


def _kept(desk: Desk, edit: Edit, run: ModelRun | None) -> Found:
    key = (
        "label changes", caches.votes_key(desk.voter, edit.before, "all"),
        caches.votes_key(desk.voter, edit.after, "all"), run.label_run if run else None,
        [labels.id for labels in runs.labels_of(desk.name)],
    )  # fmt: skip
    found: Found = caches.kept(key, lambda: _compute(desk, edit, run))
    return found


def _compute(desk: Desk, edit: Edit, run: ModelRun | None) -> Found:
    first, second = labels(desk, edit, run)
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


def show_numbers(desk: Desk, edit: Edit, run: ModelRun | None) -> None:
    """What the labels are worth, before and after."""
    st.subheader("What the labels are worth", anchor=False, help="On dev, on the rows that have a label.")
    change_table(_kept(desk, edit, run).numbers, ".3f")


def change_table(table: pd.DataFrame, form: str) -> None:
    """A table of numbers before and after, and by how much each changed. table: before, after, by name."""
    cells = {side: [_text(value, form) for value in table[side]] for side in ("before", "after")}
    change = [
        _text(after - before, form, signed) for before, after in zip(table["before"], table["after"], strict=True)
    ]
    shown = pd.DataFrame({"": [_name(str(name)) for name in table.index], **cells, "change": change})
    right = {side: st.column_config.Column(side, alignment="right") for side in ("before", "after", "change")}
    st.dataframe(shown, hide_index=True, height="content", column_config=right)


def _text(value: float, form: str, write: Callable[[float, str], str] = format) -> str:
    return "–" if value != value else write(value, form)


def _name(name: str) -> str:
    """The name of a number as it is read."""
    return name.replace("auc", "AUC").replace("f1", "F1")

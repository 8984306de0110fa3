"""`benchmark labels`: the same model with the weak labels and on the gold of dev alone, over seeds."""

import argparse
import sys
from typing import Any

import pandas as pd
from tqdm import tqdm

from recsys import label_runs, label_worth, model_runs, runs, training_labels, working_sets, workspace
from recsys.cli import output
from recsys.errors import BadInput
from recsys.label_worth import SOURCES, Worth
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.votes import Voter
from recsys.models import families
from recsys.progress import part, unrecorded
from recsys.runs import LabelRun
from recsys.settings import checked

SHOWN = ("auc", "ndcg@10", "accuracy", "f1", "brier")
DECIMALS = 4


def compare(asked: argparse.Namespace, family: str, settings: dict[str, Any]) -> None:
    """Train what is missing of both sides, and print them; a line to stderr for each model that is done.

    settings: those that differ from the family's own. Runs that are there already are taken as they are.
    """
    fields = families.named(family).settings.model_fields
    if "seed" not in fields:
        raise BadInput(
            f"{family} leaves nothing to chance, so seeds tell nothing. Take one with a seed, such as rating."
        )
    if "seed" in settings:
        raise BadInput("--set seed: the comparison has seeds of its own. Leave it out.")
    whole = checked(families.named(family).settings, settings, f"--set {family}").model_dump(mode="json")
    del whole["seed"]
    voter = workspace.open_voter(asked.dataset)
    with output.progress_bar() as report:
        labels = _labels(voter, asked.label_run, part(report, 0.0, 0.1))
        if said := label_runs.verdict(labels):
            tqdm.write(f"{labels.id}: {said}", file=sys.stderr)
        missing = _found(voter, family, labels, whole).missing()
        for place, wanted in enumerate(missing):
            tell = part(report, 0.1 + 0.9 * place / len(missing), 0.1 + 0.9 * (place + 1) / len(missing))
            run = model_runs.train(voter, wanted, tell, unrecorded)
            tqdm.write(f"{run.id}: {run.labels}, seed {wanted.settings['seed']}, {run.seconds:.0f} s", file=sys.stderr)
    worth = _found(voter, family, labels, whole)
    if asked.format == "json":
        output.show_json(_document(worth))
    elif asked.format == "csv":
        output.show_table(_table(worth), "csv")
    else:
        output.title(f"{family} on {asked.dataset}: with the weak labels of {labels.id} and without")
        output.show_table(_for_people(worth))
        _explain(worth)


def _labels(voter: Voter, named: str | None, report: Any) -> LabelRun:
    """The label run asked for, or the newest; where there is none, what the pipeline would fit."""
    if named:
        return label_runs.named(voter.dataset, named)
    if found := label_runs.newest(voter.dataset):
        return found
    current = working_sets.current(voter.dataset)
    if reason := training_labels.why_gold_alone(current):
        raise BadInput(f"{reason} to compare with. Switch functions on, or make one under Labeling functions.")
    return label_runs.best(voter, current, LabelModelSettings(), report)


def _found(voter: Voter, family: str, labels: LabelRun, settings: dict[str, Any]) -> Worth:
    name = voter.dataset.about.name
    fresh = [run for run in runs.models_of(name, family) if workspace.is_fresh(run, voter.dataset)]
    return label_worth.with_settings(name, family, labels.id, settings, fresh)


def _document(worth: Worth) -> dict[str, Any]:
    """The numbers as `--format json` prints them."""
    sides = {
        source: {"runs": [run.id for run in worth.runs[source].values()]}
        | {name: dict(zip(("mean", "sd"), worth.mean(source, name) or (None, None), strict=True)) for name in SHOWN}
        for source in SOURCES
    }
    told = {"dataset": worth.dataset, "model": worth.family, "label_run": worth.label_run}
    return told | sides | {"gains": worth.gains(), "verdict": worth.verdict()}


def _table(worth: Worth) -> pd.DataFrame:
    rows = []
    for source in SOURCES:
        row: dict[str, Any] = {"trained on": source, "seeds": worth.seeds(source)}
        for name in SHOWN:
            row[name], row[f"{name} sd"] = worth.mean(source, name) or (None, None)
        rows.append(row)
    return pd.DataFrame(rows)


def _for_people(worth: Worth) -> pd.DataFrame:
    rows = []
    for source in SOURCES:
        numbers = {name: worth.mean(source, name) for name in SHOWN}
        said = {n: "–" if at is None else f"{at[0]:.{DECIMALS}f} ± {at[1]:.{DECIMALS}f}" for n, at in numbers.items()}
        rows.append({"trained on": source, "seeds": str(worth.seeds(source))} | said)
    return pd.DataFrame(rows)


def _explain(worth: Worth) -> None:
    print("\nOn test; ± the standard deviation between seeds. weak+dev: weak labels of train and the gold of dev.")
    gains = " and ".join(f"{gain:+.{DECIMALS}f} in {name}" for name, gain in worth.gains().items())
    print(f"{worth.verdict()}: {gains}." if gains else "These data have nothing to judge them by.")

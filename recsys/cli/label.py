"""`label functions | summary | fit`: the functions, what they are worth, and the label model over them."""

import argparse
from pathlib import Path
from typing import Any

import pandas as pd

from recsys import label_runs, working_sets, workspace
from recsys.cli import output
from recsys.columns import SPLITS
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling import analysis, functions, rules, starting_sets
from recsys.labeling.combining.label_models import TITLES, LabelModelSettings
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.runs import LabelRun
from recsys.settings import checked


def add_verbs(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """Add `label` and its verbs; returns what further ones are added to."""
    label = verbs.add_parser("label", help="labeling functions and the label model").add_subparsers(
        required=True, metavar="VERB"
    )
    show = label.add_parser("functions", help="the current functions, as --functions reads them")
    show.add_argument("--dataset", required=True)
    output.add_format(show, "table", "json")
    show.set_defaults(run=show_functions)

    summary = label.add_parser("summary", help="coverage, overlaps, conflicts and accuracy of each function")
    summary.add_argument("--dataset", required=True)
    summary.add_argument("--split", default="dev", choices=[*SPLITS, "all"])
    summary.add_argument("--functions", type=Path, metavar="FILE.json", help="use these instead of the current ones")
    output.add_format(summary, "table", "csv", "json")
    summary.set_defaults(run=show_summary)

    fit = label.add_parser("fit", help="fit the label model and judge it on test")
    fit.add_argument("--dataset", required=True)
    fit.add_argument("--functions", type=Path, metavar="FILE.json", help="use these instead of the current ones")
    fit.add_argument("--model", default="snorkel", choices=list(TITLES))
    fit.add_argument("--class-balance", type=float, help="share of liked among all rows (default: measured on dev)")
    fit.add_argument("--epochs", type=int, help="steps of the fit (default: 5,000)")
    fit.add_argument("--seed", type=int, help="seed of the fit (default: 123)")
    output.add_format(fit, "table", "json")
    fit.set_defaults(run=fit_model)

    reset = label.add_parser("reset", help="go back to the published settings, and forget all edits")
    reset.add_argument("--dataset", required=True)
    reset.set_defaults(run=reset_functions)
    return label


def reset_functions(asked: argparse.Namespace) -> None:
    """Forget everybody's edits of a dataset's functions; saved versions stay."""
    datasets.read_info(asked.dataset)
    working_sets.forget(asked.dataset)
    print(f"The functions of {asked.dataset} are at their published settings.")


def show_functions(asked: argparse.Namespace) -> None:
    """Print the dataset's current functions."""
    current = working_sets.current(datasets.load(asked.dataset))
    if asked.format == "json":
        output.show_json(current.model_dump(mode="json"))
        return
    rows = [
        {
            "name": function.name,
            "votes": rules.votes(function),
            "on": "yes" if function.enabled else "no",
            "rule": rules.in_words(function),
        }
        for function in current.functions
    ]
    if rows:
        output.show_words(pd.DataFrame(rows))
    else:
        output.note(f"No labeling function applies to {asked.dataset}.")


def show_summary(asked: argparse.Namespace) -> None:
    """Print the LF table of a split."""
    voter = workspace.open_voter(asked.dataset)
    current = chosen_functions(voter.dataset, asked.functions)
    output.show_table(summary_table(voter, current, asked.split), asked.format)


def summary_table(voter: Voter, current: FunctionSet, split: str) -> pd.DataFrame:
    """The LF table of a split; what is right or wrong is missing where gold is withheld (train)."""
    found = voter.patterns(current.enabled, split)
    table = analysis.summary(found, [function.name for function in current.enabled])
    if not found.gold_counts.sum():
        table[["correct", "incorrect"]] = None
    return table


def chosen_functions(dataset: Dataset, file: Path | None) -> FunctionSet:
    """The functions of a file, or the current ones; says on stderr which of them do not apply."""
    current = functions.read(file) if file else working_sets.current(dataset)
    if file:
        reasons = [functions.why_not(function, dataset) for function in current.functions]
    else:
        reasons = [starting_sets.why_not(function, dataset) for function in functions.published().functions]
    for reason in filter(None, reasons):
        output.note(reason)
    return current


def fit_model(asked: argparse.Namespace) -> None:
    """Fit the label model, keep the run and print it."""
    voter = workspace.open_voter(asked.dataset)
    current = chosen_functions(voter.dataset, asked.functions)
    given = {
        "model": asked.model, "class_balance": asked.class_balance, "epochs": asked.epochs, "seed": asked.seed,
    }  # fmt: skip
    settings = checked(
        LabelModelSettings, {key: value for key, value in given.items() if value is not None}, "label fit"
    )
    with output.progress_bar() as report:
        run = label_runs.fit(voter, current, settings, report)
    if asked.format == "json":
        output.show_json(fitted(voter, run))
    else:
        show_fitted(voter, run)


def fitted(voter: Voter, run: LabelRun) -> dict[str, Any]:
    """A label run as `--format json` prints it."""
    return {
        "run": run.id,
        "dataset": run.dataset,
        "model": run.label_model.settings.model,
        "class_balance": run.label_model.class_balance,
        "functions": weights(voter, run).to_dict("records"),
        **run.metrics,
        "verdict": label_runs.verdict(run) or None,
    }


def weights(voter: Voter, run: LabelRun) -> pd.DataFrame:
    """Each function's learned weight (missing for a majority vote) beside its accuracy on dev."""
    table = summary_table(voter, run.functions, "dev")[["name", "accuracy"]]
    table.insert(1, "weight", pd.Series(run.label_model.weights or [None] * len(table), dtype=float))
    return table


def show_fitted(voter: Voter, run: LabelRun) -> None:
    """A label run for people: weights, then the numbers on test."""
    model = run.label_model
    output.title(f"{run.id}: {model.settings.model} label model, class balance {model.class_balance:.3f}")
    if run.reason:
        print(run.reason)
    output.show_table(weights(voter, run))
    output.title("on test, the covered rows")
    rows = [{"labels by": name.replace("_", " ")} | numbers for name, numbers in run.metrics.items()]
    rows[0]["labels by"] = "this model"
    output.show_table(pd.DataFrame(rows).astype({"accuracy": float, "f1": float, "auc": float, "coverage": float}))
    if verdict := label_runs.verdict(run):
        print(f"\n{verdict}")

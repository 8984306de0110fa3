"""`label tune`: suggested terms and thresholds, fitted on one half of dev and judged on the other."""

import argparse
from pathlib import Path
from typing import Any

import pandas as pd

from recsys import files, versions, working_sets, workspace
from recsys.cli import label, output
from recsys.cli.label_export import check_target
from recsys.errors import BadInput
from recsys.labeling import changes
from recsys.labeling.halves import SEED
from recsys.labeling.tuning import autotune
from recsys.labeling.tuning.autotune import Autotuned
from recsys.labeling.tuning.tuning_report import REPORTING


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `tune` to the verbs of `label`."""
    tune = verbs.add_parser("tune", help="better thresholds and further terms, judged on rows they were not fitted on")
    tune.add_argument("--dataset", required=True)
    tune.add_argument("--functions", type=Path, metavar="FILE", help="tune these instead of the current ones")
    tune.add_argument("--seed", type=int, default=SEED, help=f"of the two halves of dev (default: {SEED})")
    tune.add_argument("--save", metavar="NAME", help="keep the tuned functions as a version, and go on with them")
    tune.add_argument(
        "--out", type=Path, metavar="FILE.json", help="write the tuned functions, as --functions reads them"
    )
    tune.add_argument("--force", action="store_true", help="overwrite the file if it is there already")
    output.add_format(tune, "table", "json")
    tune.set_defaults(run=tune_functions)


def tune_functions(asked: argparse.Namespace) -> None:
    """Tune, keep what was found where that was asked for, and print it."""
    if asked.out:
        check_target(asked.out, ".json", asked.force)
    if asked.seed < 0:
        raise BadInput(f"--seed is {asked.seed}. Give a number from 0 on.")
    voter = workspace.open_voter(asked.dataset)
    current = label.chosen_functions(voter.dataset, asked.functions)
    with output.progress_bar() as report:
        tuned = autotune.tune(voter, current, asked.seed, report)
    after, version = tuned.trial.after, None
    if asked.save:
        version = versions.save(voter, after, asked.save, working_sets.LOCAL, even_if_overtaken=True)
    if asked.out:
        files.write_json(asked.out, after.model_dump(mode="json"))
    if asked.format == "json":
        kept = {"version": version.number if version else None}
        output.show_json({"dataset": asked.dataset, "seed": asked.seed, **kept, **found(tuned)})
        return
    show_found(tuned)
    if version:
        print(f"\nSaved as version {version.number}, “{version.name}”.")


def found(tuned: Autotuned) -> dict[str, Any]:
    """What was found as `--format json` prints it."""
    return {
        "sentence": tuned.sentence,
        "changes": changes.between(tuned.trial.before, tuned.trial.after).to_dict("records"),
        "terms": tuned.terms.to_dict("records"),
        "held_out": held_out(tuned).to_dict("records"),
        "auc": tuned.gains.to_dict("records"),
        "functions": tuned.trial.after.model_dump(mode="json"),
    }


def held_out(tuned: Autotuned) -> pd.DataFrame:
    """The label model's numbers before and after, on the half of dev it was not fitted on."""
    table = tuned.label_model[tuned.label_model["half"] == REPORTING]
    table = table.sort_values("rows", ascending=False, kind="stable")  # before and after side by side
    return table[["rows", "when", "n", "coverage", "accuracy", "f1", "macro_f1", "auc"]]


def show_found(tuned: Autotuned) -> None:
    """What was found, for people."""
    print(tuned.sentence)
    if tuned.trial.after == tuned.trial.before:
        return
    output.title("what changed")
    output.show_table(changes.between(tuned.trial.before, tuned.trial.after))
    if len(tuned.terms):
        output.title("the terms taken, and their votes on the fitting half")
        output.show_table(tuned.terms[["term", "label", "z", "right", "wrong", "precision", "low", "high"]])
    output.title("the label model (the calibrated vote) on the half of dev it was not fitted on")
    output.show_table(held_out(tuned))
    output.title("its AUC there, and majority vote's: the difference on the same rows, with its 95 % interval")
    output.show_table(tuned.gains)

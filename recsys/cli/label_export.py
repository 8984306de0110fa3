"""`label export`: the functions as a script of plain snorkel, and the data points it runs on."""

import argparse
from pathlib import Path

from recsys import files, workspace
from recsys.cli import label, output
from recsys.columns import SPLITS
from recsys.errors import BadInput
from recsys.labeling.export import point_files, snorkel_script
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter

READABLE = 0o644  # by everybody: files are meant to be handed on


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `export` to the verbs of `label`."""
    export = verbs.add_parser("export", help="the functions as a runnable script of plain snorkel")
    export.add_argument("--dataset", required=True)
    export.add_argument("--functions", type=Path, metavar="FILE", help="export these instead of the current ones")
    export.add_argument("--out", type=Path, metavar="FILE.py", required=True, help="the script")
    export.add_argument("--points", type=Path, metavar="FILE.csv.gz", help="write the data points it runs on as well")
    export.add_argument("--split", default="dev", choices=[*SPLITS, "all"], help="which data points (default: dev)")
    export.add_argument("--force", action="store_true", help="overwrite files that are there already")
    export.set_defaults(run=export_functions)


def export_functions(asked: argparse.Namespace) -> None:
    """Write the script and, if asked for, the data points."""
    check_target(asked.out, ".py", asked.force)
    if asked.points:
        check_target(asked.points, ".csv.gz", asked.force)
    voter = workspace.open_voter(asked.dataset)
    current = label.chosen_functions(voter.dataset, asked.functions)
    script = snorkel_script.write(current, asked.dataset)
    if asked.points:
        _write_points(voter, current, asked)
    with files.new_file(asked.out) as temporary:
        temporary.write_text(script, encoding="utf-8")
        temporary.chmod(READABLE)
    points = asked.points or "POINTS.csv.gz"
    print(f"Wrote {len(current.enabled)} functions. To run them: python {asked.out} {points} --votes VOTES.csv")


def check_target(path: Path, suffix: str, force: bool) -> None:
    """Raise BadInput unless a file may be written there."""
    if not path.name.endswith(suffix):
        raise BadInput(f"{path} does not end in {suffix}. Name the file so.")
    if path.is_dir():
        raise BadInput(f"{path} is a folder. Name a file.")
    if path.exists() and not force:
        raise BadInput(f"{path} exists already. Choose another name, or give --force to overwrite it.")


def _write_points(voter: Voter, current: FunctionSet, asked: argparse.Namespace) -> None:
    with output.progress_bar() as report, files.new_file(asked.points) as temporary:
        n = point_files.write(voter.dataset, current.enabled, asked.split, temporary, report)
        temporary.chmod(READABLE)
    print(f"Wrote {n:,} data points of {asked.split} to {asked.points}.")

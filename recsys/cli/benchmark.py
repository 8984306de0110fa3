"""`benchmark ranking|rating`: the model families side by side on a dataset, by the protocol of docs/protocol.md;

`benchmark labels`: a model with the weak labels and without (`benchmark_labels`).
"""

import argparse
import json
import math
import sys
from typing import Any

import pandas as pd
from tqdm import tqdm

from recsys.cli import benchmark_labels, output
from recsys.data import dataset as datasets
from recsys.errors import BadInput
from recsys.evaluation import comparison, protocol
from recsys.evaluation.comparison import Row, Task
from recsys.models.families import FAMILIES

BEST = " *"
UNMARKED = (f"coverage@{protocol.K}", f"difference@{protocol.K}")  # more of them is not better: random has the most
MAIN: dict[Task, str] = {"ranking": "ndcg@10", "rating": "rmse"}
DECIMALS = 4
LABELS = "labels"


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `benchmark`."""
    verb = verbs.add_parser(
        "benchmark",
        help="train models on a dataset and compare them: families, or one with the weak labels and without",
        description="Who is asked for what, and why, stands in docs/protocol.md.",
    )
    verb.add_argument(
        "task",
        choices=[*MAIN, LABELS],
        help="whose order is best, who predicts stars best, or whether the weak labels are worth it",
    )
    verb.add_argument("--dataset", required=True)
    verb.add_argument(
        "--seeds",
        type=int,
        help=f"divisions into train and test, from 42 on (default: {len(protocol.SEEDS)}); {LABELS} has its own three",
    )
    verb.add_argument(
        "--models",
        default="",
        metavar="A,B,…",
        help=f"of {', '.join(FAMILIES)} (default: those suited; {LABELS}: rating)",
    )
    verb.add_argument(
        "--set", action="append", default=[], metavar="MODEL.KEY=VALUE", help="a setting other than the family's own"
    )
    verb.add_argument("--label-run", metavar="RUN", help=f"{LABELS}: whose weak labels (default: the newest)")
    output.add_format(verb, "table", "csv", "json")
    verb.set_defaults(run=compare)


def compare(asked: argparse.Namespace) -> None:
    """Train, judge and print; a line to stderr for each model that is done."""
    names = [name.strip() for name in asked.models.split(",") if name.strip()]
    if asked.task == LABELS:
        _compare_labels(asked, names or ["rating"])
        return
    if asked.label_run:
        raise BadInput(f"--label-run: these tables know no labels. It is for benchmark {LABELS}.")
    count = len(protocol.SEEDS) if asked.seeds is None else asked.seeds
    if not 1 <= count <= 100:
        raise BadInput(f"--seeds {count}: ask for 1 to 100.")
    task: Task = asked.task
    taking_part = comparison.chosen(task, names) if names else comparison.offered(task)
    if not taking_part:
        raise BadInput("No model family predicts stars. Compare them by ranking.")
    wanted = _settings(asked.set, {family.name: {} for family in taking_part})
    ratings = protocol.ratings_of(datasets.load(asked.dataset))
    seeds = range(protocol.SEEDS[0], protocol.SEEDS[0] + count)
    rows = []
    with output.progress_bar() as report:
        for row in comparison.compare(ratings, task, wanted, seeds, report):
            rows.append(row)
            tqdm.write(_said(row, MAIN[task]), file=sys.stderr)
    show(rows, task, asked.format)


def _compare_labels(asked: argparse.Namespace, names: list[str]) -> None:
    if asked.seeds is not None:
        raise BadInput(f"--seeds: benchmark {LABELS} has three of its own. Leave it out.")
    if len(names) > 1:
        raise BadInput(f"--models {asked.models}: benchmark {LABELS} takes one model at a time.")
    benchmark_labels.compare(asked, names[0], _settings(asked.set, {names[0]: {}})[names[0]])


def _settings(given: list[str], wanted: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The families' settings with those given as MODEL.KEY=VALUE."""
    for pair in given:
        key, found, value = pair.partition("=")
        model, dot, name = key.partition(".")
        if not found or not dot:
            raise BadInput(f"--set {pair}: write it as MODEL.KEY=VALUE, such as --set rating.embedding=32.")
        if model not in wanted:
            raise BadInput(f"--set {pair}: {model} is not among the models compared: {', '.join(wanted)}.")
        try:
            wanted[model][name] = json.loads(value)
        except ValueError:
            wanted[model][name] = value
    return wanted


def _said(row: Row, name: str) -> str:
    if row.failed:
        return f"{row.model}: {row.failed}"
    return f"{row.model}: {name} {row.mean(name):.{DECIMALS}f}, {row.mean('seconds'):.1f} s"


def show(rows: list[Row], task: Task, form: str) -> None:
    """The rows, best first, in one of the forms; failed ones last."""
    main, names = MAIN[task], comparison.NAMES[task]
    sign = 1 if main in comparison.LOWER_IS_BETTER else -1
    ordered = sorted(rows, key=lambda row: math.inf if row.failed else sign * row.mean(main))
    if form == "json":
        output.show_json([_document(row, names) for row in ordered])
    elif form == "csv":
        output.show_table(pd.DataFrame([_line(row, names) for row in ordered]), "csv")
    else:
        output.show_table(_for_people(ordered, names))
        _explain(ordered, task)


def _document(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    told = {"model": row.model, "kind": row.kind, "predicts": row.predicts}
    numbers = {name: {"mean": row.mean(name), "sd": row.sd(name)} for name in names}
    settings = {"settings": dict(row.settings)}
    return told | numbers | {"seconds": row.mean("seconds")} | settings | ({"failed": row.failed} if row.failed else {})


def _line(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    told = {"model": row.model, "kind": row.kind, "predicts": row.predicts}
    numbers = {
        label: number for name in names for label, number in ((name, row.mean(name)), (f"{name} sd", row.sd(name)))
    }
    return told | numbers | {"seconds": row.mean("seconds"), "failed": row.failed}


def _for_people(rows: list[Row], names: tuple[str, ...]) -> pd.DataFrame:
    """Mean ± sd of everything, the best of each column marked."""
    table: dict[str, list[str]] = {
        "model": [row.model for row in rows],
        "kind": [row.kind for row in rows],
        "predicts": [row.predicts for row in rows],
    }
    for name in names:
        means = [round(row.mean(name), DECIMALS) for row in rows]
        known = [mean for mean in means if not math.isnan(mean)]
        best = (min if name in comparison.LOWER_IS_BETTER else max)(known) if known else math.nan
        best = math.nan if name in UNMARKED else best
        table[name] = [
            _cell(row, name) + (BEST if mean == best else "  ") for row, mean in zip(rows, means, strict=True)
        ]
    table["seconds"] = ["–" if row.failed else f"{row.mean('seconds'):.1f}" for row in rows]
    return pd.DataFrame(table)


def _cell(row: Row, name: str) -> str:
    if row.failed:
        return "–"
    spread = "" if math.isnan(row.sd(name)) else f" ± {row.sd(name):.{DECIMALS}f}"
    return f"{row.mean(name):.{DECIMALS}f}{spread}"


def _explain(rows: list[Row], task: Task) -> None:
    """Below the table: what the marks and the missing rows are."""
    print("\n* the best of its column. ± the standard deviation between divisions. seconds: one training.")
    if task == "ranking" and any(row.predicts == "stars" for row in rows):
        print(
            "Models that predict stars are made for other ends; to rank by predicted stars is what this table warns of."
        )
    for row in rows:
        if row.settings:
            print(f"{row.model} with {', '.join(f'{name}={value}' for name, value in row.settings.items())}.")
        if row.failed:
            print(f"{row.model} could not take part: {row.failed}")

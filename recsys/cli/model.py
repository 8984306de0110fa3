"""`train`, `evaluate`, `recommend`, `run`: the models, and the whole main job."""

import argparse
import json
from typing import Any

import pandas as pd

from recsys import model_runs, recommendations, runs, tasks, training_labels, workspace
from recsys.cli import label, output
from recsys.columns import SPLITS, USER_ID
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.models import families
from recsys.models.contract import Family, Model
from recsys.models.families import FAMILIES
from recsys.progress import unrecorded
from recsys.runs import LABEL_SOURCES, LabelRun, ModelRun

OTHERS: tuple[str, ...] = ("popularity", "random")
SHOWN_USERS = 3
SETTING_WIDTH = 24
METRICS = ("accuracy", "f1", "precision", "recall", "auc", "ndcg@10", "recall@10", "precision@10")


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the four verbs."""
    train = verbs.add_parser(
        "train",
        help="train a model on labels or ratings",
        epilog="\n\n".join(_described(family) for family in FAMILIES.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    train.add_argument("model", choices=list(FAMILIES), metavar="MODEL", help=", ".join(FAMILIES))
    train.add_argument("--dataset", required=True)
    train.add_argument("--title", default="", help="what to call the run")
    train.add_argument("--resume", action="store_true", help="go on where the same training was stopped")
    train.add_argument("--labels", default="weak+dev", choices=list(LABEL_SOURCES), help="what to train on")
    train.add_argument("--epochs", type=int, help="passes over the examples, at most")
    train.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="any other setting of the model, see below"
    )
    output.add_format(train, "table", "json")
    train.set_defaults(run=train_model)

    evaluate = verbs.add_parser("evaluate", help="a trained model's numbers on a split")
    evaluate.add_argument("run_id", metavar="RUN")
    evaluate.add_argument("--split", default="test", choices=SPLITS[1:])
    output.add_format(evaluate, "table", "csv", "json")
    evaluate.set_defaults(run=evaluate_run)

    recommend = verbs.add_parser("recommend", help="a user's best items that they have not touched")
    recommend.add_argument("run_id", metavar="RUN")
    recommend.add_argument("--user", required=True, help="the source's own id")
    recommend.add_argument("-k", type=int, default=10, help="how many")
    output.add_format(recommend, "table", "csv", "json")
    recommend.set_defaults(run=recommend_to_user)

    whole = verbs.add_parser("run", help="the whole main job, from data to recommendations")
    whole.add_argument("--dataset", default="demo", help="the demo is made if it is not there")
    whole.add_argument("--labels", choices=list(LABEL_SOURCES), help="what to train on (default: weak+dev)")
    output.add_format(whole, "table", "json")
    whole.set_defaults(run=run_all)


def _described(family: Family) -> str:
    """A family and its settings, as `train --help` shows them."""
    defaults = family.settings().model_dump(mode="json")
    settings = (
        f"  {name}={json.dumps(defaults[name]):{SETTING_WIDTH - len(name)}} {field.description}"
        for name, field in family.settings.model_fields.items()
    )
    return "\n".join([f"{family.name}: {family.about}", "settings for --set, with what they are if unsaid:", *settings])


def train_model(asked: argparse.Namespace) -> None:
    """Train, keep the run and print its numbers."""
    wanted = model_runs.TrainModel(
        dataset=asked.dataset, model=asked.model, labels=asked.labels, settings=_settings(asked), title=asked.title,
        resume=asked.resume,
    )  # fmt: skip
    _ = wanted.model_settings  # what is wrong with them is said before any data are read
    voter = workspace.open_voter(asked.dataset)
    with output.progress_bar() as report:
        run = model_runs.train(voter, wanted, report, unrecorded)
    if asked.format == "json":
        output.show_json(trained(run))
    else:
        show_trained(run)


def _settings(asked: argparse.Namespace) -> dict[str, Any]:
    given: dict[str, Any] = {} if asked.epochs is None else {"epochs": asked.epochs}
    for pair in asked.set:
        key, found, value = pair.partition("=")
        if not found:
            raise BadInput(f"--set {pair}: write it as KEY=VALUE, such as --set embedding=32.")
        try:
            given[key] = json.loads(value)
        except ValueError:
            given[key] = value
    return given


def trained(run: ModelRun) -> dict[str, Any]:
    """A trained model as `--format json` prints it."""
    shown = {"id": "run", "model": "model", "dataset": "dataset", "labels": "labels", "seconds": "seconds"}
    return {name: getattr(run, field) for field, name in shown.items()} | {"metrics": run.metrics}


def show_trained(run: ModelRun) -> None:
    """A trained model for people."""
    output.title(
        f"{run.id}: trained on {run.examples:,} data points ({LABEL_SOURCES[run.labels]}) in {run.seconds:.0f} s"
    )
    show_metrics(run.metrics)


def show_metrics(metrics: dict[str, Any]) -> None:
    """A model's numbers beside those of popularity and random."""
    table = compared(metrics)
    output.show_table(table[["ranking by", *(name for name in METRICS if name in table)]])


def compared(metrics: dict[str, Any]) -> pd.DataFrame:
    """A model's numbers, all of them, and those of popularity and random: one row each."""
    others = {name: metrics[name] for name in OTHERS if name in metrics}
    own = {name: number for name, number in metrics.items() if name not in others}
    rows: dict[str, dict[str, Any]] = {"this model": own, **others}
    return pd.DataFrame([{"ranking by": name} | numbers for name, numbers in rows.items()])


def evaluate_run(asked: argparse.Namespace) -> None:
    """Judge a trained model on a split and print the numbers."""
    run, dataset, model = _open(asked.run_id)
    if asked.split == "dev" and run.labels != "weak":
        output.note(
            f"{run.id} was trained on {LABEL_SOURCES[run.labels]}: on dev it is judged by what it learned from."
        )
    with output.progress_bar() as report:
        metrics = model_runs.evaluate(model, families.named(run.model), dataset, run.labels, asked.split, report)
    if asked.format == "json":
        output.show_json(metrics)
    elif asked.format == "csv":
        output.show_table(compared(metrics), "csv")
    else:
        output.title(f"{run.id} on {asked.split}")
        show_metrics(metrics)


def recommend_to_user(asked: argparse.Namespace) -> None:
    """Print a user's recommendations."""
    if asked.k < 1:
        raise BadInput(f"-k {asked.k}: ask for at least 1 item.")
    run, dataset, model = _open(asked.run_id)
    user = recommendations.find_user(dataset, asked.user)
    table = recommendations.top(dataset, model, recommendations.shelf_for(dataset, run, user), asked.k)
    listed = table[["rank", "item_id", "title", "score"]]
    if asked.format == "json":
        output.show_json({"run": run.id, "user": asked.user, "items": listed.to_dict("records")})
    elif asked.format == "csv":
        output.show_table(listed, "csv")
    else:
        output.show_table(table.drop(columns="item"))


def _open(run_id: str) -> tuple[ModelRun, Dataset, Model]:
    run = runs.load_model_run(run_id)
    dataset = datasets.load(run.dataset)
    if not workspace.is_fresh(run, dataset):
        raise BadInput(f"{run.id} was trained on an earlier {run.dataset}, which is gone. Train again.")
    return run, dataset, model_runs.load_model(run)


def run_all(asked: argparse.Namespace) -> None:
    """Run what is missing, then print the LF table, the label model, the test metrics and some recommendations."""
    with output.progress_bar() as report:
        if asked.dataset == "demo" and "demo" not in datasets.names():
            tasks.make_demo({"dataset": "demo"}, report, unrecorded)
    request = {"dataset": asked.dataset} | ({"labels": asked.labels} if asked.labels else {})
    voter = workspace.open_voter(asked.dataset)
    if reason := training_labels.why_gold_alone(label.chosen_functions(voter.dataset, None)):
        output.note(
            f"{reason}: the rating model is trained on the gold of dev alone. "
            "To have weak labels too, switch functions on or make one under Labeling functions, in the browser."
        )
    with output.progress_bar() as report:
        result = tasks.run_all(request, report, unrecorded)
    labels = runs.load(result["labels"]) if result["labels"] else None
    model_run = runs.load_model_run(result["run"])
    model = model_runs.load_model(model_run)
    users = recommendations.draw_users(voter.dataset, "test", SHOWN_USERS, model_runs.EVALUATION_SEED)
    lists = {
        str(voter.dataset.users[USER_ID][int(user)]): recommendations.top(
            voter.dataset, model, recommendations.shelf_for(voter.dataset, model_run, int(user)), 10
        )
        for user in users
    }
    assert labels is None or isinstance(labels, LabelRun)
    if asked.format == "json":
        shown = [
            {"user": user, "items": table[["rank", "item_id", "title", "score"]].to_dict("records")}
            for user, table in lists.items()
        ]
        found = label.fitted(voter, labels) if labels else None
        output.show_json({"labels": found, "model": trained(model_run), "recommendations": shown})
        return
    if labels:
        output.title(f"labeling functions on dev of {asked.dataset}")
        output.show_table(label.summary_table(voter, labels.functions, "dev"))
        label.show_fitted(voter, labels)
    show_trained(model_run)
    for user, table in lists.items():
        output.title(f"for user {user}")
        output.show_table(table.drop(columns="item"))

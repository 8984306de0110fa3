"""`datasets …`: list, show, rename and remove datasets."""

import argparse

import pandas as pd

from recsys import recommendations, workspace
from recsys.cli import output
from recsys.data import dataset as datasets
from recsys.errors import BadInput, DamagedFile


def add_verbs(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """Add `datasets` and these verbs of it; gives its verbs, so that more can be added."""
    data = verbs.add_parser("datasets", help="make, list, show, rename and remove datasets").add_subparsers(
        required=True, metavar="VERB"
    )
    listing = data.add_parser("list", help="the datasets there are")
    output.add_format(listing, "table", "csv", "json")
    listing.set_defaults(run=list_all)
    show = data.add_parser("show", help="one dataset: how much there is of everything, and where it comes from")
    show.add_argument("name")
    show.add_argument("--users", type=int, metavar="N", help="list N users instead, as `recommend --user` knows them")
    output.add_format(show, "table", "json")
    show.set_defaults(run=show_one)
    rename = data.add_parser("rename", help="give a dataset another name; its functions and runs follow")
    rename.add_argument("name")
    rename.add_argument("new")
    rename.set_defaults(run=rename_one)
    remove = data.add_parser("remove", help="remove a dataset with its functions and runs")
    remove.add_argument("name")
    remove.set_defaults(run=remove_one)
    return data


def show_counts(name: str) -> None:
    """What a dataset holds and what was left out, for people."""
    info = datasets.read_info(name)
    counts = info["counts"]
    print(f"{name}: {info['about']['description']}")
    lines = {key: value for key, value in counts.items() if key != "splits"}
    lines |= {f"data points, {split}": size for split, size in counts["splits"].items()}
    for what, number in lines.items():
        print(f"  {what.replace('_', ' '):24}{number:>12,}")
    places = info.get("places", {})
    for reason, number in info["left_out"].items():
        print(f"  left out: {number:,} {reason}" + (f": {places[reason]}" if reason in places else ""))


def list_all(asked: argparse.Namespace) -> None:
    """Print the datasets there are."""
    rows = []
    for name in datasets.names():
        try:
            info = datasets.read_info(name)
        except DamagedFile as error:
            output.note(str(error))
            continue
        counts = {key: value for key, value in info["counts"].items() if key != "splits"}
        rows.append({"name": name, "source": info["about"]["source"], "created": info["about"]["created"]} | counts)
    if not rows and asked.format == "table":
        output.note("There is no dataset yet. `python -m recsys datasets demo` makes one.")
        return
    output.show_table(pd.DataFrame(rows), asked.format)


def show_one(asked: argparse.Namespace) -> None:
    """Print one dataset's counts, or all that is known of it as JSON."""
    if asked.users is not None:
        list_users(asked)
        return
    if asked.format == "table":
        show_counts(asked.name)
        return
    info = datasets.read_info(asked.name)
    output.show_json(
        info["about"]
        | info["counts"]
        | {
            "settings": info["settings"],
            "left_out": info["left_out"],
            "places": info.get("places", {}),
            "fingerprint": info["fingerprint"],
        }
    )


def list_users(asked: argparse.Namespace) -> None:
    """Print some users: the source's own id, the split they are in and how many items they touched."""
    if asked.users < 1:
        raise BadInput(f"--users {asked.users}: ask for at least 1 user.")
    output.show_table(recommendations.list_users(datasets.load(asked.name), asked.users), asked.format)


def rename_one(asked: argparse.Namespace) -> None:
    """Rename a dataset."""
    workspace.rename_dataset(asked.name, asked.new)
    print(f"{asked.name} is now called {asked.new}.")


def remove_one(asked: argparse.Namespace) -> None:
    """Remove a dataset."""
    workspace.remove_dataset(asked.name)
    print(f"{asked.name} is removed.")

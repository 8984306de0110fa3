"""`datasets …`: list, show, rename and remove datasets."""

import argparse

import pandas as pd

from recsys import recommendations, workspace
from recsys.cli import dataset_facts, output
from recsys.data import dataset as datasets
from recsys.data import inventory
from recsys.data.nouns import with_text
from recsys.errors import BadInput, DamagedFile
from recsys.settings import About, checked


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
    show.add_argument("--verify", action="store_true", help="compare its files with their checksums, which reads all")
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
    counts, about = info["counts"], checked(About, info["about"], name)
    print(f"{name}: {about.description}")
    lines = {key: value for key, value in counts.items() if key not in ("splits", "reviews")}
    lines[with_text(about)] = counts["reviews"]
    lines |= {f"data points, {split}": size for split, size in counts["splits"].items()}
    for what, number in lines.items():
        print(f"  {what.replace('_', ' '):24}{number:>12,}")
    places = info.get("places", {})
    for reason, number in info["left_out"].items():
        print(f"  left out: {number:,} {reason}" + (f": {places[reason]}" if reason in places else ""))


def list_all(asked: argparse.Namespace) -> None:
    """Print the datasets there are, damaged ones too."""
    entries = inventory.listing()
    if not entries and asked.format == "table":
        output.note("There is no dataset yet. `python -m recsys datasets demo` makes one.")
    elif asked.format == "table":
        output.show_words(dataset_facts.in_words(entries))
    elif asked.format == "json":
        output.show_json([dataset_facts.row(entry) for entry in entries])
    else:
        rows = pd.DataFrame([dataset_facts.row(entry) for entry in entries], columns=list(dataset_facts.COLUMNS))
        output.show_table(rows.convert_dtypes(), "csv")
    for entry in entries:
        if entry.damage:
            output.note(f"{entry.name} is damaged. {entry.damage}")


def show_one(asked: argparse.Namespace) -> None:
    """Print all that is known of one dataset, and compare its files with their checksums if asked to.

    Raises DamagedFile, once the rest is said, if one of them is not as it was written.
    """
    if asked.users is not None:
        list_users(asked)
        return
    entry = inventory.entry(asked.name)
    damage = entry.damage
    if asked.verify and not damage and (damaged := inventory.damaged_files(asked.name)):
        damage = inventory.not_as_written(asked.name, damaged)
    if entry.info and asked.format == "table":
        show_counts(entry.name)
        for what, fact in dataset_facts.facts(entry).items():
            print(f"  {what:24}{fact}")
    elif entry.info:
        output.show_json(dataset_facts.everything(entry) | {"damage": damage})
    if damage:
        raise DamagedFile(damage)
    if asked.verify and asked.format == "table":
        print("  All files are as they were written.")


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

"""`datasets …`: make, list, show and remove datasets."""

import argparse
from pathlib import Path
from typing import Any

import pandas as pd

from recsys import recommendations, tasks, workspace
from recsys.cli import output
from recsys.data import dataset as datasets
from recsys.data.build import build
from recsys.data.source import Source
from recsys.errors import BadInput, DamagedFile
from recsys.progress import Report, part, unrecorded
from recsys.settings import About, BuildSettings, checked


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `datasets` and its verbs."""
    data = verbs.add_parser("datasets", help="make, list, show and remove datasets").add_subparsers(
        required=True, metavar="VERB"
    )
    demo = data.add_parser("demo", help="make the synthetic demo dataset, or write it as raw Goodreads files")
    demo.add_argument("--name", default="demo")
    demo.add_argument("--size", default="small", choices=["small", "full"])
    demo.add_argument("--raw", type=Path, metavar="DIR", help="only write the three raw files, as the source has them")
    demo.set_defaults(run=make_demo)

    goodreads = data.add_parser("goodreads", help="read the three files of a genre of the UCSD Book Graph")
    goodreads.add_argument("folder", type=Path)
    goodreads.add_argument("--name", required=True)
    goodreads.add_argument("--genre", help="which, if the folder holds several")
    goodreads.add_argument(
        "--max-interactions",
        type=int,
        default=5_000_000,
        help="read no more than these, as the published tutorial does (default: 5,000,000)",
    )
    add_build_settings(goodreads, BuildSettings())
    goodreads.set_defaults(run=read_goodreads)

    add_table(data)

    listing = data.add_parser("list", help="the datasets there are")
    output.add_format(listing, "table", "csv", "json")
    listing.set_defaults(run=list_all)
    show = data.add_parser("show", help="one dataset: how much there is of everything, and where it comes from")
    show.add_argument("name")
    show.add_argument("--users", type=int, metavar="N", help="list N users instead, as `recommend --user` knows them")
    output.add_format(show, "table", "json")
    show.set_defaults(run=show_one)
    remove = data.add_parser("remove", help="remove a dataset with its functions and runs")
    remove.add_argument("name")
    remove.set_defaults(run=remove_one)


def add_table(data: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `datasets table`."""
    from recsys.data import table as tables

    table = data.add_parser("table", help="read your own table of ratings: CSV or Parquet")
    table.add_argument("file", type=Path)
    table.add_argument("--name", required=True)
    for column, field in tables.TableColumns.model_fields.items():
        table.add_argument(
            f"--{column}-column",
            required=field.is_required(),
            metavar="C",
            help=f"{field.description} (column name, or number from 0 in a file without a header)",
        )
    add_build_settings(table, tables.build_settings())
    table.set_defaults(run=read_table)


def add_build_settings(parser: argparse.ArgumentParser, defaults: BuildSettings) -> None:
    """One option for each of the settings by which a source becomes a dataset."""
    for name, field in BuildSettings.model_fields.items():
        default = getattr(defaults, name)
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=type(default),
            default=default,
            help=f"{field.description} (default: {default})".replace("%", "%%"),
        )


def _build_settings(asked: argparse.Namespace) -> BuildSettings:
    given = {name: getattr(asked, name) for name in BuildSettings.model_fields}
    return checked(BuildSettings, given, f"datasets {asked.name}")


def make_demo(asked: argparse.Namespace) -> None:
    """Make the demo dataset, or write its raw files."""
    datasets.folder(asked.name)
    with output.progress_bar() as report:
        if asked.raw is None:
            tasks.make_demo({"dataset": asked.name, "size": asked.size}, report, unrecorded)
        else:
            from recsys.data import demo

            demo.write_raw(demo.SIZES[asked.size], asked.raw, report)
    if asked.raw is None:
        show_counts(asked.name)


def read_goodreads(asked: argparse.Namespace) -> None:
    """Read a Goodreads folder and keep it as a dataset."""
    from recsys.data import goodreads

    settings = _build_settings(asked)
    if asked.max_interactions < 1:
        raise BadInput(f"--max-interactions {asked.max_interactions}: read at least 1.")

    def read(report: Report) -> tuple[Source, About]:
        source = goodreads.read(asked.folder, settings, report, asked.genre, asked.max_interactions)
        return source, goodreads.about(asked.name, asked.folder, asked.genre)

    keep(asked.name, settings, read)


def read_table(asked: argparse.Namespace) -> None:
    """Read one's own table and keep it as a dataset."""
    from recsys.data import table as tables

    given = {column: getattr(asked, f"{column}_column") for column in tables.TableColumns.model_fields}
    named = {column: name for column, name in given.items() if name is not None}
    # Numbers alone mean a file without a header.
    numbered = all(name.isdecimal() for name in named.values())
    values = {column: int(name) for column, name in named.items()} if numbered else named
    columns = checked(tables.TableColumns, values, "datasets table")

    def read(report: Report) -> tuple[Source, About]:
        return tables.read(asked.file, columns, report), tables.about(asked.name, asked.file)

    keep(asked.name, _build_settings(asked), read)


def keep(name: str, settings: BuildSettings, read: Any) -> None:
    """Read a source, build the dataset, store it and say what there is."""
    if name in datasets.names():
        raise BadInput(f"A dataset “{name}” exists already. Remove it first, or choose another name.")
    datasets.folder(name)
    with output.progress_bar() as report:
        source, about = read(part(report, 0.0, 0.4))
        tasks.store(build(source, settings, about, part(report, 0.4, 0.6)), part(report, 0.6, 1.0))
    show_counts(name)


def show_counts(name: str) -> None:
    """What a dataset holds and what was left out, for people."""
    info = datasets.read_info(name)
    counts = info["counts"]
    print(f"{name}: {info['about']['description']}")
    lines = {key: value for key, value in counts.items() if key != "splits"}
    lines |= {f"data points, {split}": size for split, size in counts["splits"].items()}
    for what, number in lines.items():
        print(f"  {what:24}{number:>12,}")
    for reason, number in info["left_out"].items():
        print(f"  left out: {number:,} {reason}")


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
        | {"settings": info["settings"], "left_out": info["left_out"], "fingerprint": info["fingerprint"]}
    )


def list_users(asked: argparse.Namespace) -> None:
    """Print some users: the source's own id, the split they are in and how many items they touched."""
    if asked.users < 1:
        raise BadInput(f"--users {asked.users}: ask for at least 1 user.")
    output.show_table(recommendations.list_users(datasets.load(asked.name), asked.users), asked.format)


def remove_one(asked: argparse.Namespace) -> None:
    """Remove a dataset."""
    workspace.remove_dataset(asked.name)
    print(f"{asked.name} is removed.")

"""`datasets demo | goodreads | movielens | goodbooks | table`: make a dataset from what a source gives."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from recsys import tasks
from recsys.cli import output
from recsys.cli.data import show_counts
from recsys.data import build_defaults
from recsys.data import dataset as datasets
from recsys.data.build import build
from recsys.data.source import Source
from recsys.errors import BadInput
from recsys.progress import Report, part, unrecorded
from recsys.settings import About, BuildSettings, checked

Read = Callable[[Report], tuple[Source, About]]


def add_verbs(data: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs that make a dataset to `datasets`."""
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

    for kind, what, read in (
        ("movielens", "MovieLens 100K, 1M, latest-small, 25M or another of its datasets", read_movielens),
        ("goodbooks", "goodbooks-10k, in either of its editions", read_goodbooks),
    ):
        parser = data.add_parser(kind, help=f"read {what}: a folder or a zip")
        parser.add_argument("path", type=Path)
        parser.add_argument("--name", required=True)
        add_build_settings(parser, build_defaults.build_settings())
        parser.set_defaults(run=read)
    add_table(data)


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
            choices=get_args(field.annotation) or None,
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


def read_movielens(asked: argparse.Namespace) -> None:
    """Read a MovieLens folder or zip and keep it as a dataset."""
    from recsys.data import movielens

    def read(report: Report) -> tuple[Source, About]:
        return movielens.read(asked.path, report), movielens.about(asked.name, asked.path)

    keep(asked.name, _build_settings(asked), read)


def read_goodbooks(asked: argparse.Namespace) -> None:
    """Read a goodbooks-10k folder or zip and keep it as a dataset."""
    from recsys.data import goodbooks

    def read(report: Report) -> tuple[Source, About]:
        return goodbooks.read(asked.path, report), goodbooks.about(asked.name, asked.path)

    keep(asked.name, _build_settings(asked), read)


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


def keep(name: str, settings: BuildSettings, read: Read) -> None:
    """Read a source, build the dataset, store it and say what there is."""
    if name in datasets.names():
        raise BadInput(f"A dataset “{name}” exists already. Remove it first, or choose another name.")
    datasets.folder(name)
    with output.progress_bar() as report:
        source, about = read(part(report, 0.0, 0.4))
        tasks.store(build(source, settings, about, part(report, 0.4, 0.6)), part(report, 0.6, 1.0))
    show_counts(name)

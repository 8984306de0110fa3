"""`datasets demo | goodreads | movielens | goodbooks | table`: make a dataset from what a source gives."""

import argparse
from pathlib import Path
from typing import Any, get_args

from recsys import tasks
from recsys.cli import output
from recsys.cli.data import show_counts
from recsys.data import build_defaults, goodreads_download
from recsys.data import dataset as datasets
from recsys.data import table as tables
from recsys.data.goodreads import S1_INTERACTIONS
from recsys.data.table import Scale, TableColumns
from recsys.errors import BadInput
from recsys.progress import unrecorded
from recsys.settings import BuildSettings


def add_verbs(data: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs that make a dataset to `datasets`."""
    demo = data.add_parser("demo", help="make the synthetic demo dataset, or write it as raw Goodreads files")
    demo.add_argument("--name", default="demo")
    demo.add_argument("--size", default="small", choices=["small", "full"])
    demo.add_argument("--raw", type=Path, metavar="DIR", help="only write the three raw files, as the source has them")
    demo.set_defaults(run=make_demo)

    add_goodreads(data)
    for kind, what in (
        ("movielens", "MovieLens 100K, 1M, latest-small, 25M or another of its datasets"),
        ("goodbooks", "goodbooks-10k, in either of its editions"),
    ):
        parser = data.add_parser(kind, help=f"read {what}: a folder or a zip")
        parser.add_argument("path", type=Path)
        parser.add_argument("--name", required=True)
        add_build_settings(parser, build_defaults.build_settings())
        parser.set_defaults(run=read_files, kind=kind)
    add_table(data)


def add_goodreads(data: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `datasets goodreads`."""
    goodreads = data.add_parser("goodreads", help="read the three files of a genre of the UCSD Book Graph")
    goodreads.add_argument("folder", type=Path, nargs="?")
    goodreads.add_argument("--name", required=True)
    goodreads.add_argument("--genre", help="which, if the folder holds several; or which to download")
    goodreads.add_argument(
        "--download",
        action="store_true",
        help="fetch the genre instead of reading a folder; for academic use, not to be redistributed",
    )
    goodreads.add_argument(
        "--max-interactions",
        type=int,
        default=S1_INTERACTIONS,
        help=f"read no more than these, as the published tutorial does (default: {S1_INTERACTIONS:,})",
    )
    add_build_settings(goodreads, BuildSettings())
    goodreads.set_defaults(run=read_goodreads)


def add_table(data: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `datasets table`."""
    table = data.add_parser("table", help="read your own table of ratings: CSV, TSV, JSON lines or Parquet")
    table.add_argument("file", type=Path)
    table.add_argument("--name", required=True)
    for column, field in TableColumns.model_fields.items():
        table.add_argument(
            f"--{column}-column",
            required=field.is_required(),
            metavar="C",
            help=f"{field.description} (column name, or number from 0 in a file without a header)",
        )
    highest = Scale.model_fields["highest_rating"]
    table.add_argument(
        "--highest-rating",
        type=float,
        default=highest.default,
        help=f"{highest.description} (default: {highest.default:g})",
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
    """Read a Goodreads folder, or download a genre, and keep it as a dataset."""
    if (asked.folder is None) != asked.download:
        raise BadInput("Give either the folder that holds the three files of a genre, or --download.")
    if asked.download and asked.genre is None:
        raise BadInput(f"Say with --genre which to download: {', '.join(goodreads_download.GENRES)}.")
    where = {"kind": "goodreads download"} if asked.download else {"kind": "goodreads", "path": asked.folder}
    _import(asked, where | {"genre": asked.genre, "max_interactions": asked.max_interactions})


def read_files(asked: argparse.Namespace) -> None:
    """Read a folder or zip of a public dataset and keep it as a dataset."""
    _import(asked, {"kind": asked.kind, "path": asked.path})


def read_table(asked: argparse.Namespace) -> None:
    """Read one's own table and keep it as a dataset."""
    given = {column: getattr(asked, f"{column}_column") for column in TableColumns.model_fields}
    named = {column: name for column, name in given.items() if name is not None}
    # Numbers alone mean a file without a header.
    numbered = all(name.isdecimal() for name in named.values())
    columns = {column: int(name) for column, name in named.items()} if numbered else named
    scale = {"highest_rating": asked.highest_rating}
    _import(asked, {"kind": "table", "path": asked.file, "columns": columns, "scale": scale})


def _import(asked: argparse.Namespace, source: dict[str, Any]) -> None:
    """Do what an import asked for on the Datasets page does, and say what there is."""
    settings = {name: getattr(asked, name) for name in BuildSettings.model_fields}
    request = {"dataset": asked.name, "source": source, "settings": settings}
    with output.progress_bar() as report:
        tasks.import_dataset(request, report, unrecorded)
    show_counts(asked.name)

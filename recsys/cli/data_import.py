"""`datasets demo | goodreads | movielens | goodbooks | table`: make a dataset from what a source gives."""

import argparse
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from recsys import tasks, validation
from recsys.cli import output
from recsys.cli.data import show_counts
from recsys.data import build_defaults, goodreads_download
from recsys.data import dataset as datasets
from recsys.data import table as tables
from recsys.data.goodreads import S1_INTERACTIONS
from recsys.data.imports import Import
from recsys.data.table import Scale, TableColumns
from recsys.errors import BadInput
from recsys.import_report import ImportReport
from recsys.progress import unrecorded
from recsys.settings import BuildSettings, S

NAME = "what the dataset is to be called: letters, digits, - and _"
NO_LIMIT = 10**9
HIGHEST_WITH_ZERO = 1.0


def add_verbs(data: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs that make a dataset to `datasets`."""
    demo = data.add_parser("demo", help="make the synthetic demo dataset, or write it as raw Goodreads files")
    demo.add_argument("--name", default="demo", help=f"{NAME} (default: demo)")
    demo.add_argument("--size", default="small", choices=["small", "full"], help="how large (default: small)")
    demo.add_argument("--raw", type=Path, metavar="DIR", help="only write the three raw files, as the source has them")
    demo.set_defaults(run=make_demo)

    add_goodreads(data)
    for kind, what in (
        ("movielens", "MovieLens 100K, 1M, latest-small, 25M or another of its datasets"),
        ("goodbooks", "goodbooks-10k, in either of its editions"),
    ):
        parser = data.add_parser(kind, help=f"read {what}: a folder or a zip")
        parser.add_argument("path", type=Path, help="the folder that holds its files, or the zip as it was downloaded")
        add_build_settings(parser, build_defaults.build_settings())
        parser.set_defaults(run=read_files, kind=kind)
    add_table(data)


def add_goodreads(data: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `datasets goodreads`."""
    goodreads = data.add_parser("goodreads", help="read the three files of a genre of the UCSD Book Graph")
    goodreads.add_argument("folder", type=Path, nargs="?", help="the folder that holds the three files")
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
    table.add_argument("file", type=Path, help=".csv, .tsv, .jsonl (each packed with gzip or not) or .parquet")
    for column, field in TableColumns.model_fields.items():
        table.add_argument(
            f"--{column}-column",
            required=field.is_required(),
            metavar="C",
            help=f"{field.description} (column name, or number from 0 in a file without a header)",
        )
    highest, zero = (Scale.model_fields[name] for name in ("highest_rating", "zero_is_a_rating"))
    table.add_argument(
        "--highest-rating",
        type=float,
        help=f"{highest.description} (default: {highest.default:g}; with --zero-is-a-rating {HIGHEST_WITH_ZERO:g})",
    )
    table.add_argument("--zero-is-a-rating", action="store_true", help=zero.description)
    add_build_settings(table, tables.build_settings())
    table.set_defaults(run=read_table)


def add_build_settings(parser: argparse.ArgumentParser, defaults: BuildSettings) -> None:
    """The name, the format of the report, and an option for each setting by which a source becomes a dataset."""
    parser.add_argument("--name", required=True, help=NAME)
    output.add_format(parser, "table", "json")
    for name, field in BuildSettings.model_fields.items():
        default = getattr(defaults, name)
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=type(default),
            default=default,
            choices=get_args(field.annotation) or None,
            help=f"{field.description} (default: {'no limit' if default == NO_LIMIT else default})".replace("%", "%%"),
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
    columns = tables.columns({column: int(name) for column, name in named.items()} if numbered else named)
    zero = asked.zero_is_a_rating
    usual = HIGHEST_WITH_ZERO if zero else tables.FIVE_STARS.highest_rating
    highest = usual if asked.highest_rating is None else asked.highest_rating
    scale = _by_options(Scale, {"highest_rating": highest, "zero_is_a_rating": zero})
    _import(asked, {"kind": "table", "path": asked.file, "columns": columns, "scale": scale})


def _import(asked: argparse.Namespace, source: dict[str, Any]) -> None:
    """Do what an import asked for on the Datasets page does, and report on it as that page does."""
    settings = _by_options(BuildSettings, {name: getattr(asked, name) for name in BuildSettings.model_fields})
    request = {"dataset": asked.name, "source": source, "settings": settings}
    _by_options(Import, request)
    with output.progress_bar() as report:
        found = ImportReport.model_validate(tasks.import_dataset(request, report, unrecorded))
    if asked.format == "json":
        output.show_json(found.model_dump(mode="json"))
        return
    show_counts(asked.name)
    print(f"  {'rows read':24}{found.rows:>12,}")
    print(f"  {'liked':24}{found.liked:>12.1%}")
    for sentence in found.warnings:
        output.note(f"note: {sentence}")


def _by_options(kind: type[S], given: dict[str, Any]) -> S:
    """What was given as settings of that kind; raises BadInput that calls each by its option."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise BadInput(validation.sentence(error, _option)) from error


def _option(field: str) -> str:
    return f"--{field.rpartition('.')[2].replace('_', '-')}"

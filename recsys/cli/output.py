"""How the command line shows things: a table for people, CSV or JSON for scripts, progress on stderr."""

import argparse
import contextlib
import json
import math
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
from tqdm import tqdm

from recsys.progress import Report

Verbs = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """`--format`, the first one being the default."""
    parser.add_argument("--format", choices=formats, default=formats[0], help="how to print the answer")


def show_json(content: Any) -> None:
    """One JSON document to stdout; numbers that do not exist are null."""
    print(json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False))


def show_table(table: pd.DataFrame, form: str = "table") -> None:
    """A table to stdout in one of the forms table, csv, json (a list of objects)."""
    if form == "json":
        show_json(table.to_dict("records"))
    elif form == "csv":
        print(table.to_csv(index=False), end="")
    elif table.empty:
        note("There is nothing to show.")
    else:
        print(_dashed(table).to_string(index=False, na_rep="–", float_format=lambda x: f"{x:.4f}", max_colwidth=60))


def show_words(table: pd.DataFrame) -> None:
    """A table of words to stdout, for people: its columns begin at the left, the last may be long."""
    widths = {name: max(len(name), *table[name].str.len()) for name in table.columns[:-1]}
    for row in [list(table.columns), *table.to_numpy().tolist()]:
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths.values(), strict=False)]
        print("  ".join([*cells, row[-1]]))


def title(text: str) -> None:
    """A heading between tables for people."""
    print(f"\n{text}\n{'-' * len(text)}")


def note(text: str) -> None:
    """A remark to stderr, out of the way of what scripts read."""
    print(text, file=sys.stderr)


@contextlib.contextmanager
def progress_bar() -> Iterator[Report]:
    """A bar on stderr, drawn where that is a terminal."""
    with tqdm(total=1.0, disable=None, bar_format="{percentage:3.0f}% |{bar:24}| {elapsed}<{remaining} {desc}") as bar:

        def report(fraction: float, message: str) -> None:
            bar.set_description_str(message, refresh=False)
            bar.update(max(0.0, min(1.0, fraction) - bar.n))

        yield report
        bar.update(1.0 - bar.n)


def _dashed(table: pd.DataFrame) -> pd.DataFrame:
    """A table in which pandas takes None, too, for a missing value."""
    columns = table.columns[table.isna().all()]
    return table.astype(dict.fromkeys(columns, float))


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if hasattr(content, "item"):  # a NumPy scalar
        content = content.item()
    return None if isinstance(content, float) and not math.isfinite(content) else content

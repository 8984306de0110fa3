"""Numbers with a decimal comma (2,5), as programs write them that put semicolons between the fields."""

import re

import polars as pl

from recsys.data.delimited import DelimitedFile
from recsys.data.table_files import TableFile

PATTERN = r"^(\s*[+-]?\d*),(\d+\s*)$"


def are_in(file: TableFile) -> bool:
    """Whether a comma between digits is a decimal comma there: one that parts no fields can be nothing else."""
    return isinstance(file, DelimitedFile) and file.separator == ";"


def with_points(column: pl.Series) -> pl.Series:
    """The texts, each that is such a number with a decimal point instead."""
    return column.str.replace(PATTERN, "${1}.${2}")


def cell_with_point(cell: str) -> str:
    """The same of one text."""
    return re.sub(PATTERN, r"\1.\2", cell)

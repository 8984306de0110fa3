"""The columns of a text file as numbers, ids and words; what is none is refused with file, line and column."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn, Protocol

import polars as pl

from recsys.errors import BadInput
from recsys.progress import Report, silent


class TextFile(Protocol):
    """What `DelimitedFile` and `PlainLines` have in common."""

    path: Path
    names: list[str]

    def read(self, wanted: list[int], report: Report) -> pl.DataFrame:
        """The wanted columns as text."""

    def place(self, row: int) -> str:
        """Where a row stands."""


class Fields:
    """The wanted columns of a file, read. Raises BadInput if the file lacks one of them."""

    def __init__(self, file: TextFile, wanted: Sequence[str], report: Report = silent) -> None:
        self.file = file
        columns = file.read([_position(file, name) for name in wanted], report).get_columns()
        self._columns = dict(zip(wanted, columns, strict=True))

    def words(self, name: str) -> pl.Series:
        """A column as it is, without spaces around; "" where empty."""
        return self._columns[name].str.strip_chars()

    def ids(self, name: str) -> pl.Series:
        """A column of whole numbers, as categories: they take a fifth of the memory of text."""
        ids = self._columns[name].cast(pl.Categorical)
        distinct = ids.unique().cast(pl.String)
        wrong = distinct.filter(~distinct.str.contains(r"^\d{1,18}$"))
        if len(wrong):
            self._refuse(name, self._columns[name].is_in(wrong.implode()), "an id, which is a whole number")
        return ids

    def numbers(self, name: str, low: float, high: float, must: str, *, optional: bool = False) -> pl.Series:
        """A column of numbers from `low` to `high`; null where empty, if that is allowed."""
        numbers = self._columns[name].cast(pl.Float64, strict=False)
        good = numbers.is_between(low, high).fill_null(False)
        if optional:
            good |= self._columns[name] == ""
        if not good.all():
            self._refuse(name, ~good, must)
        return numbers

    def decoded(self, name: str, words: Mapping[str, str]) -> pl.Series:
        """A column of codes as the words they stand for."""
        decoded = self._columns[name].replace_strict(words, default=None, return_dtype=pl.String)
        if decoded.null_count():
            self._refuse(name, decoded.is_null(), f"one of the codes {', '.join(words)}")
        return decoded

    def places(self, rows: pl.Series) -> str:
        """Where rows stand, in words; of many the first three."""
        lines = [self.file.place(row).removeprefix("line ") for row in rows.head(3)]
        more = ", …" if len(rows) > len(lines) else ""
        return f"line{'s' if len(rows) > 1 else ''} {', '.join(lines)}{more} of {self.file.path.name}"

    def _refuse(self, name: str, wrong: pl.Series, must: str) -> NoReturn:
        row = wrong.arg_max() or 0
        raise BadInput(
            f"{self.file.path.name}, {self.file.place(row)}, column “{name}”: “{self._columns[name][row][:80]}” is not "
            f"{must}. Get the file again, or mend that line."
        )


def _position(file: TextFile, name: str) -> int:
    if file.names.count(name) == 1:
        return file.names.index(name)
    how_many = "more than one column" if name in file.names else "no column"
    there = ", ".join(f"“{other[:40]}”" for other in file.names[:50])
    raise BadInput(f"{file.path.name} has {how_many} “{name}”; it has {there}. Check which file this is.")

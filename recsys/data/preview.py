"""A first look at a table: its kind, its first rows, and which column seems to hold what. A megabyte of it is read."""

from dataclasses import dataclass
from pathlib import Path

from recsys.data import column_guesses, decimal_commas, table_files
from recsys.data.column_guesses import Guess, Number, as_number
from recsys.data.delimited import DelimitedFile
from recsys.data.limits import LIMITS, Limits
from recsys.data.quoting import quoted
from recsys.errors import BadInput

SHOWN = 20
SHOWN_CELL = 200
SEPARATED = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True)
class Preview:
    """What can be told of a table by its beginning.

    kind: in words. names: the header, or the columns' numbers; nobody else's text is longer than 200 characters here.
    rows: the first 20 below the header. guesses: role of `TableColumns` -> column, of those that could be guessed.
    """

    kind: str
    has_header: bool
    why_header: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guesses: dict[str, Guess]
    highest_rating: Number
    zero_is_a_rating: bool


def look(path: Path, limits: Limits = LIMITS) -> Preview:
    """The preview of a file as `table.read` reads it; raises BadInput if it is no table."""
    file = table_files.open_table(path, False, limits)
    has_header, why = True, "Files of this kind name their columns."
    shown, names = file.sample, file.names
    are_commas = decimal_commas.are_in(file)
    sample = [[decimal_commas.cell_with_point(cell) for cell in row] for row in shown] if are_commas else shown
    if isinstance(file, DelimitedFile):
        has_header, why = _header(sample)
        names, sample = (sample[0], sample[1:]) if has_header else (names, sample)
        shown = shown[has_header:]
        if not sample:
            raise BadInput(f"{path.name} has a header but no rows. Check which file this is.")
    guesses = column_guesses.guess(names if has_header else list(range(len(names))), sample)
    rated = guesses.get("rating")
    place = None if rated is None else names.index(rated.column) if isinstance(rated.column, str) else rated.column
    ratings = [row[place] for row in sample if place is not None and place < len(row)]
    return Preview(
        kind=_kind(file),
        has_header=has_header,
        why_header=why,
        names=tuple(name[:SHOWN_CELL] for name in names),
        rows=tuple(tuple(cell[:SHOWN_CELL] for cell in row) for row in shown[:SHOWN]),
        guesses=guesses,
        highest_rating=column_guesses.highest_rating(ratings),
        zero_is_a_rating=column_guesses.zero_is_a_rating(ratings),
    )


def _header(rows: list[list[str]]) -> tuple[bool, str]:
    """Whether the first row names the columns, and why that is thought."""
    first, others = rows[0], rows[1:]
    if numbers := [cell for cell in first if as_number(cell) is not None]:
        return False, f"The first row holds a number, {quoted(numbers[0], 40)}."
    if known := [cell for cell in first if column_guesses.is_known(cell)]:
        return True, f"{quoted(known[0], 40)} is what a column is often called."
    for cell, *below in zip(first, *others, strict=False):
        if below and all(as_number(other) is not None for other in below):
            return True, f"Below {quoted(cell, 40)} there are only numbers."
    return False, "The first row looks like the others."


def _kind(file: table_files.TableFile) -> str:
    if not isinstance(file, DelimitedFile):
        return "Parquet" if file.noun == "row" else "JSON lines"
    return f"CSV with {SEPARATED[file.separator]}" if file.separator != "\t" else "Tab-separated values"
